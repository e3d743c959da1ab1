-- profiles.put: the words and links of a profile, changed. The account is locked. By primary key.
INSERT INTO profiles (
    user_id, display_name, headline, bio, avatar_url, cover_image_url, location, website, github_url, linkedin_url,
    twitter_url, huggingface_url, pronouns, availability_status, years_experience)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text::availability_status, $15::int4)
ON CONFLICT (user_id) DO UPDATE SET
    display_name = excluded.display_name, headline = excluded.headline, bio = excluded.bio,
    avatar_url = excluded.avatar_url, cover_image_url = excluded.cover_image_url, location = excluded.location,
    website = excluded.website, github_url = excluded.github_url, linkedin_url = excluded.linkedin_url,
    twitter_url = excluded.twitter_url, huggingface_url = excluded.huggingface_url, pronouns = excluded.pronouns,
    availability_status = excluded.availability_status, years_experience = excluded.years_experience,
    revision = profiles.revision + 1, updated_at = now()
