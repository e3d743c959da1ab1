-- profiles.put_privacy: who sees sections of a profile; sections that aren't named stay. By primary key.
INSERT INTO profile_privacy_settings (user_id, section, visibility)
SELECT $1, section::profile_section, visibility::privacy_visibility
FROM unnest($2::text[], $3::text[]) AS given (section, visibility)
ON CONFLICT (user_id, section) DO UPDATE SET visibility = excluded.visibility, updated_at = now()
