-- forum_editing.make_tags: tags that aren't there yet, in one order, so that two who make the same ones don't wait for
-- each other in a circle.
INSERT INTO forum_tags (id, name, slug)
SELECT wanted.id, wanted.name, wanted.slug
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS wanted (id, name, slug)
ORDER BY wanted.slug
ON CONFLICT (slug) DO NOTHING
