DELETE FROM reports WHERE target_type = 'message';
ALTER TABLE direct_messages DROP COLUMN is_hidden;
