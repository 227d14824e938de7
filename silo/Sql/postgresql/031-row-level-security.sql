-- A second wall under the program's own filters. What is read or written for a school is done under a role that owns
-- nothing and sees the rows of the schools that the transaction names, whatever the query forgot. Nothing named: no rows.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'riskmonitor_school') THEN
    CREATE ROLE riskmonitor_school NOLOGIN;
  END IF;
EXCEPTION
  -- Roles belong to the whole server: another database's silo may have been first.
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'The account % may not create roles. Let an administrator run: CREATE ROLE riskmonitor_school NOLOGIN; GRANT riskmonitor_school TO %', current_user, current_user;
END
$$;

DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'riskmonitor_school', 'USAGE') THEN
    EXECUTE format('GRANT riskmonitor_school TO %I', current_user);
  END IF;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'The account % may not take the role. Let an administrator run: GRANT riskmonitor_school TO %', current_user, current_user;
END
$$;

CREATE FUNCTION riskmonitor_schools() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT string_to_array(current_setting('riskmonitor.schools', true), ',')
$$;

ALTER TABLE school ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE transition ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE digest_position ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_before_chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE school_key ENABLE ROW LEVEL SECURITY;

CREATE POLICY of_named_schools ON school TO riskmonitor_school USING (school = ANY ((SELECT riskmonitor_schools())::text[]));
CREATE POLICY of_named_schools ON journal TO riskmonitor_school USING (school = ANY ((SELECT riskmonitor_schools())::text[]));
CREATE POLICY of_named_schools ON transition TO riskmonitor_school USING (school = ANY ((SELECT riskmonitor_schools())::text[]));
CREATE POLICY of_named_schools ON outbox TO riskmonitor_school USING (school = ANY ((SELECT riskmonitor_schools())::text[]));
CREATE POLICY of_named_schools ON decision TO riskmonitor_school USING (school = ANY ((SELECT riskmonitor_schools())::text[]));
CREATE POLICY of_named_schools ON audit TO riskmonitor_school USING (scope = ANY ((SELECT riskmonitor_schools())::text[]));

-- Keys, who was told what, and the old trail have no policy: the role sees no row of them, and may not ask.
GRANT SELECT, INSERT, UPDATE, DELETE ON school, journal, transition, outbox, decision TO riskmonitor_school;
GRANT SELECT ON audit TO riskmonitor_school;
