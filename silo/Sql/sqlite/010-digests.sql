-- What is to be told to people and channels: counts and ids of schools, nothing about a pupil. One row a recipient and period.
CREATE TABLE digest (
  id TEXT NOT NULL PRIMARY KEY,
  recipient TEXT NOT NULL,
  period TEXT NOT NULL,
  channel TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  last_error TEXT NULL,
  sent_at INTEGER NULL,
  body TEXT NOT NULL,
  UNIQUE (recipient, period)
) WITHOUT ROWID;

CREATE INDEX digest_waiting ON digest (next_try_at) WHERE state = 0;

CREATE INDEX digest_created ON digest (created_at);

-- Up to which change of a board a recipient has been told. Moved in the transaction that writes the digest.
CREATE TABLE digest_position (
  recipient TEXT NOT NULL,
  kind INTEGER NOT NULL,
  school TEXT NOT NULL,
  up_to INTEGER NOT NULL,
  PRIMARY KEY (recipient, kind, school)
) WITHOUT ROWID;
