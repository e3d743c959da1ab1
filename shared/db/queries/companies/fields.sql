-- companies.fields: what an owner writes of a company. By primary key.
SELECT c.name, c.website, c.description, c.logo_url, c.header_image_url, c.industry, c.company_size::text AS company_size,
       c.location, c.locations, c.founded_year::int4 AS founded_year, c.mission, c.benefits, c.culture_description, c.tech_stack,
       c.linkedin_url, c.twitter_url, c.github_url, c.is_verified
FROM companies c
WHERE c.id = $1
