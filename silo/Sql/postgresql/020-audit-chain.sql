-- The audit trail as chains, one a writer. A row's hash is over the hash before it and the row itself; what was written before stays as it was.
ALTER TABLE audit RENAME TO audit_before_chain;

CREATE TABLE audit (
  number bigint GENERATED ALWAYS AS IDENTITY,
  chain text NOT NULL,
  sequence bigint NOT NULL CHECK (sequence >= 1),
  at bigint NOT NULL,
  scope text NOT NULL,
  who text NOT NULL,
  what text NOT NULL,
  subject bytea NULL,
  body bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_number PRIMARY KEY (number),
  CONSTRAINT audit_chain UNIQUE (chain, sequence)
);

CREATE INDEX audit_scope ON audit (scope, number);

CREATE INDEX audit_subject ON audit (subject, number) WHERE subject IS NOT NULL;

CREATE TRIGGER audit_row_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
