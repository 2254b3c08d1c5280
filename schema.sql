-- Every table of Atlas Front Desk: the clinic's books, the call journal, the outbox. SQLite 3.35 or newer and
-- PostgreSQL 14 or newer run this file as it stands, as often as wanted: `sqlite3 FILE < schema.sql`, `psql -f`.
--
-- Names are written unquoted, so that `SELECT * FROM Appointments` finds the table on both (PostgreSQL folds both
-- sides to lower case).
--
-- Times are TEXT, ISO 8601 in UTC, ending in Z, of one width per column: 2026-03-24T14:30:00Z in the clinic's
-- books and the outbox, 2026-03-24T14:30:00.123Z in the journal of calls. Text of one width sorts, compares and
-- reads the same on both databases and in every driver; native types do not (SQLite has none, PostgreSQL answers
-- in the session's zone). Appointments takes any ISO 8601 spelling from other programs (no offset: UTC) and
-- rewrites it. Dates are YYYY-MM-DD, times of day HH:MM on the clinic's own clock, weekdays 0 for Monday. JSON is
-- TEXT.
--
-- What has to differ stands between marks that one database reads as a comment: comments nest in PostgreSQL and
-- not in SQLite, and a dollar-quoted string is a parameter to SQLite. Columns marked phi hold patients' data.

-- ------------------------------------------------------------------ the clinic

CREATE TABLE IF NOT EXISTS ClinicProfile (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  name           TEXT NOT NULL,
  timezone       TEXT NOT NULL,
  address        TEXT NOT NULL DEFAULT '',
  phone          TEXT NOT NULL DEFAULT '',
  holidays       TEXT NOT NULL DEFAULT 'us-federal' CHECK (holidays IN ('us-federal', 'none')),
  grid_minutes   INTEGER NOT NULL DEFAULT 30 CHECK (grid_minutes > 0),
  lead_minutes   INTEGER NOT NULL DEFAULT 120,
  horizon_days   INTEGER NOT NULL DEFAULT 90
);

CREATE TABLE IF NOT EXISTS ClinicHours (
  weekday        INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
  opens          TEXT NOT NULL,
  closes         TEXT NOT NULL,
  PRIMARY KEY (weekday, opens),
  CHECK (closes > opens)
);

CREATE TABLE IF NOT EXISTS Closures (
  day            TEXT PRIMARY KEY,
  reason         TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS VisitTypes (
  name           TEXT PRIMARY KEY,
  minutes        INTEGER NOT NULL CHECK (minutes > 0)
);

CREATE TABLE IF NOT EXISTS Providers (
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL,
  specialty      TEXT NOT NULL,
  min_age        INTEGER NOT NULL DEFAULT 0,
  max_age        INTEGER NOT NULL DEFAULT 150,
  active         BOOLEAN NOT NULL DEFAULT TRUE
);

-- A provider without rows here works whenever the clinic is open.
CREATE TABLE IF NOT EXISTS ProviderHours (
  provider_id    INTEGER NOT NULL REFERENCES Providers (id),
  weekday        INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
  opens          TEXT NOT NULL,
  closes         TEXT NOT NULL,
  PRIMARY KEY (provider_id, weekday, opens),
  CHECK (closes > opens)
);

CREATE TABLE IF NOT EXISTS Patients (
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL,        -- phi
  date_of_birth  TEXT NOT NULL,        -- phi
  phone          TEXT,                 -- phi
  email          TEXT,                 -- phi
  given_name     TEXT,                 -- phi; where absent, read out of name
  family_name    TEXT,                 -- phi
  address        TEXT,                 -- phi
  language       TEXT NOT NULL DEFAULT 'en',
  notes          TEXT                  -- phi
);
CREATE INDEX IF NOT EXISTS patients_date_of_birth ON Patients (date_of_birth);

-- Two booked visits of one provider, or of one patient, never overlap: see the end of this file.
CREATE TABLE IF NOT EXISTS Appointments (
  id             INTEGER PRIMARY KEY,
  provider_id    INTEGER NOT NULL REFERENCES Providers (id),
  patient_id     INTEGER NOT NULL REFERENCES Patients (id),
  start_time     TEXT NOT NULL,
  end_time       TEXT NOT NULL,
  status         TEXT NOT NULL DEFAULT 'booked'
                 CHECK (status IN ('booked', 'cancelled', 'fulfilled', 'noshow')),
  notes          TEXT,                 -- phi
  visit_type     TEXT,
  booked_by      TEXT,
  key            TEXT,                 -- of the request that made the row; the same request makes one row
  moved_from     INTEGER,              -- the appointment that this one replaced
  late_cancel    BOOLEAN NOT NULL DEFAULT FALSE,
  created_at     TEXT,
  updated_at     TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS appointments_key ON Appointments (key);
-- By the end: whatever might overlap ends after the new start, and that is little once the past is cut off.
CREATE INDEX IF NOT EXISTS appointments_of_provider ON Appointments (provider_id, end_time)
  WHERE status = 'booked';
CREATE INDEX IF NOT EXISTS appointments_of_patient ON Appointments (patient_id, end_time);

-- ------------------------------------------------------------------ texts, staff's list, identity

CREATE TABLE IF NOT EXISTS Messages (
  id             INTEGER PRIMARY KEY,
  key            TEXT NOT NULL UNIQUE,
  patient_id     INTEGER REFERENCES Patients (id),
  to_phone       TEXT NOT NULL,        -- phi
  body           TEXT NOT NULL,        -- phi
  status         TEXT NOT NULL DEFAULT 'queued' CHECK (status IN
                 ('queued', 'stored', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'refused')),
  provider_sid   TEXT,
  attempts       INTEGER NOT NULL DEFAULT 0,
  error          TEXT,
  next_at        TEXT NOT NULL,        -- not to be tried before
  created_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_due ON Messages (status, next_at);
CREATE INDEX IF NOT EXISTS messages_provider_sid ON Messages (provider_sid);

CREATE TABLE IF NOT EXISTS OptOuts (
  phone          TEXT PRIMARY KEY,     -- phi
  since          TEXT NOT NULL,
  how            TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS HandOffs (
  id             INTEGER PRIMARY KEY,
  key            TEXT NOT NULL UNIQUE,
  call_sid       TEXT NOT NULL,
  reason         TEXT NOT NULL,
  state          TEXT NOT NULL,
  category       TEXT,
  lang           TEXT NOT NULL,
  caller         TEXT,                 -- phi
  patient_id     INTEGER REFERENCES Patients (id),
  status         TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
  message        TEXT,                 -- phi; what the caller left when nobody answered
  created_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS handoffs_of_call ON HandOffs (call_sid);

CREATE TABLE IF NOT EXISTS IdentityAttempts (
  id             INTEGER PRIMARY KEY,
  call_sid       TEXT NOT NULL,
  number         TEXT NOT NULL,        -- phi; the caller's, empty when withheld
  patient_id     INTEGER,              -- the record that was aimed at, where there is one
  date_of_birth  TEXT,                 -- phi
  outcome        TEXT NOT NULL,
  at             TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS identity_attempts_of_number ON IdentityAttempts (number, at);
CREATE INDEX IF NOT EXISTS identity_attempts_of_patient ON IdentityAttempts (patient_id, at);

-- ------------------------------------------------------------------ the journal of calls

CREATE TABLE IF NOT EXISTS Calls (
  call_sid       TEXT PRIMARY KEY,
  version        INTEGER NOT NULL DEFAULT 0,
  state          TEXT NOT NULL,
  snapshot       TEXT NOT NULL,        -- phi, JSON
  caller         TEXT,                 -- phi
  channel        TEXT NOT NULL DEFAULT 'voice',
  lang           TEXT NOT NULL DEFAULT 'en',
  intent         TEXT,
  outcome        TEXT,
  reason         TEXT,
  account_sid    TEXT,
  started_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL,
  ended_at       TEXT,
  build          TEXT,                 -- the version of the code that took the last turn
  indexed        INTEGER NOT NULL DEFAULT 0 -- the `version` that the console's index knows
);
CREATE INDEX IF NOT EXISTS calls_started ON Calls (started_at);
-- Running calls, and those that the console's index does not know in full. Short, whatever has been stored.
CREATE INDEX IF NOT EXISTS calls_to_index ON Calls (updated_at) WHERE indexed < version;

CREATE TABLE IF NOT EXISTS Turns (
  call_sid       TEXT NOT NULL,
  turn           INTEGER NOT NULL,
  at             TEXT NOT NULL,
  heard_kind     TEXT NOT NULL,
  heard          TEXT,                 -- phi
  event          TEXT,                 -- phi, JSON; all of what was heard, for a replay
  lang           TEXT,
  screen         TEXT,                 -- JSON
  extraction     TEXT,                 -- phi, JSON
  said           TEXT,                 -- phi, JSON
  asked          TEXT,
  took_ms        DOUBLE PRECISION,
  source         TEXT,
  read_ms        DOUBLE PRECISION,     -- of took_ms, how long the extractor took
  PRIMARY KEY (call_sid, turn)
);

CREATE TABLE IF NOT EXISTS Transitions (
  id             INTEGER PRIMARY KEY,
  call_sid       TEXT NOT NULL,
  turn           INTEGER NOT NULL,
  step           INTEGER NOT NULL DEFAULT 0,
  at             TEXT NOT NULL,
  trigger        TEXT NOT NULL,
  source         TEXT NOT NULL,
  destination    TEXT,
  taken          BOOLEAN NOT NULL,
  guards         TEXT NOT NULL DEFAULT '[]', -- JSON, in the order asked
  reason         TEXT
);
CREATE INDEX IF NOT EXISTS transitions_of_call ON Transitions (call_sid, turn, step);

CREATE TABLE IF NOT EXISTS ToolCalls (
  id             INTEGER PRIMARY KEY,
  call_sid       TEXT NOT NULL,
  turn           INTEGER NOT NULL,
  step           INTEGER NOT NULL DEFAULT 0,
  at             TEXT NOT NULL,
  tool           TEXT NOT NULL,
  request        TEXT NOT NULL,        -- phi, JSON
  result         TEXT NOT NULL,        -- phi, JSON
  ok             BOOLEAN NOT NULL,
  rows_changed   INTEGER NOT NULL DEFAULT 0,
  took_ms        DOUBLE PRECISION
);
CREATE INDEX IF NOT EXISTS tool_calls_of_call ON ToolCalls (call_sid, turn, step);

CREATE TABLE IF NOT EXISTS Sessions (
  session_id     TEXT PRIMARY KEY,
  call_sid       TEXT NOT NULL,
  opened_at      TEXT NOT NULL,
  closed_at      TEXT,
  status         TEXT,
  why            TEXT
);
CREATE INDEX IF NOT EXISTS sessions_of_call ON Sessions (call_sid);

-- Webhooks that may act only once, and what limits count. Pruned at start-up.
CREATE TABLE IF NOT EXISTS Webhooks (
  key            TEXT PRIMARY KEY,     -- of what the signature covers
  kind           TEXT NOT NULL CHECK (kind IN ('call', 'return', 'wish', 'answer')),
  about          TEXT NOT NULL,        -- a keyed digest of the caller's number, or of the call
  verdict        TEXT NOT NULL,
  at             TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS webhooks_about ON Webhooks (kind, about, at);
CREATE INDEX IF NOT EXISTS webhooks_at ON Webhooks (at);

-- ------------------------------------------------------------------ simulated calls, and Bluejay

-- Calls that a simulator made; `result_id` is its name for the call.
CREATE TABLE IF NOT EXISTS SimulatedCalls (
  call_sid       TEXT PRIMARY KEY,
  result_id      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS simulated_calls_result ON SimulatedCalls (result_id);

-- What Bluejay is told of finished calls, each once; unsampled calls stand here as skipped.
CREATE TABLE IF NOT EXISTS BluejayPosts (
  call_sid       TEXT NOT NULL,
  kind           TEXT NOT NULL CHECK (kind IN ('simulated', 'observed')),
  status         TEXT NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'unsure', 'failed', 'skipped')),
  bluejay_id     TEXT,                 -- its name for an observed call
  attempts       INTEGER NOT NULL DEFAULT 0,
  error          TEXT,
  next_at        TEXT NOT NULL,
  updated_at     TEXT NOT NULL,
  PRIMARY KEY (call_sid, kind)
);
CREATE INDEX IF NOT EXISTS bluejay_posts_due ON BluejayPosts (status, next_at);
CREATE INDEX IF NOT EXISTS bluejay_posts_id ON BluejayPosts (bluejay_id);

CREATE TABLE IF NOT EXISTS BluejayResults (
  kind           TEXT NOT NULL CHECK (kind IN ('simulated', 'observed')),
  bluejay_id     TEXT NOT NULL,
  call_sid       TEXT,                 -- none as long as no call here is known to be it
  run_id         TEXT,
  scenario       TEXT,
  status         TEXT NOT NULL,
  passed         BOOLEAN,              -- none: nothing was judged
  verdict        TEXT NOT NULL,        -- phi, JSON
  at             TEXT NOT NULL,
  PRIMARY KEY (kind, bluejay_id)
);
CREATE INDEX IF NOT EXISTS bluejay_results_of_call ON BluejayResults (call_sid);

-- Deliveries of Bluejay that were taken; it may send each several times. Pruned at start-up.
CREATE TABLE IF NOT EXISTS BluejayDeliveries (
  id             TEXT PRIMARY KEY,
  at             TEXT NOT NULL
);

-- ------------------------------------------------------------------ the console's index of calls

-- One row a call with what the list shows. Ids grow with the time a call began: milliseconds since 1970, times a
-- thousand, and a number for those of one millisecond. So a page of the list is a range of the key.
CREATE TABLE IF NOT EXISTS CallFacts (
  id             BIGINT PRIMARY KEY,
  call_sid       TEXT NOT NULL UNIQUE,
  version        INTEGER NOT NULL,
  started_at     TEXT NOT NULL,
  ended_at       TEXT,
  state          TEXT NOT NULL,
  outcome        TEXT,
  reason         TEXT,
  intent         TEXT,
  lang           TEXT NOT NULL,
  build          TEXT,
  caller         TEXT NOT NULL,        -- masked
  urgent         TEXT,
  turns          INTEGER NOT NULL,
  path           TEXT NOT NULL,        -- a letter for the state after each turn, a capital where it was refused
  refused_by     TEXT NOT NULL,        -- JSON, the guards in the order they refused
  slowest_ms     DOUBLE PRECISION,
  length_ms      DOUBLE PRECISION NOT NULL,
  facets         TEXT NOT NULL         -- JSON, the ids of its rows in CallFacets
) /* SQLite only /* */ WITHOUT ROWID -- */
;

-- Everything calls are looked for by: a state they reached, a tool, a guard that refused, a redacted word.
CREATE TABLE IF NOT EXISTS Facets (
  id             INTEGER PRIMARY KEY,
  kind           TEXT NOT NULL,
  value          TEXT NOT NULL,
  calls          INTEGER NOT NULL DEFAULT 0, -- how many have it
  UNIQUE (kind, value)
);

-- Which calls have a facet, in the order they began.
CREATE TABLE IF NOT EXISTS CallFacets (
  facet          INTEGER NOT NULL,
  call           BIGINT NOT NULL,
  PRIMARY KEY (facet, call)
) /* SQLite only /* */ WITHOUT ROWID -- */
;

-- What one call adds to the numbers of its day; its id is the one it has in CallFacts.
CREATE TABLE IF NOT EXISTS CallTallies (
  id             BIGINT PRIMARY KEY,
  call_sid       TEXT NOT NULL UNIQUE,
  day            TEXT NOT NULL,        -- the clinic's
  build          TEXT NOT NULL,
  slowest_ms     DOUBLE PRECISION,
  tally          TEXT NOT NULL         -- JSON, counts by figure and value
) /* SQLite only /* */ WITHOUT ROWID -- */
;
CREATE INDEX IF NOT EXISTS call_tallies_slowest ON CallTallies (day, build, slowest_ms);

-- Their sums by day and version. Those of deleted calls stand in rows of their own, and stay.
CREATE TABLE IF NOT EXISTS DayNumbers (
  day            TEXT NOT NULL,
  build          TEXT NOT NULL,
  deleted        INTEGER NOT NULL DEFAULT 0,
  slowest_ms     DOUBLE PRECISION,
  slowest        TEXT NOT NULL DEFAULT '', -- the call's id
  tally          TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (day, build, deleted)
);

-- Links to one call. Of the token only a hash is kept.
CREATE TABLE IF NOT EXISTS SharedCalls (
  hash           TEXT PRIMARY KEY,
  call_sid       TEXT NOT NULL,
  turn           INTEGER NOT NULL,
  audience       TEXT NOT NULL CHECK (audience IN ('signed-in', 'outside')),
  why            TEXT NOT NULL,
  account        TEXT NOT NULL,
  made_at        TEXT NOT NULL,
  ends_at        TEXT NOT NULL,
  revoked_at     TEXT,
  opened         INTEGER NOT NULL DEFAULT 0,
  opened_at      TEXT
);
CREATE INDEX IF NOT EXISTS shared_calls_of_call ON SharedCalls (call_sid);
CREATE INDEX IF NOT EXISTS shared_calls_made ON SharedCalls (made_at);

-- The filters that somebody keeps under a name.
CREATE TABLE IF NOT EXISTS SavedViews (
  id             INTEGER PRIMARY KEY,
  account        TEXT NOT NULL,
  name           TEXT NOT NULL,
  query          TEXT NOT NULL,
  created_at     TEXT NOT NULL,
  UNIQUE (account, name)
);

-- ------------------------------------------------------------------ the console's reviews

-- What people say of a call or, with a `finding`, of one automatic check. The newest row is in force.
CREATE TABLE IF NOT EXISTS QaVerdicts (
  id             INTEGER PRIMARY KEY,
  call_sid       TEXT NOT NULL,
  finding        TEXT NOT NULL DEFAULT '', -- the check that is overridden; empty for the call itself
  verdict        TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'unclear')),
  automatic      TEXT NOT NULL,        -- what the checks said at that moment
  reason         TEXT NOT NULL DEFAULT '',
  who            TEXT NOT NULL,
  at             TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS qa_verdicts_of_call ON QaVerdicts (call_sid, id);

CREATE TABLE IF NOT EXISTS QaNotes (
  id             INTEGER PRIMARY KEY,
  call_sid       TEXT NOT NULL,
  note           TEXT NOT NULL,        -- phi; what is known of the patient was taken out
  who            TEXT NOT NULL,
  at             TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS qa_notes_of_call ON QaNotes (call_sid, id);

CREATE TABLE IF NOT EXISTS QaTags (
  call_sid       TEXT NOT NULL,
  tag            TEXT NOT NULL,
  who            TEXT NOT NULL,
  at             TEXT NOT NULL,
  PRIMARY KEY (call_sid, tag)
);

-- Which share of which calls is put up for review; what is not here has the share that the code names.
CREATE TABLE IF NOT EXISTS QaReviewRules (
  rule           TEXT PRIMARY KEY,
  share          DOUBLE PRECISION NOT NULL CHECK (share BETWEEN 0 AND 1)
);

-- Who is looking at a call of the queue.
CREATE TABLE IF NOT EXISTS QaAssignments (
  call_sid       TEXT PRIMARY KEY,
  who            TEXT NOT NULL,
  at             TEXT NOT NULL
);

-- A version of the code run over a set of stored calls.
CREATE TABLE IF NOT EXISTS QaRuns (
  id             INTEGER PRIMARY KEY,
  build          TEXT NOT NULL,
  query          TEXT NOT NULL,        -- the filters of the set, as an address has them
  status         TEXT NOT NULL CHECK (status IN ('running', 'done', 'stopped', 'failed')),
  calls          INTEGER NOT NULL,
  taken          INTEGER NOT NULL DEFAULT 0, -- how many of them are done
  who            TEXT NOT NULL,
  started_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL
);

-- What came of each call of a run; a call without a `what` goes the same way.
CREATE TABLE IF NOT EXISTS QaRunCalls (
  run            INTEGER NOT NULL,
  call_sid       TEXT NOT NULL,
  turn           INTEGER,
  what           TEXT,
  expected       TEXT,
  got            TEXT,
  PRIMARY KEY (run, call_sid)
);
CREATE INDEX IF NOT EXISTS qa_run_calls_of_call ON QaRunCalls (call_sid, run);

-- ------------------------------------------------------------------ who may use the console

CREATE TABLE IF NOT EXISTS QaAccounts (
  id             INTEGER PRIMARY KEY,
  login          TEXT NOT NULL UNIQUE, -- lower case
  name           TEXT NOT NULL,        -- as audit rows and verdicts carry it
  role           TEXT NOT NULL CHECK (role IN ('viewer', 'reviewer', 'reveal', 'admin')),
  password       TEXT,                 -- argon2id; none where an invitation is open or an OIDC provider signs in
  subject        TEXT UNIQUE,          -- issuer and subject at the OIDC provider
  disabled       BOOLEAN NOT NULL DEFAULT FALSE,
  created_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL
);

-- One-time links. Of tokens only hashes are kept, here and in the sessions.
CREATE TABLE IF NOT EXISTS QaLinks (
  hash           TEXT PRIMARY KEY,
  account_id     INTEGER,              -- none: it makes the account of an administrator
  ends_at        TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS QaSessions (
  hash           TEXT PRIMARY KEY,
  account_id     INTEGER NOT NULL,
  csrf           TEXT NOT NULL,
  opened_at      TEXT NOT NULL,
  seen_at        TEXT NOT NULL,
  ends_at        TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS qa_sessions_of_account ON QaSessions (account_id);

-- Failed sign-ins in a row, by account and by address.
CREATE TABLE IF NOT EXISTS QaAttempts (
  key            TEXT PRIMARY KEY,     -- a hash
  failures       INTEGER NOT NULL,
  last_at        TEXT NOT NULL,
  waits_until    TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS qa_attempts_last ON QaAttempts (last_at);

-- Append-only: every row's hash covers the one before it, and triggers refuse changes, see the end of this file.
CREATE TABLE IF NOT EXISTS QaAudit (
  seq            INTEGER PRIMARY KEY,
  at             TEXT NOT NULL,
  who            TEXT NOT NULL,
  action         TEXT NOT NULL,
  target         TEXT NOT NULL,
  detail         TEXT NOT NULL,
  before         TEXT NOT NULL,
  hash           TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS qa_audit_who ON QaAudit (who, seq);
CREATE INDEX IF NOT EXISTS qa_audit_action ON QaAudit (action, seq);
CREATE INDEX IF NOT EXISTS qa_audit_target ON QaAudit (target, seq);

-- Where the audit log begins after its oldest rows were let go; only rows up to here may be deleted.
CREATE TABLE IF NOT EXISTS QaAuditStart (
  seq            INTEGER PRIMARY KEY,
  hash           TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS QaRetention (
  kind           TEXT PRIMARY KEY,
  days           INTEGER NOT NULL CHECK (days >= 0), -- 0 keeps for ever
  done_to        TEXT NOT NULL DEFAULT ''
);

-- Work that one process at a time may do.
CREATE TABLE IF NOT EXISTS QaJobs (
  name           TEXT PRIMARY KEY,
  next_at        TEXT NOT NULL,
  held_until     TEXT NOT NULL
);

-- ------------------------------------------------------------------ no overlap, whoever writes

/* SQLite only, down to the end mark /* */

-- Rows that another program wrote before the triggers stood.
UPDATE Appointments SET start_time = strftime('%Y-%m-%dT%H:%M:%SZ', start_time),
                        end_time = strftime('%Y-%m-%dT%H:%M:%SZ', end_time)
WHERE (start_time <> strftime('%Y-%m-%dT%H:%M:%SZ', start_time)
       OR end_time <> strftime('%Y-%m-%dT%H:%M:%SZ', end_time))
  AND typeof(start_time) = 'text' AND typeof(end_time) = 'text';

-- strftime reads numbers as days and lets them through, so anything but text is refused first.
CREATE TRIGGER IF NOT EXISTS appointments_times_of_new AFTER INSERT ON Appointments
WHEN NEW.start_time IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', NEW.start_time)
  OR NEW.end_time IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', NEW.end_time) OR NEW.end_time <= NEW.start_time
BEGIN
  SELECT RAISE(ABORT, 'appointments_times: start_time and end_time must be ISO 8601 in UTC, the end later')
  WHERE typeof(NEW.start_time) <> 'text' OR typeof(NEW.end_time) <> 'text'
    OR julianday(NEW.start_time) IS NULL OR julianday(NEW.end_time) IS NULL
    OR julianday(NEW.end_time) <= julianday(NEW.start_time);
  UPDATE Appointments SET start_time = strftime('%Y-%m-%dT%H:%M:%SZ', NEW.start_time),
                          end_time = strftime('%Y-%m-%dT%H:%M:%SZ', NEW.end_time) WHERE id = NEW.id;
END;

CREATE TRIGGER IF NOT EXISTS appointments_times_of_changed AFTER UPDATE OF start_time, end_time ON Appointments
WHEN NEW.start_time IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', NEW.start_time)
  OR NEW.end_time IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', NEW.end_time) OR NEW.end_time <= NEW.start_time
BEGIN
  SELECT RAISE(ABORT, 'appointments_times: start_time and end_time must be ISO 8601 in UTC, the end later')
  WHERE typeof(NEW.start_time) <> 'text' OR typeof(NEW.end_time) <> 'text'
    OR julianday(NEW.start_time) IS NULL OR julianday(NEW.end_time) IS NULL
    OR julianday(NEW.end_time) <= julianday(NEW.start_time);
  UPDATE Appointments SET start_time = strftime('%Y-%m-%dT%H:%M:%SZ', NEW.start_time),
                          end_time = strftime('%Y-%m-%dT%H:%M:%SZ', NEW.end_time) WHERE id = NEW.id;
END;

-- The stored rows are in normal form already; NEW may not be yet.
CREATE TRIGGER IF NOT EXISTS appointments_overlap_of_new AFTER INSERT ON Appointments WHEN NEW.status = 'booked'
BEGIN
  SELECT RAISE(ABORT, 'appointments_provider_busy') FROM Appointments AS other
  WHERE other.status = 'booked' AND other.provider_id = NEW.provider_id AND other.id <> NEW.id
    AND other.end_time > strftime('%Y-%m-%dT%H:%M:%SZ', NEW.start_time)
    AND other.start_time < strftime('%Y-%m-%dT%H:%M:%SZ', NEW.end_time);
  SELECT RAISE(ABORT, 'appointments_patient_busy') FROM Appointments AS other
  WHERE other.status = 'booked' AND other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.end_time > strftime('%Y-%m-%dT%H:%M:%SZ', NEW.start_time)
    AND other.start_time < strftime('%Y-%m-%dT%H:%M:%SZ', NEW.end_time);
END;

CREATE TRIGGER IF NOT EXISTS appointments_overlap_of_changed
AFTER UPDATE OF provider_id, patient_id, start_time, end_time, status ON Appointments WHEN NEW.status = 'booked'
BEGIN
  SELECT RAISE(ABORT, 'appointments_provider_busy') FROM Appointments AS other
  WHERE other.status = 'booked' AND other.provider_id = NEW.provider_id AND other.id <> NEW.id
    AND other.end_time > strftime('%Y-%m-%dT%H:%M:%SZ', NEW.start_time)
    AND other.start_time < strftime('%Y-%m-%dT%H:%M:%SZ', NEW.end_time);
  SELECT RAISE(ABORT, 'appointments_patient_busy') FROM Appointments AS other
  WHERE other.status = 'booked' AND other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.end_time > strftime('%Y-%m-%dT%H:%M:%SZ', NEW.start_time)
    AND other.start_time < strftime('%Y-%m-%dT%H:%M:%SZ', NEW.end_time);
END;

-- The audit log of the console.
CREATE TRIGGER IF NOT EXISTS qa_audit_stands BEFORE UPDATE ON QaAudit
BEGIN SELECT RAISE(ABORT, 'qa_audit: rows are never changed'); END;
CREATE TRIGGER IF NOT EXISTS qa_audit_stays BEFORE DELETE ON QaAudit
WHEN OLD.seq > (SELECT COALESCE(max(seq), 0) FROM QaAuditStart)
BEGIN SELECT RAISE(ABORT, 'qa_audit: rows are never deleted'); END;
CREATE TRIGGER IF NOT EXISTS qa_audit_start_fits BEFORE INSERT ON QaAuditStart
WHEN NOT EXISTS (SELECT 1 FROM QaAudit WHERE seq = NEW.seq AND hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'qa_audit: the log has no such row'); END;
CREATE TRIGGER IF NOT EXISTS qa_audit_start_stands BEFORE UPDATE ON QaAuditStart
BEGIN SELECT RAISE(ABORT, 'qa_audit: rows are never changed'); END;
CREATE TRIGGER IF NOT EXISTS qa_audit_start_stays BEFORE DELETE ON QaAuditStart
BEGIN SELECT RAISE(ABORT, 'qa_audit: rows are never deleted'); END;

-- end of SQLite only */

SELECT $pg$ /* PostgreSQL only, down to the end mark $pg$ WHERE 1 = 0;

CREATE OR REPLACE FUNCTION books_utc(at TEXT) RETURNS TEXT LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
  SELECT to_char(at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

-- Immutable in truth: the rows hold one spelling of a time only. The other two serve tables that another
-- program made with native types.
CREATE OR REPLACE FUNCTION books_span(TEXT, TEXT) RETURNS tsrange LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN RETURN tsrange(rtrim($1, 'Z')::timestamp, rtrim($2, 'Z')::timestamp); END $$;
CREATE OR REPLACE FUNCTION books_span(TIMESTAMPTZ, TIMESTAMPTZ) RETURNS tsrange LANGUAGE sql IMMUTABLE AS $$
  SELECT tsrange($1 AT TIME ZONE 'UTC', $2 AT TIME ZONE 'UTC') $$;
CREATE OR REPLACE FUNCTION books_span(TIMESTAMP, TIMESTAMP) RETURNS tsrange LANGUAGE sql IMMUTABLE AS $$
  SELECT tsrange($1, $2) $$;

CREATE OR REPLACE FUNCTION books_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.start_time := books_utc(NEW.start_time::text);
  NEW.end_time := books_utc(NEW.end_time::text);
  IF NEW.end_time <= NEW.start_time THEN
    RAISE EXCEPTION 'appointments_times: the end must be later than the start' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- The audit log of the console.
CREATE OR REPLACE FUNCTION qa_audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'qaaudit' THEN
    IF OLD.seq <= (SELECT COALESCE(max(seq), 0) FROM QaAuditStart) THEN RETURN OLD; END IF;
  ELSIF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT 1 FROM QaAudit WHERE seq = NEW.seq AND hash = NEW.hash) THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'qa_audit: rows are never changed or deleted' USING ERRCODE = 'check_violation';
END $$;

-- An id that another program chose moves the counter past it, as SQLite does by itself.
CREATE OR REPLACE FUNCTION books_ids() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  counter TEXT := pg_get_serial_sequence(format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME), 'id');
  newest BIGINT;
  begun BOOLEAN;
BEGIN
  IF counter IS NOT NULL THEN
    EXECUTE 'SELECT last_value, is_called FROM ' || counter INTO newest, begun;
    IF NEW.id > newest OR NOT begun THEN PERFORM setval(counter, NEW.id); END IF;
  END IF;
  RETURN NEW;
END $$;

DO $$
DECLARE
  kept TEXT;
  newest BIGINT;
BEGIN
  FOREACH kept IN ARRAY ARRAY['patients', 'providers', 'appointments', 'messages', 'handoffs', 'identityattempts',
                              'transitions', 'toolcalls', 'facets', 'savedviews', 'qaaccounts',
                              'qaverdicts', 'qanotes', 'qaruns'] LOOP
    IF EXISTS (SELECT FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = kept
               AND column_name = 'id' AND column_default IS NULL AND is_identity = 'NO') THEN
      IF kept IN ('transitions', 'toolcalls') THEN
        EXECUTE format('ALTER TABLE %I ALTER COLUMN id TYPE BIGINT', kept);
      END IF;
      EXECUTE format('ALTER TABLE %I ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY', kept);
      EXECUTE format('SELECT max(id) FROM %I', kept) INTO newest;
      IF newest IS NOT NULL THEN PERFORM setval(pg_get_serial_sequence(kept, 'id'), newest); END IF;
    END IF;
    IF kept IN ('patients', 'providers', 'appointments') AND NOT EXISTS (
        SELECT FROM pg_trigger WHERE tgname = kept || '_ids' AND tgrelid = kept::regclass) THEN
      EXECUTE format('CREATE TRIGGER %I BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION books_ids()',
                     kept || '_ids', kept);
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'qa_audit_stands' AND tgrelid = 'qaaudit'::regclass) THEN
    CREATE TRIGGER qa_audit_stands BEFORE UPDATE OR DELETE ON QaAudit FOR EACH ROW EXECUTE FUNCTION qa_audit_stands();
    CREATE TRIGGER qa_audit_emptied BEFORE TRUNCATE ON QaAudit EXECUTE FUNCTION qa_audit_stands();
    CREATE TRIGGER qa_audit_start_stands BEFORE INSERT OR UPDATE OR DELETE ON QaAuditStart
      FOR EACH ROW EXECUTE FUNCTION qa_audit_stands();
    CREATE TRIGGER qa_audit_start_emptied BEFORE TRUNCATE ON QaAuditStart EXECUTE FUNCTION qa_audit_stands();
  END IF;
  IF NOT EXISTS (SELECT FROM pg_trigger
                 WHERE tgname = 'appointments_times' AND tgrelid = 'appointments'::regclass) THEN
    CREATE TRIGGER appointments_times BEFORE INSERT OR UPDATE OF start_time, end_time ON Appointments
      FOR EACH ROW EXECUTE FUNCTION books_times();
  END IF;
  -- Ranges of one id stand in for the id: so GiST needs no extension. Rows from before the triggers come first.
  IF NOT EXISTS (SELECT FROM pg_constraint
                 WHERE conname = 'appointments_provider_busy' AND conrelid = 'appointments'::regclass) THEN
    UPDATE Appointments SET start_time = start_time, end_time = end_time;
    ALTER TABLE Appointments ADD CONSTRAINT appointments_provider_busy EXCLUDE USING gist (
      int8range(provider_id, provider_id, '[]') WITH &&, books_span(start_time, end_time) WITH &&)
      WHERE (status = 'booked');
  END IF;
  IF NOT EXISTS (SELECT FROM pg_constraint
                 WHERE conname = 'appointments_patient_busy' AND conrelid = 'appointments'::regclass) THEN
    ALTER TABLE Appointments ADD CONSTRAINT appointments_patient_busy EXCLUDE USING gist (
      int8range(patient_id, patient_id, '[]') WITH &&, books_span(start_time, end_time) WITH &&)
      WHERE (status = 'booked');
  END IF;
END $$;

-- end of PostgreSQL only */ WHERE 1 = 0;
