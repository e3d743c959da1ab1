-- tasks.tags_of_article: the tags that an article carries. By primary key.
SELECT tag_id FROM article_tags WHERE article_id = $1 ORDER BY tag_id
