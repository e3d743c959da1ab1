-- badges.lock_check: up to when facts were looked at; nobody else looks meanwhile. One row.
SELECT (extract(epoch FROM greatest(checked_at, 'epoch')) * 1000000)::int8 AS checked_at FROM badge_checks FOR UPDATE
