-- Background tasks around the queues: outbox (to be sent), inbox (was done), failed_tasks (gave up).

CREATE TABLE outbox (
    -- The message id, by which the receiver recognises a duplicate.
    id uuid PRIMARY KEY,
    task text NOT NULL CHECK (task ~ '^[a-z][a-z-]*:[a-z][a-z-]*$' AND char_length(task) <= 100),
    version smallint NOT NULL DEFAULT 1 CHECK (version >= 1),
    queue text NOT NULL CHECK (queue IN ('priority', 'default', 'bulk', 'realtime', 'rate-limited', 'email')),
    -- 200 KiB: an SQS message holds 256.
    payload jsonb NOT NULL CHECK (octet_length(payload::text) <= 204800),
    -- At most one waiting row a task and key.
    unique_key text CHECK (char_length(unique_key) <= 200),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    run_at timestamptz NOT NULL DEFAULT now(),
    -- Claimed by a sender until then.
    locked_until timestamptz,
    last_error text CHECK (char_length(last_error) <= 2000),
    request_id text CHECK (char_length(request_id) <= 128),
    trace_id text CHECK (char_length(trace_id) <= 128),
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- outbox.claim_due: due rows of one queue, oldest first, FOR UPDATE SKIP LOCKED; the senders ask the queues by priority
CREATE INDEX idx_outbox_queue_run ON outbox (queue, run_at, id);
-- outbox.put with a unique key
CREATE UNIQUE INDEX idx_outbox_task_unique ON outbox (task, unique_key) WHERE unique_key IS NOT NULL;

-- uuid_day: the UTC day in the first 48 bits of a UUIDv7. Any other uuid gets a day too, always the same one.
CREATE FUNCTION uuid_day(id uuid) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN date '1970-01-01' + (('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 86400000)::integer;

GRANT EXECUTE ON FUNCTION uuid_day(uuid) TO neurmatic_app;

-- One row a message that was received; its key holds across partitions because a message's day comes from its id:
-- the same id can only ever be in one partition. Written as (…, day, …) VALUES (…, uuid_day($id), …).
-- Kept at least 30 days, then dropped a month at a time by drop_month_partitions.
CREATE TABLE inbox (
    producer text NOT NULL CHECK (char_length(producer) BETWEEN 1 AND 100),
    message_id uuid NOT NULL,
    day date NOT NULL,
    task text NOT NULL CHECK (char_length(task) <= 100),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Null: was tried, is not done. Set in the transaction of the effect.
    done_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (producer, message_id, day),
    CONSTRAINT inbox_day_of_message CHECK (day = uuid_day(message_id))
) PARTITION BY RANGE (day);

CREATE TABLE inbox_default PARTITION OF inbox DEFAULT;
SELECT ensure_month_partitions('inbox', 3);

-- Tasks that are out of attempts, with their last error; a redrive puts them back into the outbox.
CREATE TABLE failed_tasks (
    id uuid PRIMARY KEY,
    producer text NOT NULL CHECK (char_length(producer) BETWEEN 1 AND 100),
    task text NOT NULL CHECK (char_length(task) <= 100),
    version smallint NOT NULL DEFAULT 1,
    queue text NOT NULL CHECK (char_length(queue) <= 50),
    payload jsonb NOT NULL,
    unique_key text CHECK (char_length(unique_key) <= 200),
    attempts integer NOT NULL CHECK (attempts >= 0),
    last_error text NOT NULL CHECK (char_length(last_error) <= 2000),
    request_id text CHECK (char_length(request_id) <= 128),
    trace_id text CHECK (char_length(trace_id) <= 128),
    failed_at timestamptz NOT NULL DEFAULT now()
);

-- failed_tasks.redrive by type and time
CREATE INDEX idx_failed_tasks_task_failed ON failed_tasks (task, failed_at);
