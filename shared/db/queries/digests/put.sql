-- digests.put: what a user wants in digests; what isn't given (null) stays. By primary key.
UPDATE digest_preferences
SET includes_news = coalesce($2, includes_news), includes_forum = coalesce($3, includes_forum),
    includes_jobs = coalesce($4, includes_jobs), includes_activity = coalesce($5, includes_activity),
    min_items = coalesce($6::int4, min_items), is_on_vacation = coalesce($7, is_on_vacation),
    vacation_until = CASE WHEN $7 IS NULL THEN vacation_until ELSE $8 END
WHERE user_id = $1
