-- What is to be told to people and channels: counts and ids of schools, nothing about a pupil. One row a recipient and period.
CREATE TABLE digest (
  id text NOT NULL PRIMARY KEY,
  recipient text NOT NULL,
  period text NOT NULL,
  channel text NOT NULL,
  created_at bigint NOT NULL,
  next_try_at bigint NOT NULL,
  state integer NOT NULL,
  tries integer NOT NULL,
  last_error text NULL,
  sent_at bigint NULL,
  body text NOT NULL,
  UNIQUE (recipient, period)
);

CREATE INDEX digest_waiting ON digest (next_try_at) WHERE state = 0;

CREATE INDEX digest_created ON digest (created_at);

-- Up to which change of a board a recipient has been told. Moved in the transaction that writes the digest.
CREATE TABLE digest_position (
  recipient text NOT NULL,
  kind integer NOT NULL,
  school text NOT NULL,
  up_to bigint NOT NULL,
  PRIMARY KEY (recipient, kind, school)
);
