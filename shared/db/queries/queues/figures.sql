-- queues.figures: how deliveries went since a time, by queue, outcome and how long they took. By primary key.
SELECT queue, outcome, bucket, sum(n)::int8 AS n, sum(took_ms)::int8 AS took_ms
FROM task_figures
WHERE minute >= $1
GROUP BY queue, outcome, bucket
ORDER BY queue, outcome, bucket
