-- companies.lock: whose a company is and its revision, locked until the transaction ends.
SELECT id, slug, owner_user_id, revision FROM companies WHERE id = $1 FOR NO KEY UPDATE
