-- The audit trail as chains, one a writer. A row's hash is over the hash before it and the row itself; what was written before stays as it was.
ALTER TABLE audit RENAME TO audit_before_chain;

CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  chain TEXT NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  at INTEGER NOT NULL,
  scope TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  subject BLOB NULL,
  body BLOB NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (chain, sequence)
) STRICT;

CREATE INDEX audit_scope ON audit (scope, number);

CREATE INDEX audit_subject ON audit (subject, number) WHERE subject IS NOT NULL;

CREATE TRIGGER audit_row_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

CREATE TRIGGER audit_row_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
