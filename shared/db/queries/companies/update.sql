-- companies.update: an edited company; it is locked. Bumps the revision.
UPDATE companies SET
    name = $2, website = $3, description = $4, logo_url = $5, header_image_url = $6, industry = $7,
    company_size = $8::text::company_size, location = $9, locations = $10, founded_year = $11::int4, mission = $12,
    benefits = $13, culture_description = $14, tech_stack = $15, linkedin_url = $16, twitter_url = $17, github_url = $18,
    is_verified = $19, updated_at = now(), revision = revision + 1
WHERE id = $1
