-- reports.set_hidden: hides a topic, a reply or a message, or shows it again; a topic that was decided on isn't flagged any more.
UPDATE topics SET is_hidden = $2, is_flagged = false WHERE id = $1 -- when topic
UPDATE replies SET is_hidden = $2 WHERE id = $1 AND is_hidden <> $2 -- when reply
UPDATE direct_messages SET is_hidden = $2 WHERE id = $1 AND is_hidden <> $2 -- when message
