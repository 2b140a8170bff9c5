-- Background work. A row is one job and goes when the job is done; only dead jobs stay. A lane is (subject, channel): its live jobs
-- run one at a time in the order (due_at, id).
-- Twin: migrations/postgres/0002_jobs.sql.
--
-- state: 0 waiting; 1 its attempts are used up, and what must follow from that has failed so far; 2 dead.
-- due_at never changes (but for recurring jobs), run_at is the next attempt: both of the program's clock. leased_until is of real time.

CREATE TABLE job (
    id           BLOB NOT NULL PRIMARY KEY,
    subject      BLOB NOT NULL,
    lease        BLOB,
    due_at       INTEGER NOT NULL,
    run_at       INTEGER NOT NULL,
    leased_until INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0,
    channel      INTEGER NOT NULL,
    state        INTEGER NOT NULL DEFAULT 0,
    kind         TEXT NOT NULL,
    payload      TEXT NOT NULL,
    last_error   TEXT
) STRICT;

-- What to run next, by channel: a channel that waits for its remote is not in the way of the others.
CREATE INDEX job_claim ON job (channel, run_at, id) WHERE state < 2 AND lease IS NULL;
-- Who is first in a lane.
CREATE INDEX job_lane ON job (subject, channel, due_at, id) WHERE state < 2;
-- What runs now. Unique: no two of a lane, whatever two claims see of each other.
CREATE UNIQUE INDEX job_running ON job (subject, channel) WHERE lease IS NOT NULL;
-- The dead, for lists and counts.
CREATE INDEX job_dead ON job (run_at, id) WHERE state = 2;
