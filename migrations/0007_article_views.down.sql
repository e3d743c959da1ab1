DROP TABLE counter_deltas;
DROP TABLE article_view_marks;
DROP TABLE article_views;
