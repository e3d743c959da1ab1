-- forum_watches.delete: neither watches nor mutes a topic any more.
DELETE FROM topic_watches WHERE user_id = $1 AND topic_id = $2
