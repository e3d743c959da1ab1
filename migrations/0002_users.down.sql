DROP TABLE profiles;
DROP TABLE users;
DROP TYPE availability_status;
DROP TYPE user_status;
DROP TYPE account_type;
DROP TYPE user_role;
