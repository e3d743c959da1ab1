-- profiles.fields: the words and links of a profile. By primary key.
SELECT display_name, headline, bio, avatar_url, cover_image_url, location, website, github_url, linkedin_url, twitter_url,
       huggingface_url, pronouns, availability_status::text AS availability_status,
       years_experience::int4 AS years_experience
FROM profiles
WHERE user_id = $1
