-- Receipts of more than a week, and what an outage left behind.
INSERT INTO purges (id, target, value, kind, state, due_at, attempts, requested_at, sent_at, settled_at, receipt)
SELECT md5('receipt ' || n)::uuid, 'tag', 'article:' || md5((n % 5000)::text), CASE WHEN n % 9 = 0 THEN 'hard'::purge_kind ELSE 'soft' END,
       CASE WHEN n % 10000 = 0 THEN 'refused'::purge_state ELSE 'accepted' END,
       at, 1, at - interval '90 milliseconds', at, at, md5(n::text)
FROM (
    SELECT n, now() - make_interval(mins => (n % 11000)::integer) AS at
    FROM generate_series(1, (SELECT count(*) FROM articles)) AS n
) AS sent;

INSERT INTO purges (id, target, value, kind, is_frequent, state, due_at, attempts, sent_at, last_error)
SELECT md5('purge ' || n)::uuid, 'tag', 'topic:' || md5(n::text), 'soft', n % 3 = 0,
       CASE WHEN n % 4 = 0 THEN 'taken'::purge_state ELSE 'waiting' END,
       now() + make_interval(secs => (n % 120)::integer - 60), 1, CASE WHEN n % 4 = 0 THEN now() END,
       'the CDN answered 503'
FROM generate_series(1, (SELECT count(*) / 20 FROM articles)) AS n;
