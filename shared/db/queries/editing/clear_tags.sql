-- editing.clear_tags: takes those tags off an article that aren't among the given ones.
DELETE FROM article_tags WHERE article_id = $1 AND tag_id <> ALL($2)
