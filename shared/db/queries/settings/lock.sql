-- settings.lock: lets one writer of settings at a time read what they were and change them; until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('platform_settings', 0)) IS NOT NULL AS locked
