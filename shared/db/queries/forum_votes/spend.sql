-- forum_votes.spend: counts one vote of a user's day; no row when the day's $2 are spent. One statement: exact, however
-- many come at once. By primary key.
INSERT INTO vote_quotas (user_id, day, used)
VALUES ($1, (now() AT TIME ZONE 'UTC')::date, 1)
ON CONFLICT (user_id) DO UPDATE SET
    day = greatest(vote_quotas.day, excluded.day),
    used = CASE WHEN vote_quotas.day < excluded.day THEN 1 ELSE vote_quotas.used + 1 END
WHERE vote_quotas.day < excluded.day OR vote_quotas.used < $2::int4
RETURNING used::int4 AS used
