-- forum_votes.share_topic: the topic of a reply, held as it is against who would lock or hide it. By primary keys.
SELECT t.visibility::text AS visibility, t.is_listed AS is_shown, t.is_locked
FROM replies r
JOIN topics t ON t.id = r.topic_id
WHERE r.id = $1
FOR SHARE OF t
