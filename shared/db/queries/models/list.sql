-- models.list: ids of models in a sort's order, after a position; models.cards adds the rest. Ranks are a match's place. The
-- directory is small, and read whole. With `count` it counts the matches instead.
SELECT count(*) AS n FROM ( -- when count
SELECT m.id
       , coalesce(m.release_date - date '1970-01-01', -1000000)::int8 AS key -- when by_released
       , m.article_count::int8 AS key -- when by_articles
       , m.job_count::int8 AS key -- when by_jobs
       , m.follower_count::int8 AS key -- when by_followers
       , (row_number() OVER (ORDER BY ts_rank_cd(m.search_vector, websearch_to_tsquery('english', $3), 32) DESC, m.article_count DESC, m.id DESC))::int8 AS key -- when by_rank
FROM llm_models m
WHERE true
  AND m.search_vector @@ websearch_to_tsquery('english', $3) -- when q
  AND querytree(websearch_to_tsquery('english', $3)) <> 'T' -- when q
  AND lower(m.provider) = lower($4) -- when provider
  AND m.category = $5::text::model_category -- when category
  AND (coalesce(m.release_date - date '1970-01-01', -1000000)::int8, m.id) < ($6::int8, $7) -- when after_released
  AND (m.article_count::int8, m.id) < ($6::int8, $7) -- when after_articles
  AND (m.job_count::int8, m.id) < ($6::int8, $7) -- when after_jobs
  AND (m.follower_count::int8, m.id) < ($6::int8, $7) -- when after_followers
ORDER BY key DESC, m.id DESC -- when sorted
ORDER BY key -- when by_rank
LIMIT $1 OFFSET $2
) AS matches -- when count
