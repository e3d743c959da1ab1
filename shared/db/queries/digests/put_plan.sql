-- digests.put_plan: when a user wants a digest; what isn't given (null) stays. When it is due next is worked out later. By
-- primary key.
UPDATE digest_plans
SET is_on = coalesce($3, is_on), at = coalesce($4, at), weekday = coalesce($5, weekday), next_at = NULL
WHERE user_id = $1 AND type = $2::text::digest_type
