-- profiles.add_experience: a user's work experience, in the order in which it is given.
INSERT INTO work_experiences (
    id, user_id, title, company, location, employment_type, start_date, end_date, description, frameworks,
    programming_languages, display_order)
SELECT ids.id, $1, title, company, location, "employmentType"::employment_type, "startDate", "endDate", description,
       frameworks, "programmingLanguages", place
FROM unnest($2::uuid[]) WITH ORDINALITY AS ids (id, place)
JOIN ROWS FROM (jsonb_to_recordset($3) AS (
        title text, company text, location text, "employmentType" text, "startDate" date, "endDate" date, description text,
        frameworks text[], "programmingLanguages" text[])) WITH ORDINALITY
     AS given (title, company, location, "employmentType", "startDate", "endDate", description, frameworks,
               "programmingLanguages", at)
  ON given.at = ids.place
