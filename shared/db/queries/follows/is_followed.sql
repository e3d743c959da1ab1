-- follows.is_followed: whether somebody follows something. By primary key.
SELECT EXISTS (
    SELECT FROM follows WHERE follower_id = $1 AND target_type = $2::text::followable_type AND target_id = $3
) AS is_followed
