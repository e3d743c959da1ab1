-- forum_votes.lock_reply: whose a reply is, whether it shows, and the votes so far; locked against other voters until the
-- transaction ends.
SELECT author_id, is_visible, upvote_count, downvote_count FROM replies WHERE id = $1 FOR NO KEY UPDATE
