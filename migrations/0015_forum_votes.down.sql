DROP TABLE vote_quotas;
DROP TABLE reply_votes;
DROP TABLE topic_votes;
DROP FUNCTION count_reply_vote();
DROP FUNCTION count_topic_vote();
DROP FUNCTION reward_vote(uuid, uuid, uuid, integer);
