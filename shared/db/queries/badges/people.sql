-- badges.people: whose facts a look comes to next, in the order of their ids, after one of them: all users, or those whose facts
-- have changed since a time. Whatever brings or costs reputation moves user_reputation.updated_at, and votes cast are counted
-- by day. By primary keys.
SELECT id FROM users WHERE id > $2 -- when !changed
(SELECT user_id AS id FROM user_reputation -- when changed
WHERE updated_at >= $1 AND user_id > $2 ORDER BY user_id LIMIT $3) -- when changed
UNION -- when changed
(SELECT user_id FROM vote_quotas -- when changed
WHERE day >= ($1 AT TIME ZONE 'UTC')::date AND user_id > $2 ORDER BY user_id LIMIT $3) -- when changed
ORDER BY id
LIMIT $3
