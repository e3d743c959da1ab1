-- forum_votes.lock_topic: what a vote on a topic needs to know of it, locked against other voters until the transaction
-- ends.
SELECT author_id, visibility::text AS visibility, is_listed AS is_shown, is_locked FROM topics WHERE id = $1 FOR NO KEY UPDATE
