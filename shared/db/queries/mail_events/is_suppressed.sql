-- mail_events.is_suppressed: whether an address gets no more mail. By primary key.
SELECT EXISTS (SELECT FROM mail_suppressions WHERE address = lower($1)) AS is_suppressed
