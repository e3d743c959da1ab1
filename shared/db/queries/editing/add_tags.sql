-- editing.add_tags: puts tags on an article; those it has stay as they are.
INSERT INTO article_tags (article_id, tag_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING
