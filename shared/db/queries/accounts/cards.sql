-- accounts.cards: what an administrator sees of accounts, in the order of the given ids. By primary keys.
SELECT u.id, u.username, u.email, (u.email_verified_at IS NOT NULL) AS email_verified, u.role::text AS role,
       u.account_type::text AS account_type, u.status::text AS status, u.suspended_until, u.login_count, u.last_login_at,
       u.created_at, u.updated_at
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
JOIN users u ON u.id = wanted.id
ORDER BY wanted.place
