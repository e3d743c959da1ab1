-- forum_editing.accept: says which reply answers a question (null: none does). Bumps the revision.
UPDATE topics SET
    accepted_reply_id = $2,
    status = CASE
        WHEN $2::uuid IS NOT NULL AND status = 'open' THEN 'resolved'
        WHEN $2::uuid IS NULL AND status = 'resolved' THEN 'open'
        ELSE status
    END::topic_status,
    updated_at = now(), revision = revision + 1
WHERE id = $1
