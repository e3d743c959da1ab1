SET LOCAL lock_timeout = '2s';

DROP FUNCTION marked_matches(regconfig, text, tsquery, boolean);
DROP FUNCTION search_score(tsvector, tsquery, text, text);
ALTER TABLE profiles DROP COLUMN search_vector;
ALTER TABLE replies DROP COLUMN search_vector;
