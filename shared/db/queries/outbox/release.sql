-- outbox.release: ends the leases of rows that could not be sent. By primary key.
UPDATE outbox SET locked_until = NULL WHERE id = ANY ($1::uuid[])
