-- follows.lock_users: the follower and, if a user is followed, that user; locked in the order of their ids, so that counts
-- and the number of follows hold. By primary key.
SELECT id, status::text AS status, following_count
FROM users WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
