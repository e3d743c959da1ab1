-- insight.has_hypopg: whether an index can be tried without building it.
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'hypopg') AS is_there
