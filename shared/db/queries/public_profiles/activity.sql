-- public_profiles.activity: what a user has published where the reader may see it, newest first, after a position: topics,
-- replies, articles. Uses idx_topics_author_created, idx_replies_author_created, idx_articles_author_status_published.
SELECT kind, id, (extract(epoch FROM at) * 1000000)::int8 AS key, at, slug, title
FROM (
    (SELECT 'topic' AS kind, t.id, t.created_at AS at, t.slug, t.title
     FROM topics t
     WHERE t.author_id = $2 AND t.is_listed AND t.visibility = ANY($3::text[]::category_visibility[])
       AND (t.created_at, t.id) < ($4, $5) -- when after
     ORDER BY t.created_at DESC, t.id DESC LIMIT $1)
    UNION ALL
    (SELECT 'reply', r.id, r.created_at, t.slug, t.title
     FROM replies r
     JOIN topics t ON t.id = r.topic_id
     WHERE r.author_id = $2 AND r.is_visible AND t.is_listed AND t.visibility = ANY($3::text[]::category_visibility[])
       AND (r.created_at, r.id) < ($4, $5) -- when after
     ORDER BY r.created_at DESC, r.id DESC LIMIT $1)
    UNION ALL
    (SELECT 'article', a.id, a.published_at, a.slug, a.title
     FROM articles a
     WHERE a.author_id = $2 AND a.status = 'published'
       AND (a.published_at, a.id) < ($4, $5) -- when after
     ORDER BY a.published_at DESC, a.id DESC LIMIT $1)
) AS done
ORDER BY at DESC, id DESC
LIMIT $1
