-- Today's votes of everybody: generated votes are older.
INSERT INTO vote_quotas (user_id, day, used) SELECT id, (now() AT TIME ZONE 'UTC')::date, 7 FROM users;
