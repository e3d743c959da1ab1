DROP TABLE bookmarks;
DROP FUNCTION count_bookmarks();
DROP TABLE bookmark_collections;
