-- models.add_versions: a model's versions.
INSERT INTO model_versions (model_id, version, release_date, changelog, is_deprecated)
SELECT $1, version, release_date, changelog, deprecated
FROM unnest($2::text[], $3::date[], $4::text[], $5::bool[]) AS given (version, release_date, changelog, deprecated)
