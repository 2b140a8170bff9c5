-- Letters, their content, their history, idempotent keys and the program's clock.
-- Twin: migrations/postgres/0001_letters.sql. docs/database.md explains every table, column and index.
-- Times are microseconds since 1970, identities are 16 bytes, flags are 0 or 1, documents are JSON text.

CREATE TABLE content (
    id                BLOB NOT NULL PRIMARY KEY,
    language          TEXT NOT NULL,
    title             TEXT NOT NULL,
    summary           TEXT NOT NULL,
    body              TEXT NOT NULL,
    message_sender    TEXT,
    senders_reference TEXT NOT NULL,
    document          TEXT NOT NULL
) STRICT;

CREATE TABLE correspondence (
    id                       BLOB NOT NULL PRIMARY KEY,
    content_id               BLOB NOT NULL REFERENCES content (id),
    senders_reference_digest BLOB NOT NULL,
    created_at               INTEGER NOT NULL,
    requested_publish_at     INTEGER NOT NULL,
    status_at                INTEGER NOT NULL,
    due_at                   INTEGER,
    ready_at                 INTEGER,
    published_at             INTEGER,
    fetched_at               INTEGER,
    read_at                  INTEGER,
    confirmed_at             INTEGER,
    purged_at                INTEGER,
    failed_at                INTEGER,
    reserved_at              INTEGER,
    downloaded_at            INTEGER,
    forwarded_at             INTEGER,
    altinn2_id               INTEGER,
    status                   INTEGER NOT NULL,
    last_status              INTEGER NOT NULL,
    purged_by                INTEGER,
    ignore_reservation       INTEGER CHECK (ignore_reservation IN (0, 1)),
    is_confirmation_needed   INTEGER NOT NULL CHECK (is_confirmation_needed IN (0, 1)),
    is_confidential          INTEGER NOT NULL CHECK (is_confidential IN (0, 1)),
    allow_forwarding         INTEGER NOT NULL CHECK (allow_forwarding IN (0, 1)),
    dialog_is_foreign        INTEGER NOT NULL CHECK (dialog_is_foreign IN (0, 1)),
    dialog_id                BLOB,
    transmission_id          BLOB,
    resource_id              TEXT NOT NULL,
    service_owner            TEXT NOT NULL,
    recipient                TEXT NOT NULL,
    recipient_name           TEXT,
    status_text              TEXT,
    CHECK ((purged_at IS NULL) = (purged_by IS NULL))
) STRICT;

CREATE INDEX correspondence_recipient ON correspondence (recipient, resource_id, requested_publish_at DESC, id DESC);
CREATE INDEX correspondence_service_owner ON correspondence (service_owner, resource_id, requested_publish_at DESC, id DESC);
CREATE INDEX correspondence_senders_reference
    ON correspondence (service_owner, senders_reference_digest, requested_publish_at DESC, id DESC);
CREATE UNIQUE INDEX correspondence_altinn2_id ON correspondence (altinn2_id) WHERE altinn2_id IS NOT NULL;

CREATE TABLE correspondence_status (
    correspondence_id BLOB NOT NULL REFERENCES correspondence (id),
    id                BLOB NOT NULL,
    party             BLOB NOT NULL,
    occurred_at       INTEGER NOT NULL,
    status            INTEGER NOT NULL,
    status_text       TEXT,
    PRIMARY KEY (correspondence_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE correspondence_fetch (
    correspondence_id BLOB NOT NULL REFERENCES correspondence (id),
    id                BLOB NOT NULL,
    party             BLOB NOT NULL,
    occurred_at       INTEGER NOT NULL,
    PRIMARY KEY (correspondence_id, id)
) STRICT, WITHOUT ROWID;

-- Checked at commit: a key may be claimed before its letter is written.
CREATE TABLE idempotent_key (
    key               BLOB NOT NULL PRIMARY KEY,
    correspondence_id BLOB NOT NULL REFERENCES correspondence (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE program_clock (
    id            INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    offset_micros INTEGER NOT NULL
) STRICT;

INSERT INTO program_clock (id, offset_micros) VALUES (1, 0);
