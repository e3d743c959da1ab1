-- search.show_replies: replies as hits, with their matches marked, their topic, and their place among its visible replies,
-- the oldest being the first; those that are still public. By primary keys and idx_replies_topic_created.
SELECT r.id, NULL AS slug, NULL AS title,
       marked_matches('english', r.content, websearch_to_tsquery('english', $2), false) AS snippet,
       r.created_at AS at, t.id AS within_id, t.slug AS within_slug, t.title AS within_name,
       (SELECT count(*) FROM replies o
        WHERE o.topic_id = r.topic_id AND o.is_visible AND (o.created_at, o.id) <= (r.created_at, r.id)) AS position
FROM unnest($1::uuid[]) AS wanted (id)
JOIN replies r ON r.id = wanted.id AND r.is_visible
JOIN topics t ON t.id = r.topic_id AND t.is_listed AND t.visibility = 'public'
