-- Logins in the browser under way, and what finished ones left to be picked up. Rows live for minutes; an hourly job deletes those that
-- nobody came back for. Keys and `proof` are digests: the secrets themselves are in the browser alone.
-- Twin: migrations/postgres/0004_logins.sql.

CREATE TABLE login_state (
    id            BLOB NOT NULL PRIMARY KEY,
    expires_at    INTEGER NOT NULL,
    proof         BLOB NOT NULL,
    endpoint      TEXT NOT NULL,
    code_verifier TEXT NOT NULL,
    nonce         TEXT NOT NULL
) STRICT;

CREATE TABLE login_ticket (
    id           BLOB NOT NULL PRIMARY KEY,
    expires_at   INTEGER NOT NULL,
    access_token TEXT NOT NULL
) STRICT;
