-- notices.hears: which of these users are to hear of somebody's doing: in use, not the doer, and they haven't blocked him;
-- and of a topic, if it is about one: they may see it and haven't muted it. By primary keys.
SELECT u.id
FROM users u
WHERE u.id = ANY($1::uuid[]) AND u.status = 'active' AND u.id IS DISTINCT FROM $2
  AND NOT EXISTS (SELECT FROM user_blocks b WHERE b.blocker_id = u.id AND b.blocked_id = $2)
  AND EXISTS ( -- when topic
      SELECT FROM topics t -- when topic
      WHERE t.id = $3 AND t.is_listed AND (t.visibility <> 'moderator_only' OR u.role IN ('moderator', 'admin')) -- when topic
  ) -- when topic
  AND NOT EXISTS ( -- when topic
      SELECT FROM topic_watches w WHERE w.user_id = u.id AND w.topic_id = $3 AND w.level = 'mute' -- when topic
  ) -- when topic
