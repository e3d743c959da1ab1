DROP TABLE badge_checks;
DROP TABLE user_badges;
DROP FUNCTION count_badges();
DROP TABLE badges;
DROP TYPE badge_criterion;
DROP TYPE badge_category;
DROP TYPE badge_type;
