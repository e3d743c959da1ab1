-- Searching all areas at once: words of replies and of profiles, one measure for all types, and one way to mark matches.
SET LOCAL lock_timeout = '2s';

-- Written anew, the tables are locked for as long as that takes: a million replies need a minute.
-- squawk-ignore adding-required-field, adding-field-with-default
ALTER TABLE replies ADD COLUMN search_vector tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('english', content), 'B')
) STORED;

-- Names aren't English: words as they are written.
-- squawk-ignore adding-required-field, adding-field-with-default
ALTER TABLE profiles ADD COLUMN search_vector tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', coalesce(display_name, '')), 'A')
    || setweight(to_tsvector('simple', coalesce(headline, '')), 'B')
) STORED;

-- How well a thing fits, 0 to 1, the same measure for every type: half for where and how often the words stand, 0.35 when the
-- title (weight A) matches by itself, 0.15 when it is the text that was sought.
CREATE FUNCTION search_score(words tsvector, query tsquery, title text, sought text) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 0.5 * ts_rank(words, query, 32)
    + CASE WHEN ts_filter(words, '{a}') @@ query THEN 0.35 ELSE 0 END
    + CASE WHEN lower(title) = lower(sought) THEN 0.15 ELSE 0 END;

-- A text with its matches between U+0001 and U+0002, which it can't hold itself: whole for a title, else the best part of
-- the first 10,000 characters.
CREATE FUNCTION marked_matches(config regconfig, words text, query tsquery, is_whole boolean) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ts_headline(
    config, translate(left(words, 10000), U&'\0001\0002', ''), query,
    CASE WHEN is_whole THEN 'HighlightAll=true' ELSE 'MaxWords=35, MinWords=15, ShortWord=2' END
    || U&', StartSel="\0001", StopSel="\0002"');

GRANT EXECUTE ON FUNCTION search_score(tsvector, tsquery, text, text) TO neurmatic_app;
GRANT EXECUTE ON FUNCTION marked_matches(regconfig, text, tsquery, boolean) TO neurmatic_app;
