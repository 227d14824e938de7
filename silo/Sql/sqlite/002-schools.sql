-- Times are UTC ticks of 100 ns. What is about a pupil is in sealed bodies or blind indexes only.
CREATE TABLE school (
  school TEXT NOT NULL PRIMARY KEY,
  fence INTEGER NOT NULL,
  last_position INTEGER NOT NULL,
  processed INTEGER NOT NULL,
  last_update INTEGER NOT NULL,
  last_received_at INTEGER NOT NULL
) WITHOUT ROWID;

-- The schools' data keys, wrapped by the master key. Key 0 makes blind indexes, 1 and above seal. Scope * is the trust.
CREATE TABLE school_key (
  scope TEXT NOT NULL,
  key_id INTEGER NOT NULL,
  wrapped BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (scope, key_id)
) WITHOUT ROWID;

CREATE TABLE journal (
  school TEXT NOT NULL,
  position INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  batch_key BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (school, position),
  UNIQUE (school, batch_key)
);

-- An alert's sequence starts at 1 and has no gap: each row points at the one before it.
CREATE TABLE transition (
  school TEXT NOT NULL,
  update_number INTEGER NOT NULL,
  subject BLOB NOT NULL,
  rule TEXT NOT NULL,
  episode INTEGER NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  previous INTEGER GENERATED ALWAYS AS (nullif(sequence - 1, 0)) STORED,
  at INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (school, update_number),
  UNIQUE (school, subject, rule, episode, sequence),
  FOREIGN KEY (school, subject, rule, episode, previous) REFERENCES transition (school, subject, rule, episode, sequence)
);

CREATE TABLE outbox (
  school TEXT NOT NULL,
  update_number INTEGER NOT NULL,
  channel TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  sent_at INTEGER NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (school, update_number, channel),
  FOREIGN KEY (school, update_number) REFERENCES transition (school, update_number)
);

CREATE INDEX outbox_unsent ON outbox (due_at) WHERE sent_at IS NULL;

CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  scope TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  body BLOB NOT NULL
);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
