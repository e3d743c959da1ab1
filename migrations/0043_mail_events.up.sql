-- What the mail provider tells of mails that were sent.

-- Addresses that get no more mail, in lower case: they don't exist, or who reads them calls it spam.
CREATE TABLE mail_suppressions (
    address text PRIMARY KEY CHECK (address = lower(address) AND char_length(address) <= 255),
    reason text NOT NULL CHECK (reason IN ('bounce', 'complaint')),
    since timestamptz NOT NULL DEFAULT now()
);

-- What was told already, by the provider's own ids: it tells things again. Kept for a month.
CREATE TABLE mail_events (
    id text PRIMARY KEY CHECK (char_length(id) BETWEEN 1 AND 200),
    received_at timestamptz NOT NULL DEFAULT now()
);

-- retention.mail_events (cleanup:old-data)
CREATE INDEX idx_mail_events_received ON mail_events (received_at);
