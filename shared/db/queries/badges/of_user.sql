-- badges.of_user: what a user has earned, newest first. Uses user_badges_pkey.
SELECT b.id, b.slug, b.name, b.description, b.badge_type::text AS badge_type, b.category::text AS category, e.earned_at
FROM user_badges e
JOIN badges b ON b.id = e.badge_id
WHERE e.user_id = $1
ORDER BY e.earned_at DESC, b.display_order
