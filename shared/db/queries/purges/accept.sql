-- purges.accept: the API has confirmed a call with these purges. By primary key.
UPDATE purges
SET state = 'accepted', settled_at = $2, attempts = attempts + 1, last_error = NULL, receipt = $3, sent_as = told.sent_as
FROM unnest($1::uuid[], $4::text[]) AS told (id, sent_as)
WHERE purges.id = told.id AND state = 'taken'
