-- queues.is_paused: whether nothing of a queue is to be begun. By primary key.
SELECT EXISTS (SELECT FROM queues WHERE name = $1 AND paused_at IS NOT NULL) AS paused
