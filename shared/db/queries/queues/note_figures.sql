-- queues.note_figures: adds what became of deliveries to this minute's figures, and drops some of those older than a day. By
-- primary key.
WITH old AS (
    SELECT minute, queue, outcome, bucket
    FROM task_figures
    WHERE minute < now() - interval '25 hours'
    LIMIT 100
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM task_figures AS figures USING old
    WHERE figures.minute = old.minute AND figures.queue = old.queue AND figures.outcome = old.outcome
      AND figures.bucket = old.bucket
)
INSERT INTO task_figures (minute, queue, outcome, bucket, n, took_ms)
SELECT date_trunc('minute', now()), seen.queue, seen.outcome, seen.bucket, seen.n, seen.took_ms
FROM unnest($1::text[], $2::text[], $3::int2[], $4::int8[], $5::int8[]) AS seen (queue, outcome, bucket, n, took_ms)
ORDER BY seen.queue, seen.outcome, seen.bucket
ON CONFLICT (minute, queue, outcome, bucket) DO UPDATE
SET n = task_figures.n + excluded.n, took_ms = task_figures.took_ms + excluded.took_ms
