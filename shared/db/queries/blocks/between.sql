-- blocks.between: whether one of two users has blocked the other. By primary key.
SELECT EXISTS (
    SELECT FROM user_blocks WHERE (blocker_id, blocked_id) IN (($1, $2), ($2, $1))
) AS is_blocked
