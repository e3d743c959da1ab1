-- inbox.is_given_up: whether a message was given up. By primary key.
SELECT EXISTS (
    SELECT FROM inbox
    WHERE producer = $1 AND message_id = $2 AND day = uuid_day($2) AND given_up_at IS NOT NULL
) AS given_up
