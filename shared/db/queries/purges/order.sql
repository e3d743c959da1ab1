-- purges.order: things that the edge is to forget because somebody says so. Uses idx_purges_waiting.
INSERT INTO purges (id, target, value, kind, request_id)
SELECT wanted.id, $1::text::purge_target, wanted.value, $2::text::purge_kind, $3
FROM unnest($4::uuid[], $5::text[]) AS wanted (id, value)
ORDER BY wanted.value
ON CONFLICT (target, value) WHERE state = 'waiting' DO UPDATE
SET kind = greatest(purges.kind, excluded.kind), is_frequent = false,
    due_at = least(purges.due_at, excluded.due_at)
