-- Letters, their content, their history, idempotent keys and the program's clock.
-- Twin: migrations/sqlite/0001_letters.sql. docs/database.md explains every table, column and index.
-- Texts compare by bytes (COLLATE "C"), so that no update of the system's collations can spoil an index.

CREATE TABLE content (
    id                uuid NOT NULL PRIMARY KEY,
    language          text COLLATE "C" NOT NULL,
    title             text COLLATE "C" NOT NULL,
    summary           text COLLATE "C" NOT NULL,
    body              text COLLATE "C" NOT NULL,
    message_sender    text COLLATE "C",
    senders_reference text COLLATE "C" NOT NULL,
    document          jsonb NOT NULL
);

-- Columns of fixed width first, so that the row has no gaps. No state column is indexed: with room on the page an update of the
-- state touches the row alone.
CREATE TABLE correspondence (
    id                       uuid NOT NULL PRIMARY KEY,
    content_id               uuid NOT NULL REFERENCES content (id),
    senders_reference_digest uuid NOT NULL,
    created_at               timestamptz NOT NULL,
    requested_publish_at     timestamptz NOT NULL,
    status_at                timestamptz NOT NULL,
    due_at                   timestamptz,
    ready_at                 timestamptz,
    published_at             timestamptz,
    fetched_at               timestamptz,
    read_at                  timestamptz,
    confirmed_at             timestamptz,
    purged_at                timestamptz,
    failed_at                timestamptz,
    reserved_at              timestamptz,
    downloaded_at            timestamptz,
    forwarded_at             timestamptz,
    altinn2_id               integer,
    status                   smallint NOT NULL,
    last_status              smallint NOT NULL,
    purged_by                smallint,
    ignore_reservation       boolean,
    is_confirmation_needed   boolean NOT NULL,
    is_confidential          boolean NOT NULL,
    allow_forwarding         boolean NOT NULL,
    dialog_is_foreign        boolean NOT NULL,
    dialog_id                uuid,
    transmission_id          uuid,
    resource_id              text COLLATE "C" NOT NULL,
    service_owner            text COLLATE "C" NOT NULL,
    recipient                text COLLATE "C" NOT NULL,
    recipient_name           text COLLATE "C",
    status_text              text COLLATE "C",
    CHECK ((purged_at IS NULL) = (purged_by IS NULL))
) WITH (fillfactor = 80);

CREATE INDEX correspondence_recipient ON correspondence (recipient, resource_id, requested_publish_at DESC, id DESC);
CREATE INDEX correspondence_service_owner ON correspondence (service_owner, resource_id, requested_publish_at DESC, id DESC);
CREATE INDEX correspondence_senders_reference
    ON correspondence (service_owner, senders_reference_digest, requested_publish_at DESC, id DESC);
CREATE UNIQUE INDEX correspondence_altinn2_id ON correspondence (altinn2_id) WHERE altinn2_id IS NOT NULL;

CREATE TABLE correspondence_status (
    correspondence_id uuid NOT NULL REFERENCES correspondence (id),
    id                uuid NOT NULL,
    party             uuid NOT NULL,
    occurred_at       timestamptz NOT NULL,
    status            smallint NOT NULL,
    status_text       text COLLATE "C",
    PRIMARY KEY (correspondence_id, id)
);

CREATE TABLE correspondence_fetch (
    correspondence_id uuid NOT NULL REFERENCES correspondence (id),
    id                uuid NOT NULL,
    party             uuid NOT NULL,
    occurred_at       timestamptz NOT NULL,
    PRIMARY KEY (correspondence_id, id)
);

-- Checked at commit: a key may be claimed before its letter is written.
CREATE TABLE idempotent_key (
    key               uuid NOT NULL PRIMARY KEY,
    correspondence_id uuid NOT NULL REFERENCES correspondence (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE program_clock (
    id            smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    offset_micros bigint NOT NULL
);

INSERT INTO program_clock (id, offset_micros) VALUES (1, 0);
