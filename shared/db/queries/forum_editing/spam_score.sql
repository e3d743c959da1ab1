-- forum_editing.spam_score: the severities of all active keywords that a text holds, added up. A small table, read whole.
SELECT coalesce(sum(severity), 0)::int8 AS score FROM spam_keywords WHERE is_active AND position(keyword IN lower($1)) > 0
