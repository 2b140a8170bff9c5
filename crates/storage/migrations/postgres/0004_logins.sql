-- Logins in the browser under way, and what finished ones left to be picked up. Rows live for minutes; an hourly job deletes those that
-- nobody came back for. Keys and `proof` are digests: the secrets themselves are in the browser alone.
-- Twin: migrations/sqlite/0004_logins.sql.

CREATE TABLE login_state (
    id            uuid NOT NULL PRIMARY KEY,
    expires_at    timestamptz NOT NULL,
    proof         uuid NOT NULL,
    endpoint      text COLLATE "C" NOT NULL,
    code_verifier text COLLATE "C" NOT NULL,
    nonce         text COLLATE "C" NOT NULL
);

CREATE TABLE login_ticket (
    id           uuid NOT NULL PRIMARY KEY,
    expires_at   timestamptz NOT NULL,
    access_token text COLLATE "C" NOT NULL
);
