-- settings.values: what was set of these keys. By primary key.
SELECT key, value, updated_at
FROM platform_settings
WHERE key = ANY ($1::text[])
