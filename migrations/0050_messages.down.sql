DROP TABLE user_blocks;
DROP TABLE direct_messages;
DROP TABLE conversations;
