-- Times are UTC ticks of 100 ns. What is about a pupil is in sealed bodies or blind indexes only.
CREATE TABLE school (
  school text NOT NULL PRIMARY KEY,
  fence bigint NOT NULL,
  last_position bigint NOT NULL,
  processed bigint NOT NULL,
  last_update bigint NOT NULL,
  last_received_at bigint NOT NULL
-- Every commit updates a school's row: room in the page keeps those updates off the index.
) WITH (fillfactor = 50);

-- The schools' data keys, wrapped by the master key. Key 0 makes blind indexes, 1 and above seal. Scope * is the trust.
CREATE TABLE school_key (
  scope text NOT NULL,
  key_id integer NOT NULL,
  wrapped bytea NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (scope, key_id)
);

CREATE TABLE journal (
  school text NOT NULL,
  position bigint NOT NULL,
  received_at bigint NOT NULL,
  kind smallint NOT NULL,
  batch_key bytea NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (school, position),
  UNIQUE (school, batch_key)
);

-- Bodies are sealed: they do not compress.
ALTER TABLE journal ALTER COLUMN body SET STORAGE EXTERNAL;

-- An alert's sequence starts at 1 and has no gap: each row points at the one before it.
CREATE TABLE transition (
  school text NOT NULL,
  update_number bigint NOT NULL,
  subject bytea NOT NULL,
  rule text NOT NULL,
  episode integer NOT NULL,
  sequence integer NOT NULL CHECK (sequence >= 1),
  previous integer GENERATED ALWAYS AS (nullif(sequence - 1, 0)) STORED,
  at bigint NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (school, update_number),
  UNIQUE (school, subject, rule, episode, sequence),
  FOREIGN KEY (school, subject, rule, episode, previous) REFERENCES transition (school, subject, rule, episode, sequence)
);

CREATE TABLE outbox (
  school text NOT NULL,
  update_number bigint NOT NULL,
  channel text NOT NULL,
  due_at bigint NOT NULL,
  sent_at bigint NULL,
  body bytea NOT NULL,
  PRIMARY KEY (school, update_number, channel),
  FOREIGN KEY (school, update_number) REFERENCES transition (school, update_number)
);

CREATE INDEX outbox_unsent ON outbox (due_at) WHERE sent_at IS NULL;

CREATE TABLE audit (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  scope text NOT NULL,
  who text NOT NULL,
  what text NOT NULL,
  body bytea NOT NULL
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only';
END
$$;

CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
