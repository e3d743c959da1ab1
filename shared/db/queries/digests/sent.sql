-- digests.sent: notes that these users get a digest now. Returns those who may: who had one of the kind within 20 hours
-- doesn't. By primary keys.
WITH noted AS (
    UPDATE digest_plans
    SET last_sent_at = $3
    WHERE user_id = ANY($1::uuid[]) AND type = $2::text::digest_type
      AND (last_sent_at IS NULL OR last_sent_at <= $3 - interval '20 hours')
    RETURNING user_id
)
SELECT user_id FROM noted
