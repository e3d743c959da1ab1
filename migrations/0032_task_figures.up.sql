-- How deliveries went, minute by minute, for operators: counted by each process, and added up here. Rows older than a day
-- are dropped by who adds new ones.

CREATE TABLE task_figures (
    minute timestamptz NOT NULL,
    queue text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'retried', 'failed')),
    -- How long it took: 2^(bucket / 4) ms at most, so that a percentile is known within a fifth.
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 100),
    n bigint NOT NULL CHECK (n > 0),
    took_ms bigint NOT NULL CHECK (took_ms >= 0),
    PRIMARY KEY (minute, queue, outcome, bucket)
);
