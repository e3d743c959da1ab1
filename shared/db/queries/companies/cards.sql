-- companies.cards: what a list shows of companies, in the order of the given ids. By primary keys.
SELECT c.id, c.slug, c.name, c.logo_url, c.industry, c.company_size::text AS company_size, c.location, c.is_verified, c.job_count
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
JOIN companies c ON c.id = wanted.id
ORDER BY wanted.place
