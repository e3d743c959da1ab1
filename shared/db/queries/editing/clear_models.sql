-- editing.clear_models: takes an article's models off.
DELETE FROM article_models WHERE article_id = $1
