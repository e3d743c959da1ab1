//! The dashboard and the alarms of a deployment are those of the metrics and the rules.

use neurmatic_platform::dashboards;

#[test]
fn what_is_kept_for_cloudwatch_is_what_the_metrics_and_the_rules_say() {
    for (path, text) in dashboards::documents().unwrap() {
        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(kept == text, "run `cargo dev dashboards` and commit what it writes: {}", path.display());
    }
}
