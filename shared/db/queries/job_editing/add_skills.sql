-- job_editing.add_skills: names the skills that a job asks for.
INSERT INTO job_skills (job_id, skill_name, skill_type, required_level, is_required)
SELECT $1, name, type::skill_type, level, required
FROM unnest($2::text[], $3::text[], $4::int4[], $5::bool[]) AS given (name, type, level, required)
