-- A backlog as after an outage: what waits, what was done in the last weeks, what was given up.
INSERT INTO outbox (id, task, queue, payload, unique_key, run_at, locked_until, sent_at)
SELECT md5('outbox ' || n)::uuid, 'email:send', (ARRAY['default', 'email', 'email', 'bulk', 'priority', 'realtime', 'rate-limited'])[1 + n % 7],
       '{}', CASE WHEN n % 3 = 0 THEN n::text END, now() + make_interval(secs => n % 7200 - 3600),
       CASE WHEN n % 11 = 0 THEN now() + interval '20 seconds' END, CASE WHEN n % 7200 > 3600 THEN now() END
FROM generate_series(1, (SELECT count(*) / 4 FROM users)) AS n;

INSERT INTO inbox (producer, message_id, day, task, attempts, done_at)
SELECT 'neurmatic', id, uuid_day(id), 'email:send', 1, now()
FROM (
    SELECT (lpad(to_hex((extract(epoch FROM now() - make_interval(mins => n % 40000)) * 1000)::bigint), 12, '0')
            || '7000' || substr(md5(n::text), 1, 16))::uuid AS id
    FROM generate_series(1, (SELECT count(*)::integer FROM users)) AS n
) AS message;

INSERT INTO failed_tasks (id, producer, task, queue, payload, attempts, last_error, failed_at)
SELECT md5('failed ' || n)::uuid, 'neurmatic', 'email:send', 'email', '{}', 5, 'refused', now() - make_interval(mins => n::integer)
FROM generate_series(1, (SELECT count(*) / 10 FROM users)) AS n;

-- Messages that a queue brought, and that failed for good.
INSERT INTO inbox (producer, message_id, day, task, attempts, given_up_at)
SELECT producer, id, uuid_day(id), task, attempts, failed_at FROM failed_tasks;

-- A day of figures.
INSERT INTO task_figures (minute, queue, outcome, bucket, n, took_ms)
SELECT date_trunc('minute', now()) - make_interval(mins => m), queue, outcome, bucket, 10, 100
FROM generate_series(0, 1440) AS m, unnest(ARRAY['email', 'default', 'bulk']) AS queue,
     unnest(ARRAY['done', 'retried']) AS outcome, unnest(ARRAY[8, 12]) AS bucket;

INSERT INTO counter_deltas (id, counter, target_id, delta)
SELECT md5('delta ' || n)::uuid, 'article_views', a.id, 1
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM articles) AS a;

-- Articles whose time has come.
UPDATE articles SET scheduled_at = now() - interval '1 minute'
WHERE id IN (SELECT id FROM articles WHERE status = 'scheduled' ORDER BY scheduled_at LIMIT 10);
