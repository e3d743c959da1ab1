-- samples.note_repeated: adds requests that sent a statement again and again to this hour's. By primary key.
INSERT INTO repeated_queries (seen_hour, operation, query, times, queries, requests)
VALUES (date_trunc('hour', now()), $1, $2, $3, $4, $5)
ON CONFLICT (seen_hour, operation) DO UPDATE
SET query = CASE WHEN excluded.times > repeated_queries.times THEN excluded.query ELSE repeated_queries.query END,
    times = greatest(repeated_queries.times, excluded.times),
    queries = greatest(repeated_queries.queries, excluded.queries),
    requests = repeated_queries.requests + excluded.requests
