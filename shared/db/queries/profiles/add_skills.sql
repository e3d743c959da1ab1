-- profiles.add_skills: names a user's skills.
INSERT INTO user_skills (id, user_id, skill_name, skill_type, proficiency)
SELECT id, $1, name, type::skill_type, proficiency::smallint
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int4[]) AS given (id, name, type, proficiency)
