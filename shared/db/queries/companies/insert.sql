-- companies.insert: a new company of its owner.
INSERT INTO companies (
    id, owner_user_id, slug, name, website, description, logo_url, header_image_url, industry, company_size, location,
    locations, founded_year, mission, benefits, culture_description, tech_stack, linkedin_url, twitter_url, github_url,
    is_verified)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::company_size, $11,
    $12, $13::int4, $14, $15, $16, $17, $18, $19, $20, $21)
