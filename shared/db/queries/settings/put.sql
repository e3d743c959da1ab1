-- settings.put: sets settings. By primary key.
INSERT INTO platform_settings (key, value, category, type, description, is_public)
SELECT given.key, given.value, given.category::setting_category, given.type::setting_type, given.description, given.is_public
FROM unnest($1::text[], $2::jsonb[], $3::text[], $4::text[], $5::text[], $6::bool[])
    AS given (key, value, category, type, description, is_public)
ON CONFLICT (key) DO UPDATE
SET value = excluded.value, category = excluded.category, type = excluded.type, description = excluded.description,
    is_public = excluded.is_public, revision = platform_settings.revision + 1, updated_at = now()
