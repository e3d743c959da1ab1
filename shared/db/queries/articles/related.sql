-- articles.related: up to six published articles like one: 0.4 for the same category, 0.3 for the share of its tags, 0.3
-- for the likeness of title and summary. Candidates are the newest of its category and of its tags, so that the work is
-- bounded. Uses idx_articles_category_status_published and idx_article_tags_tag_published.
WITH self AS (
    SELECT id, category_id, title || ' ' || summary AS words FROM articles WHERE id = $1 AND status = 'published'
), own_tags AS (
    SELECT tag_id FROM article_tags WHERE article_id = $1
), candidates AS (
    (SELECT a.id FROM articles a
     WHERE a.category_id = (SELECT category_id FROM self) AND a.status = 'published'
     ORDER BY a.published_at DESC, a.id DESC LIMIT 100)
    UNION
    SELECT newest.article_id FROM own_tags, LATERAL (
        SELECT t.article_id FROM article_tags t
        WHERE t.tag_id = own_tags.tag_id AND t.published_at <= 'infinity'
        ORDER BY t.published_at DESC, t.article_id DESC LIMIT 50) AS newest
), scored AS (
    SELECT a.id, a.view_count,
           0.4 * (a.category_id = self.category_id)::int
           + 0.3 * (SELECT count(*) FROM article_tags t WHERE t.article_id = a.id AND t.tag_id IN (SELECT tag_id FROM own_tags))
                 / greatest((SELECT count(*) FROM own_tags), 1)
           + 0.3 * similarity(a.title || ' ' || a.summary, self.words) AS score
    FROM candidates JOIN articles a ON a.id = candidates.id AND a.status = 'published', self
    WHERE a.id <> self.id
)
SELECT id FROM scored ORDER BY score DESC, view_count DESC, id DESC LIMIT 6
