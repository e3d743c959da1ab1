-- forum_votes.lock_reply: whose a reply is and whether it shows, locked against other voters until the transaction ends.
SELECT author_id, is_visible FROM replies WHERE id = $1 FOR NO KEY UPDATE
