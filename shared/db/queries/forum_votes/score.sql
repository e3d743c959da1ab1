-- forum_votes.score: the votes on a topic or reply. By primary key.
SELECT vote_score, upvote_count, downvote_count FROM topics WHERE id = $1 -- when topic
SELECT vote_score, upvote_count, downvote_count FROM replies WHERE id = $1 -- when reply
