-- What people decided about a pupil, one row a pupil: whose it is is a blind index, the rest is sealed.
CREATE TABLE decision (
  school TEXT NOT NULL,
  subject BLOB NOT NULL,
  version INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (school, subject)
) STRICT;
