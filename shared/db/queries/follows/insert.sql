-- follows.insert: follows something that is there; doing it twice is the same as once. By primary key. None: it was followed
-- before.
INSERT INTO follows (follower_id, target_type, target_id)
VALUES ($1, $2::text::followable_type, $3)
ON CONFLICT (follower_id, target_type, target_id) DO NOTHING
RETURNING true AS is_new
