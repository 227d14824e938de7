-- Peer P1: registers taken in set-based, about 370 marks a transaction, in one statement that reads each pupil's row once and
-- updates it in place (HOT: no index is touched). A year's codes are bytes of the row, so the natural key is a position; counters and
-- windows come from bit strings. Only a pupil whose history changed (late, corrected) and who is near a threshold is replayed.
CREATE TABLE pupil (
  pupil integer PRIMARY KEY,
  school integer NOT NULL,
  urgent smallint NOT NULL,              -- 0 none, 1 in need or looked after, 2 protection plan or known to go missing
  open smallint NOT NULL DEFAULT 0,      -- bits: 1 ATT-03, 2 ATT-04, 4 ATT-04w, 8 ATT-05, 16 ATT-08, 32 SG-01, 64 SG-02
  last smallint NOT NULL DEFAULT -1,     -- the last session with a mark
  possible smallint NOT NULL DEFAULT 0,
  absent smallint NOT NULL DEFAULT 0,
  unauthorised smallint NOT NULL DEFAULT 0,
  run smallint NOT NULL DEFAULT 0,       -- unauthorised without a break; -1: to be counted when it matters
  cleared03 smallint NOT NULL DEFAULT -1,-- the session at which ATT-03 last cleared
  raised08 smallint NOT NULL DEFAULT -1,
  away bit(384) NOT NULL DEFAULT B'0'::bit(384),
  ua bit(384) NOT NULL DEFAULT B'0'::bit(384),
  codes bytea NOT NULL DEFAULT decode(repeat('00', 384), 'hex')
) WITH (fillfactor = 45, autovacuum_vacuum_scale_factor = 0.5);
CREATE INDEX pupil_urgent ON pupil (pupil) WHERE urgent > 0;

CREATE INDEX pupil_school ON pupil (school);

CREATE TABLE school (school integer PRIMARY KEY, first_pupil integer NOT NULL, on_roll integer NOT NULL, open01 smallint NOT NULL DEFAULT -1) WITH (fillfactor = 50);
CREATE TABLE school_session (school integer NOT NULL, session smallint NOT NULL, marked integer NOT NULL, PRIMARY KEY (school, session)) WITH (fillfactor = 50);
CREATE TABLE calendar (session smallint PRIMARY KEY, window_start smallint NOT NULL, on_date date NOT NULL);
CREATE TABLE concern (id text PRIMARY KEY, pupil integer NOT NULL, on_date date NOT NULL, severity smallint NOT NULL, recorder integer NOT NULL);
CREATE INDEX concern_pupil ON concern (pupil);
CREATE TABLE behaviour (id text PRIMARY KEY, pupil integer NOT NULL, on_date date NOT NULL, points smallint NOT NULL);

-- rule: the bit of pupil.open, or 128 for SCH-01 (then pupil is -1 - school). state: 2 firing, 5 resolved, 6 retracted.
CREATE TABLE transition (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pupil integer NOT NULL, rule smallint NOT NULL, state smallint NOT NULL, severity smallint NOT NULL,
  session smallint NOT NULL, at timestamptz NOT NULL, evidence integer NOT NULL);
CREATE INDEX transition_alert ON transition (pupil, rule);
CREATE TABLE outbox (transition bigint PRIMARY KEY, sent timestamptz NULL);

CREATE FUNCTION severity_of(rule integer, urgent integer) RETURNS smallint IMMUTABLE LANGUAGE sql AS $$
  SELECT (CASE rule WHEN 1 THEN CASE WHEN urgent > 0 THEN 4 ELSE 3 END WHEN 2 THEN 2 WHEN 4 THEN 1
    WHEN 8 THEN CASE WHEN urgent > 0 THEN 4 ELSE 3 END WHEN 16 THEN CASE urgent WHEN 2 THEN 4 ELSE 3 END
    WHEN 32 THEN 4 WHEN 64 THEN CASE WHEN urgent > 0 THEN 3 ELSE 2 END ELSE 3 END)::smallint $$;

-- Walks a pupil's whole year again. Returns how many transitions it told.
CREATE FUNCTION replay(who integer, windows integer[], now_at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  x pupil; n integer; b integer; p integer := 0; a integer := 0; r integer := 0; c integer; before integer := 0; a60 integer := 0;
  line integer := 0; seen bit(384) := B'0'::bit(384); clear03 integer := -1; clears integer[] := ARRAY[-1,-1,-1,-1]; told integer := 0; bit integer; raised integer;
BEGIN
  SELECT * INTO x FROM pupil WHERE pupil = who;
  FOR n IN 0..x.last LOOP
    b := get_byte(x.codes, n);
    IF b <> 0 THEN
      IF p >= 60 THEN a60 := a60 - get_bit(seen, p - 60); END IF;
      IF b >= 4 THEN
        a := a + 1; a60 := a60 + 1; seen := set_bit(seen, p, 1);
        IF b >= 11 THEN r := r + 1; ELSE r := 0; END IF;
      ELSE r := 0; END IF;
      p := p + 1;
    END IF;
    c := bit_count(substring(x.ua FROM windows[n + 1] + 1 FOR n - windows[n + 1] + 1));
    IF line & 1 <> 0 THEN
      IF a * 100 < 45 * p AND (p < 60 OR a60 < 24) THEN line := line & ~1; clear03 := n; clears[1] := n; END IF;
    ELSIF p >= 60 AND (a * 2 >= p OR a60 >= 30) AND (clear03 < 0 OR n / 2 - clear03 / 2 >= 30) THEN line := line | 1; END IF;
    IF line & 2 <> 0 THEN
      IF c < 10 THEN line := line & ~2; clears[2] := n; END IF;
    ELSIF c >= 10 THEN line := line | 2; END IF;
    IF line & 4 <> 0 THEN
      IF c < 7 OR c >= 10 THEN line := line & ~4; clears[3] := n; END IF;
    ELSIF c BETWEEN 7 AND 9 AND c > before THEN line := line | 4; END IF;
    IF line & 8 <> 0 THEN
      IF b BETWEEN 1 AND 3 THEN line := line & ~8; clears[4] := n; END IF;
    ELSIF r >= 20 THEN line := line | 8; END IF;
    before := c;
  END LOOP;
  FOR n IN 0..3 LOOP
    bit := 1 << n;
    CONTINUE WHEN (line & bit) = (x.open & bit);
    raised := -1;
    IF line & bit = 0 THEN SELECT t.session INTO raised FROM transition t WHERE t.pupil = who AND t.rule = bit ORDER BY t.id DESC LIMIT 1; END IF;
    WITH new AS (INSERT INTO transition (pupil, rule, state, severity, session, at, evidence)
      VALUES (who, bit, CASE WHEN line & bit <> 0 THEN 2 WHEN clears[n + 1] >= raised AND clears[n + 1] >= 0 THEN 5 ELSE 6 END,
        severity_of(bit, x.urgent), x.last, now_at, c) RETURNING id)
    INSERT INTO outbox SELECT id FROM new;
    told := told + 1;
  END LOOP;
  UPDATE pupil SET open = (open & ~15) | line, run = r, cleared03 = clear03 WHERE pupil = who;
  RETURN told;
END $$;

-- One page: p pupil, s session, c code (small numbers; what is no code was refused before), w start of the ten-week window of s, v of s - 1.
CREATE FUNCTION take(p integer[], s integer[], c integer[], w integer[], v integer[], windows integer[], now_at timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE told integer; slow integer[]; who integer;
BEGIN
  WITH stored AS (
    SELECT x.ctid AS tid, x.pupil, x.school, x.urgent, x.open, x.last, x.run, x.cleared03, x.raised08, x.ua AS ua0, i.s, i.c, i.w, i.v,
      x.possible + (get_byte(x.codes, i.s) = 0)::int AS possible,
      x.absent + (i.c >= 4)::int - (get_byte(x.codes, i.s) >= 4)::int AS absent,
      x.unauthorised + (i.c >= 11)::int - (get_byte(x.codes, i.s) >= 11)::int AS unauthorised,
      get_byte(x.codes, i.s) = 0 AS is_new, i.s = x.last + 1 AS in_order,
      set_bit(x.away, i.s, (i.c >= 4)::int) AS away, set_bit(x.ua, i.s, (i.c >= 11)::int) AS ua, set_byte(x.codes, i.s, i.c) AS codes
    FROM unnest(p, s, c, w, v) AS i(pupil, s, c, w, v) JOIN pupil x ON x.pupil = i.pupil
    WHERE get_byte(x.codes, i.s) <> i.c OFFSET 0
  ), counted AS (
    SELECT stored.*,
      CASE WHEN unauthorised >= 7 OR open & 6 <> 0 THEN bit_count(substring(ua FROM w + 1 FOR s - w + 1)) ELSE 0 END AS c10,
      CASE WHEN absent >= 30 AND possible >= 60 AND possible = s + 1 THEN bit_count(substring(away FROM s - 58 FOR 60)) ELSE 0 END AS a60,
      CASE WHEN NOT in_order THEN -1 WHEN c < 11 THEN 0 WHEN run < 0 THEN -1 ELSE run + 1 END AS run1,
      (open & 15 <> 0 OR unauthorised >= 7 OR absent >= 30 OR cleared03 >= 0)
        AND (NOT in_order OR (absent >= 30 AND possible <> s + 1) OR (run < 0 AND c >= 11 AND unauthorised >= 20)) AS is_slow
    FROM stored OFFSET 0
  ), judged AS (
    SELECT counted.*, CASE WHEN is_slow THEN open & 15 ELSE
        CASE WHEN open & 1 <> 0 THEN CASE WHEN absent * 100 < 45 * possible AND (possible < 60 OR a60 < 24) THEN 0 ELSE 1 END
          WHEN absent >= 30 AND possible >= 60 AND (absent * 2 >= possible OR a60 >= 30) AND (cleared03 < 0 OR s / 2 - cleared03 / 2 >= 30) THEN 1 ELSE 0 END
        + CASE WHEN c10 >= 10 THEN 2 ELSE 0 END
        + CASE WHEN c10 < 7 OR c10 >= 10 THEN 0 WHEN open & 4 <> 0 THEN 4
          WHEN c10 > bit_count(substring(ua0 FROM v + 1 FOR s - v)) THEN 4 ELSE 0 END
        + CASE WHEN run1 >= 20 THEN 8 WHEN open & 8 <> 0 AND c >= 4 THEN 8 ELSE 0 END
      END + CASE WHEN open & 16 = 0 THEN 0 WHEN s = raised08 THEN CASE WHEN c IN (11, 12, 14) THEN 16 ELSE 0 END
        WHEN s > raised08 AND c < 4 THEN 0 ELSE 16 END + (open & 96) AS open1
    FROM counted OFFSET 0
  ), written AS (
    UPDATE pupil x SET open = j.open1, last = greatest(j.last, j.s), possible = j.possible, absent = j.absent, unauthorised = j.unauthorised, run = j.run1,
      cleared03 = CASE WHEN j.open & 1 <> 0 AND j.open1 & 1 = 0 THEN j.s ELSE j.cleared03 END, away = j.away, ua = j.ua, codes = j.codes
    FROM judged j WHERE x.ctid = j.tid
    RETURNING x.pupil, x.school, x.urgent, j.s, j.open AS open0, j.open1, j.is_slow, j.is_new, j.c10
  ), registers AS (
    INSERT INTO school_session SELECT school, s, count(*) FROM written WHERE is_new GROUP BY school, s
    ON CONFLICT (school, session) DO UPDATE SET marked = school_session.marked + excluded.marked
  ), transitions AS (
    INSERT INTO transition (pupil, rule, state, severity, session, at, evidence)
    SELECT pupil, bit, CASE WHEN open1 & bit <> 0 THEN 2 ELSE 5 END, severity_of(bit, urgent), s, now_at, c10
    FROM written CROSS JOIN (VALUES (1), (2), (4), (8), (16)) AS bits(bit)
    WHERE open0 <> open1 AND (open0 # open1) & bit <> 0 RETURNING id
  ), queued AS (INSERT INTO outbox SELECT id FROM transitions)
  SELECT (SELECT count(*) FROM transitions), (SELECT array_agg(pupil) FROM written WHERE is_slow) INTO told, slow;
  IF slow IS NOT NULL THEN
    FOREACH who IN ARRAY slow LOOP told := told + replay(who, windows, now_at); END LOOP;
  END IF;
  IF told > 0 THEN PERFORM pg_notify('alerts', told::text); END IF;
  RETURN told;
END $$;

-- A register's deadline has passed: ATT-08 for pupils whose absence is urgent, SCH-01 for schools with more than 2 % or a whole class unmarked.
CREATE FUNCTION tick(now_session integer, now_at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE told integer;
BEGIN
  WITH raised AS (
    UPDATE pupil SET open = open | 16, raised08 = now_session
    WHERE urgent > 0 AND open & 16 = 0 AND get_byte(codes, now_session) IN (0, 11, 12, 14) RETURNING pupil, urgent
  ), state AS (
    SELECT c.school, c.first_pupil, c.open01, c.on_roll, coalesce(n.marked, 0) AS marked_now, coalesce(b.marked, 0) AS marked_then
    FROM school c LEFT JOIN school_session n ON n.school = c.school AND n.session = now_session
    LEFT JOIN school_session b ON b.school = c.school AND b.session = c.open01
  ), ended AS (
    SELECT school FROM state WHERE open01 >= 0 AND (open01 / 2 < now_session / 2 OR marked_then >= on_roll)
  ), begun AS (
    SELECT school FROM state WHERE (open01 < 0 OR school IN (SELECT school FROM ended)) AND ((on_roll - marked_now) * 100 > 2 * on_roll
      OR marked_now < on_roll AND EXISTS (SELECT 1 FROM pupil x WHERE x.school = state.school GROUP BY (x.pupil - first_pupil) / 30
        HAVING count(*) >= 2 AND bool_and(get_byte(x.codes, now_session) = 0)))
  ), schools AS (
    UPDATE school SET open01 = CASE WHEN school IN (SELECT school FROM begun) THEN now_session ELSE -1 END
    WHERE school IN (SELECT school FROM begun UNION SELECT school FROM ended)
  ), transitions AS (
    INSERT INTO transition (pupil, rule, state, severity, session, at, evidence)
    SELECT pupil, 16, 2, severity_of(16, urgent), now_session, now_at, 0 FROM raised
    UNION ALL SELECT -1 - school, 128, 5, 3, now_session, now_at, 0 FROM ended
    UNION ALL SELECT -1 - school, 128, 2, 3, now_session, now_at, 0 FROM begun RETURNING id
  ), queued AS (INSERT INTO outbox SELECT id FROM transitions)
  SELECT count(*) INTO told FROM transitions;
  IF told > 0 THEN PERFORM pg_notify('alerts', told::text); END IF;
  RETURN told;
END $$;

-- A concern: SG-01 at once; SG-02 for three from two people on two dates, or four, within 28 days.
CREATE FUNCTION take_concern(new_id text, who integer, d date, sev integer, by_whom integer, now_session integer, now_at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE x pupil; line integer; told integer := 0; bit integer;
BEGIN
  INSERT INTO concern VALUES (new_id, who, d, sev, by_whom) ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN RETURN 0; END IF;
  SELECT * INTO x FROM pupil WHERE pupil = who FOR UPDATE;
  line := x.open;
  IF sev >= 4 THEN line := line | 32; END IF;
  IF EXISTS (SELECT 1 FROM concern WHERE pupil = who AND severity <= 2 AND on_date > d - 28 AND on_date <= d
    HAVING count(*) >= 4 OR (count(*) >= 3 AND count(DISTINCT recorder) >= 2 AND count(DISTINCT on_date) >= 2)) THEN line := line | 64; END IF;
  FOREACH bit IN ARRAY ARRAY[32, 64] LOOP
    CONTINUE WHEN (line & bit) = (x.open & bit);
    WITH new AS (INSERT INTO transition (pupil, rule, state, severity, session, at, evidence)
      VALUES (who, bit, 2, severity_of(bit, x.urgent), now_session, now_at, 0) RETURNING id)
    INSERT INTO outbox SELECT id FROM new;
    told := told + 1;
  END LOOP;
  IF told > 0 THEN
    UPDATE pupil SET open = line WHERE pupil = who;
    PERFORM pg_notify('alerts', told::text);
  END IF;
  RETURN told;
END $$;
