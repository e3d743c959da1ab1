-- companies.get: one company whole, by its id or its slug.
SELECT c.id, c.slug, c.name, c.website, c.description, c.logo_url, c.header_image_url, c.industry, c.company_size::text AS company_size,
       c.location, c.locations, c.founded_year::int4 AS founded_year, c.mission, c.benefits, c.culture_description, c.tech_stack,
       c.linkedin_url, c.twitter_url, c.github_url, c.is_verified,
       c.job_count, c.revision, c.created_at, c.updated_at
FROM companies c
WHERE c.id = $1 -- when by_id
WHERE c.slug = $2 -- when by_slug
