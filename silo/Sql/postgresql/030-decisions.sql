-- What people decided about a pupil, one row a pupil: whose it is is a blind index, the rest is sealed.
CREATE TABLE decision (
  school text NOT NULL,
  subject bytea NOT NULL,
  version bigint NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (school, subject)
);

-- Bodies are sealed: they do not compress.
ALTER TABLE decision ALTER COLUMN body SET STORAGE EXTERNAL;
