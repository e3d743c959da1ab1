-- samples.seen_indexes: since when each index is known. All rows: as many as there are indexes.
SELECT index_id, seen_at FROM index_sightings
