DROP TRIGGER replan_digests ON users;
DROP TRIGGER plan_digests ON users;
DROP FUNCTION replan_digests();
DROP FUNCTION plan_digests();
DROP FUNCTION next_digest_at(timestamptz, text, time, smallint);
DROP TABLE digest_plans;
DROP TABLE digest_preferences;
