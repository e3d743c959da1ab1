-- models.versions: a model's versions, the newest first. By primary key.
SELECT version, release_date, changelog, is_deprecated
FROM model_versions
WHERE model_id = $1
ORDER BY release_date DESC NULLS LAST, version DESC
