-- companies.of_owner: the company that a user owns. By the unique owner.
SELECT id, is_verified FROM companies WHERE owner_user_id = $1
