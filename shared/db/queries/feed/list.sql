-- feed.list: the newest articles, topics and jobs of what a user follows, after a position; each once, though several follows
-- bring it. Of each follow and kind no more than a page is looked at, along one index range: idx_articles_author_status_published,
-- idx_articles_category_status_published, idx_article_tags_tag_published, idx_article_models_model_published,
-- idx_topics_author_created, idx_topics_category_pinned_created, idx_topic_tags_tag_created, idx_jobs_company_status_published,
-- idx_job_models_model_published. Slim: the kinds' own cards add the rest.
WITH followed AS MATERIALIZED (
    SELECT target_type, target_id FROM follows WHERE follower_id = $2
), blocked AS MATERIALIZED (
    SELECT blocked_id FROM user_blocks WHERE blocker_id = $2
)
SELECT kind, id, (extract(epoch FROM at) * 1000000)::int8 AS key
FROM (
    SELECT 'article' AS kind, found.id, found.at
    FROM followed f
    CROSS JOIN LATERAL (
        SELECT a.id, a.published_at AS at
        FROM articles a
        WHERE a.author_id = f.target_id AND a.status = 'published'
          AND (a.published_at, a.id) < ($4, $5) -- when after
        ORDER BY a.published_at DESC, a.id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'user' AND f.target_id NOT IN (SELECT blocked_id FROM blocked)
    UNION
    SELECT 'article', found.id, found.at
    FROM followed f
    CROSS JOIN LATERAL (
        SELECT a.id, a.published_at AS at
        FROM articles a
        WHERE a.category_id = f.target_id AND a.status = 'published'
          AND (a.author_id IS NULL OR a.author_id NOT IN (SELECT blocked_id FROM blocked))
          AND (a.published_at, a.id) < ($4, $5) -- when after
        ORDER BY a.published_at DESC, a.id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'category'
    UNION
    SELECT 'article', found.id, found.at
    FROM followed f
    CROSS JOIN LATERAL (
        SELECT a.id, t.published_at AS at
        FROM article_tags t
        JOIN articles a ON a.id = t.article_id
        WHERE t.tag_id = f.target_id AND t.published_at <= 'infinity'
          AND (a.author_id IS NULL OR a.author_id NOT IN (SELECT blocked_id FROM blocked))
          AND (t.published_at, t.article_id) < ($4, $5) -- when after
        ORDER BY t.published_at DESC, t.article_id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'tag'
    UNION
    SELECT 'article', found.id, found.at
    FROM followed f
    CROSS JOIN LATERAL (
        SELECT a.id, m.published_at AS at
        FROM article_models m
        JOIN articles a ON a.id = m.article_id
        WHERE m.model_id = f.target_id AND m.published_at <= 'infinity'
          AND (a.author_id IS NULL OR a.author_id NOT IN (SELECT blocked_id FROM blocked))
          AND (m.published_at, m.article_id) < ($4, $5) -- when after
        ORDER BY m.published_at DESC, m.article_id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'model'
    UNION
    SELECT 'topic', found.id, found.at
    FROM followed f
    CROSS JOIN LATERAL (
        SELECT t.id, t.created_at AS at
        FROM topics t
        WHERE t.author_id = f.target_id AND t.is_listed AND t.visibility = ANY ($3::text[]::category_visibility[])
          AND (t.created_at, t.id) < ($4, $5) -- when after
        ORDER BY t.created_at DESC, t.id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'user' AND f.target_id NOT IN (SELECT blocked_id FROM blocked)
    UNION
    SELECT 'topic', found.id, found.at
    FROM followed f
    CROSS JOIN (VALUES (true), (false)) AS pinned (is_so)
    CROSS JOIN LATERAL (
        SELECT t.id, t.created_at AS at
        FROM topics t
        WHERE t.category_id = f.target_id AND t.is_listed AND t.is_pinned = pinned.is_so
          AND t.visibility = ANY ($3::text[]::category_visibility[])
          AND (t.author_id IS NULL OR t.author_id NOT IN (SELECT blocked_id FROM blocked))
          AND (t.created_at, t.id) < ($4, $5) -- when after
        ORDER BY t.created_at DESC, t.id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'category'
    UNION
    SELECT 'topic', found.id, found.at
    FROM followed f
    CROSS JOIN LATERAL (
        SELECT t.id, x.topic_created_at AS at
        FROM topic_tags x
        JOIN topics t ON t.id = x.topic_id
        WHERE x.tag_id = f.target_id AND x.visibility = ANY ($3::text[]::category_visibility[])
          AND (t.author_id IS NULL OR t.author_id NOT IN (SELECT blocked_id FROM blocked))
          AND (x.topic_created_at, x.topic_id) < ($4, $5) -- when after
        ORDER BY x.topic_created_at DESC, x.topic_id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'tag'
    UNION
    SELECT 'job', found.id, found.at
    FROM followed f
    CROSS JOIN LATERAL (
        SELECT j.id, j.published_at AS at
        FROM jobs j
        WHERE j.company_id = f.target_id AND j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
          AND (j.published_at, j.id) < ($4, $5) -- when after
        ORDER BY j.published_at DESC, j.id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'company'
    UNION
    SELECT 'job', found.id, found.at
    FROM followed f
    CROSS JOIN LATERAL (
        SELECT j.id, m.published_at AS at
        FROM job_models m
        JOIN jobs j ON j.id = m.job_id
        WHERE m.model_id = f.target_id AND m.published_at <= 'infinity' AND (j.expires_at IS NULL OR j.expires_at > now())
          AND (m.published_at, m.job_id) < ($4, $5) -- when after
        ORDER BY m.published_at DESC, m.job_id DESC
        LIMIT $1
    ) AS found
    WHERE f.target_type = 'model'
) AS found
ORDER BY at DESC, id DESC
LIMIT $1
