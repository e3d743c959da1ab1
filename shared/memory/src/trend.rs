//! Lines through points that outliers don't move.

/// The Theil–Sen slope: the median of the slopes of all pairs. `None` when no two points differ in `x`.
#[must_use]
pub fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let mut slopes: Vec<f64> = pairs(points)
        .filter(|((x1, _), (x2, _))| x1 != x2)
        .map(|((x1, y1), (x2, y2))| (y2 - y1) / (x2 - x1))
        .collect();
    if slopes.is_empty() {
        return None;
    }
    let middle = slopes.len() / 2;
    let (_, median, _) = slopes.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*median)
}

/// Kendall's τ of points in the order of `x`: 1 when each is higher than all before it, −1 when each is lower, about 0
/// for noise.
#[must_use]
pub fn agreement(points: &[(f64, f64)]) -> f64 {
    let (mut sum, mut count) = (0_i64, 0_i64);
    for ((_, earlier), (_, later)) in pairs(points) {
        count += 1;
        sum += if later > earlier { 1 } else { -i64::from(later < earlier) };
    }
    if count == 0 { 0.0 } else { sum as f64 / count as f64 }
}

fn pairs(points: &[(f64, f64)]) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
    points
        .iter()
        .enumerate()
        .flat_map(move |(place, first)| points.iter().skip(place + 1).map(move |second| (*first, *second)))
}

/// The median; 0 of nothing.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    let (_, median, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    *median
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_among_outliers() {
        let points: Vec<(f64, f64)> = (0..40_i32)
            .map(|x| (f64::from(x), if x % 5 == 0 { 9_999.0 } else { 3.0 * f64::from(x) }))
            .collect();
        let found = slope(&points).unwrap();
        assert!((found - 3.0).abs() < 0.5, "{found}");
    }

    #[test]
    fn points_at_one_place_have_no_slope_and_no_points_no_agreement() {
        assert_eq!(slope(&[(1.0, 1.0), (1.0, 2.0)]), None);
        assert_eq!((agreement(&[]), agreement(&[(1.0, 1.0), (2.0, 2.0)])), (0.0, 1.0));
        assert_eq!(agreement(&[(1.0, 2.0), (2.0, 1.0)]), -1.0);
    }
}
