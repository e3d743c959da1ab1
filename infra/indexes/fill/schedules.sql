-- A schedule that was fired yesterday.
INSERT INTO schedule_fires (task, due_at) VALUES ('cleanup:sessions', now() - interval '1 day');
