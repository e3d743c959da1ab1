-- samples.repeated: operations that sent a statement again and again of late, by how many requests. By primary key.
SELECT operation || ': ' || (array_agg(query ORDER BY times DESC))[1] AS object,
    jsonb_build_object('requests', sum(requests), 'timesInARequest', max(times), 'statementsInARequest', max(queries)) AS figures,
    ARRAY[]::text[] AS fix,
    false AS is_critical
FROM repeated_queries
WHERE seen_hour > now() - interval '1 hour' - make_interval(secs => $1)
GROUP BY operation
HAVING sum(requests) >= $2
ORDER BY sum(requests) DESC, 1
LIMIT 20
