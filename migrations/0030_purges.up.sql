-- What the edge is to forget, and how much of its API may be used. Rows are written in the transaction of the change, and
-- stay until the API has confirmed them; confirmed ones are the receipts, kept for seven days (purges.forget).

CREATE TYPE purge_target AS ENUM ('tag', 'url', 'prefix', 'everything');
-- In this order: the greater one of two is the more thorough.
CREATE TYPE purge_kind AS ENUM ('soft', 'hard');
CREATE TYPE purge_state AS ENUM (
    'waiting', -- takes in further changes of the same thing
    'taken', -- is being sent, or is to be sent again; a change from now on needs a row of its own
    'accepted', -- the API has confirmed it
    'refused' -- the API won't ever take it; an operator has to look
);

CREATE TABLE purges (
    id uuid PRIMARY KEY,
    target purge_target NOT NULL,
    -- A tag, a URL, a host with a path; empty for everything.
    value text NOT NULL CHECK (char_length(value) <= 2048 AND (value = '') = (target = 'everything')),
    kind purge_kind NOT NULL,
    -- Of what changes often: sent only while the API's budget is well filled.
    is_frequent boolean NOT NULL DEFAULT false,
    state purge_state NOT NULL DEFAULT 'waiting',
    -- When it may be sent, or sent again: a taken row's lease, or its wait, ends then.
    due_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Calls with this row that the API refused for what they held: each makes the next call smaller.
    refusals smallint NOT NULL DEFAULT 0 CHECK (refusals >= 0),
    last_error text CHECK (char_length(last_error) <= 2000),
    -- The first change that asked for it: its request, and the time of its row.
    request_id text CHECK (char_length(request_id) <= 128),
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- When it was last taken to be sent.
    sent_at timestamptz,
    settled_at timestamptz,
    -- The API's id of the call that it was confirmed by.
    receipt text CHECK (char_length(receipt) <= 200),
    -- What was sent in its place, when that was something wider.
    sent_as text CHECK (char_length(sent_as) <= 2048),
    CONSTRAINT purges_settled CHECK ((settled_at IS NOT NULL) = (state IN ('accepted', 'refused')))
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- purges.change, purges.order: at most one waiting row for a thing
CREATE UNIQUE INDEX idx_purges_waiting ON purges (target, value) WHERE state = 'waiting';
-- purges.claim, purges.backlog: what is still to be sent
CREATE INDEX idx_purges_due ON purges (due_at) WHERE state IN ('waiting', 'taken');
-- purges.change: when a thing that changes often was last sent
CREATE INDEX idx_purges_sent ON purges (target, value, sent_at) WHERE state IN ('taken', 'accepted');
-- purges.lag, purges.backlog, purges.forget: receipts by time
CREATE INDEX idx_purges_settled ON purges (state, settled_at) WHERE state IN ('accepted', 'refused');

-- One row: the account's token bucket, which all processes share, and how its API does.
CREATE TABLE purge_budget (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    -- Calls that could be made at counted_at; filled up since then at the plan's rate.
    tokens double precision NOT NULL DEFAULT 1000000 CHECK (tokens >= 0),
    counted_at timestamptz NOT NULL DEFAULT now(),
    -- Tokens that the last spender got.
    granted integer NOT NULL DEFAULT 0 CHECK (granted >= 0),
    -- No call is made before.
    blocked_until timestamptz NOT NULL DEFAULT '-infinity',
    -- Rounds that failed since the last success.
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    last_error text CHECK (char_length(last_error) <= 2000)
);

INSERT INTO purge_budget DEFAULT VALUES;

REVOKE INSERT, DELETE ON purge_budget FROM neurmatic_app;
