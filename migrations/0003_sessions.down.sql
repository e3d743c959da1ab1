DROP TABLE email_tokens;
DROP TABLE spent_refresh_tokens;
DROP TABLE sessions;
DROP TYPE email_token_purpose;
