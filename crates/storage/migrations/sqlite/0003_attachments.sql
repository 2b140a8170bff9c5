-- Attachments, their history, and which contents carry them. Bytes lie in the object store, under the upload that brought them.
-- Twin: migrations/postgres/0003_attachments.sql.

CREATE TABLE attachment (
    id                 BLOB NOT NULL PRIMARY KEY,
    upload_id          BLOB,
    created_at         INTEGER NOT NULL,
    status_at          INTEGER NOT NULL,
    upload_lease_until INTEGER,
    stored_at          INTEGER,
    published_at       INTEGER,
    condemned_at       INTEGER,
    purged_at          INTEGER,
    expired_at         INTEGER,
    size               INTEGER,
    expiration_in_days INTEGER,
    status             INTEGER NOT NULL,
    data_location      INTEGER NOT NULL,
    is_encrypted       INTEGER NOT NULL,
    resource_id        TEXT NOT NULL,
    service_owner      TEXT NOT NULL,
    file_name          TEXT NOT NULL,
    display_name       TEXT,
    senders_reference  TEXT NOT NULL,
    checksum           TEXT,
    sha256             TEXT,
    status_text        TEXT
) STRICT;

-- Uploads under way: few at any time.
CREATE INDEX attachment_uploading ON attachment (upload_lease_until) WHERE upload_lease_until IS NOT NULL;
-- Whose bytes an object of the store are.
CREATE UNIQUE INDEX attachment_upload ON attachment (upload_id) WHERE upload_id IS NOT NULL;

-- Files that wait for their scanner's verdict.
CREATE INDEX attachment_waiting ON attachment (stored_at)
    WHERE stored_at IS NOT NULL AND published_at IS NULL AND condemned_at IS NULL AND purged_at IS NULL AND expired_at IS NULL;

CREATE TABLE attachment_status (
    attachment_id BLOB NOT NULL REFERENCES attachment (id),
    id            BLOB NOT NULL,
    party         BLOB NOT NULL,
    occurred_at   INTEGER NOT NULL,
    status        INTEGER NOT NULL,
    status_text   TEXT,
    PRIMARY KEY (attachment_id, id)
) STRICT;

CREATE TABLE content_attachment (
    content_id    BLOB NOT NULL REFERENCES content (id),
    attachment_id BLOB NOT NULL REFERENCES attachment (id),
    attached_at   INTEGER NOT NULL,
    expires_at    INTEGER,
    place         INTEGER NOT NULL,
    PRIMARY KEY (content_id, place)
) STRICT;

CREATE UNIQUE INDEX content_attachment_attachment ON content_attachment (attachment_id, content_id);

-- Letters without attachments, most of them, are not in the index.
ALTER TABLE correspondence ADD COLUMN attachment_count INTEGER NOT NULL DEFAULT 0;
CREATE INDEX correspondence_content ON correspondence (content_id, id) WHERE attachment_count > 0;
