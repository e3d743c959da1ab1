-- articles.total: how many articles are published, from the counter that triggers keep.
SELECT n FROM row_counts WHERE name = 'articles.published'
