-- A message that was reported (`reports.target_type` is `message`) can be hidden from its two by a moderator.
SET lock_timeout = '2s';

ALTER TABLE direct_messages ADD COLUMN is_hidden boolean NOT NULL DEFAULT false;
