-- samples.see_indexes: remembers since when indexes are known, and forgets those that are gone: another index may get their
-- number. By primary key; as many rows as there are indexes.
WITH gone AS (
    DELETE FROM index_sightings WHERE index_id <> ALL ($2::int8[])
)
INSERT INTO index_sightings (index_id, seen_at)
SELECT id, $1 FROM unnest($2::int8[]) AS id
ON CONFLICT (index_id) DO NOTHING
