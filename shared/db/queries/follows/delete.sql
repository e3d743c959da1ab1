-- follows.delete: follows something no longer. By primary key.
DELETE FROM follows WHERE follower_id = $1 AND target_type = $2::text::followable_type AND target_id = $3
