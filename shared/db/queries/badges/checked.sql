-- badges.checked: everybody's facts were looked at up to then; a look that began later may have ended before. One row.
UPDATE badge_checks SET checked_at = greatest(checked_at, $1)
