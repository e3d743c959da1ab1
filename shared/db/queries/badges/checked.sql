-- badges.checked: facts were looked at up to then. One row.
UPDATE badge_checks SET checked_at = $1
