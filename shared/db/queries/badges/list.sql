-- badges.list: every badge, in its order: twenty-five.
SELECT id, slug, name, description, badge_type::text AS badge_type, category::text AS category,
       criterion::text AS criterion, threshold, holder_count
FROM badges
ORDER BY display_order
