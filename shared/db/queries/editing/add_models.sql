-- editing.add_models: names an article's models; the first is the primary one.
INSERT INTO article_models (article_id, model_id, is_primary)
SELECT $1, model, place = 1 FROM unnest($2::uuid[]) WITH ORDINALITY AS given (model, place)
