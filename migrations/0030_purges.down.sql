DROP TABLE purge_budget;
DROP TABLE purges;
DROP TYPE purge_state;
DROP TYPE purge_kind;
DROP TYPE purge_target;
