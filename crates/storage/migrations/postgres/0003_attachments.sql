-- Attachments, their history, and which contents carry them. Bytes lie in the object store, under the upload that brought them.
-- Twin: migrations/sqlite/0003_attachments.sql.

CREATE TABLE attachment (
    id                 uuid NOT NULL PRIMARY KEY,
    upload_id          uuid,
    created_at         timestamptz NOT NULL,
    status_at          timestamptz NOT NULL,
    upload_lease_until timestamptz,
    stored_at          timestamptz,
    published_at       timestamptz,
    condemned_at       timestamptz,
    purged_at          timestamptz,
    expired_at         timestamptz,
    size               bigint,
    expiration_in_days integer,
    status             smallint NOT NULL,
    data_location      smallint NOT NULL,
    is_encrypted       boolean NOT NULL,
    resource_id        text COLLATE "C" NOT NULL,
    service_owner      text COLLATE "C" NOT NULL,
    file_name          text COLLATE "C" NOT NULL,
    display_name       text COLLATE "C",
    senders_reference  text COLLATE "C" NOT NULL,
    checksum           text COLLATE "C",
    sha256             text COLLATE "C",
    status_text        text COLLATE "C"
);

-- Uploads under way: few at any time.
CREATE INDEX attachment_uploading ON attachment (upload_lease_until) WHERE upload_lease_until IS NOT NULL;
-- Whose bytes an object of the store are.
CREATE UNIQUE INDEX attachment_upload ON attachment (upload_id) WHERE upload_id IS NOT NULL;

-- Files that wait for their scanner's verdict.
CREATE INDEX attachment_waiting ON attachment (stored_at)
    WHERE stored_at IS NOT NULL AND published_at IS NULL AND condemned_at IS NULL AND purged_at IS NULL AND expired_at IS NULL;

CREATE TABLE attachment_status (
    attachment_id uuid NOT NULL REFERENCES attachment (id),
    id            uuid NOT NULL,
    party         uuid NOT NULL,
    occurred_at   timestamptz NOT NULL,
    status        smallint NOT NULL,
    status_text   text COLLATE "C",
    PRIMARY KEY (attachment_id, id)
);

CREATE TABLE content_attachment (
    content_id    uuid NOT NULL REFERENCES content (id),
    attachment_id uuid NOT NULL REFERENCES attachment (id),
    attached_at   timestamptz NOT NULL,
    expires_at    timestamptz,
    place         smallint NOT NULL,
    PRIMARY KEY (content_id, place)
);

CREATE UNIQUE INDEX content_attachment_attachment ON content_attachment (attachment_id, content_id);

-- Letters without attachments, most of them, are not in the index.
ALTER TABLE correspondence ADD COLUMN attachment_count smallint NOT NULL DEFAULT 0;
CREATE INDEX correspondence_content ON correspondence (content_id, id) WHERE attachment_count > 0;
