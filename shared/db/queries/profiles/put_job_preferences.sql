-- profiles.put_job_preferences: which jobs a user looks for: all of it. By primary key.
INSERT INTO job_preferences (
    user_id, roles_interested, job_types, work_locations, preferred_locations, open_to_relocation, salary_expectation_min,
    salary_expectation_max, salary_currency, desired_start_date, availability, visible_to_recruiters)
VALUES ($1, $2, $3::text[]::job_type[], $4::text[]::work_location[], $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (user_id) DO UPDATE SET
    roles_interested = excluded.roles_interested, job_types = excluded.job_types, work_locations = excluded.work_locations,
    preferred_locations = excluded.preferred_locations, open_to_relocation = excluded.open_to_relocation,
    salary_expectation_min = excluded.salary_expectation_min, salary_expectation_max = excluded.salary_expectation_max,
    salary_currency = excluded.salary_currency, desired_start_date = excluded.desired_start_date,
    availability = excluded.availability, visible_to_recruiters = excluded.visible_to_recruiters,
    revision = job_preferences.revision + 1, updated_at = now()
