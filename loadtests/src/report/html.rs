//! The report as one page: no script, nothing loaded, readable on a phone and in the dark.

use std::fmt::Write as _;

use super::Report;

const STYLE: &str = "
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: right; }
th:first-child, td:first-child, table.words th, table.words td { text-align: left; }
.kept { color: light-dark(#166534, #86efac); } .broken { color: light-dark(#b91c1c, #fca5a5); font-weight: 600; }
.big { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .6rem; margin: 1rem 0; padding: 0; }
.big div { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.big dt { font-size: .85rem; opacity: .8; } .big dd { margin: 0; font-size: 1.35rem; font-weight: 600; }
";

pub(super) fn page(report: &Report) -> String {
    let mut page = String::new();
    // Writing to a String can't fail.
    let _ = write(&mut page, report);
    page
}

fn write(page: &mut String, report: &Report) -> std::fmt::Result {
    let title =
        format!("Load test: {} on {} data, the {}'s mix", report.scenario, report.data, report.mix.name());
    write!(
        page,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{0}</title><style>{STYLE}</style><h1>{0}</h1><p>{1}</p><p>{2}; {3} members signed in beforehand.</p>",
        text(&title),
        text(report.mode),
        report.at,
        report.members
    )?;
    match (&report.invalid, report.passed) {
        (Some(why), _) => write!(page, "<p class=\"broken\">Invalid: {}</p>", text(why))?,
        (None, true) => write!(page, "<p class=\"kept\">All thresholds were kept to.</p>")?,
        (None, false) => write!(page, "<p class=\"broken\">Thresholds were broken.</p>")?,
    }
    headline(page, report)?;
    thresholds(page, report)?;
    steps(page, report)?;
    operations(page, report)?;
    source(page, report)?;
    statements(page, report)
}

fn headline(page: &mut String, report: &Report) -> std::fmt::Result {
    let latency = report.latency;
    let offered = report.offered_per_sec.map(|rate| format!(" of {rate}")).unwrap_or_default();
    page.push_str("<dl class=\"big\">");
    for (name, value) in [
        ("requests", report.requests.to_string()),
        ("requests/s", format!("{:.0}{offered}", report.reached_per_sec)),
        ("p50", format!("{:.1} ms", latency.p50_ms)),
        ("p95", format!("{:.1} ms", latency.p95_ms)),
        ("p99", format!("{:.1} ms", latency.p99_ms)),
        ("p99.9", format!("{:.1} ms", latency.p999_ms)),
        ("errors", format!("{:.3} %", report.error_share * 100.0)),
        ("cache hits", format!("{:.1} %", report.hit_share * 100.0)),
        ("login, mean", format!("{:.1} ms", report.logins.mean_ms)),
        ("generator late, p99", format!("{:.1} ms", report.lateness_p99_ms)),
    ] {
        write!(page, "<div><dt>{name}</dt><dd>{value}</dd></div>")?;
    }
    page.push_str("</dl>");
    Ok(())
}

fn thresholds(page: &mut String, report: &Report) -> std::fmt::Result {
    begin(page, "Thresholds", "words", &["", "measured", "below", ""]);
    for threshold in &report.thresholds {
        let (class, said) = if threshold.passed { ("kept", "kept") } else { ("broken", "broken") };
        write!(
            page,
            "<tr><td>{}<td>{:.3}<td>{}<td class=\"{class}\">{said}",
            threshold.what, threshold.measured, threshold.below
        )?;
    }
    for (what, count) in &report.errors {
        write!(page, "<tr><td>error: {}<td>{count}<td><td>", text(what))?;
    }
    end(page);
    Ok(())
}

fn steps(page: &mut String, report: &Report) -> std::fmt::Result {
    if report.steps.is_empty() {
        return Ok(());
    }
    begin(page, "Steps", "", &["offered/s", "reached/s", "p99 ms", "errors", "generator late ms", ""]);
    for step in &report.steps {
        write!(
            page,
            "<tr><td>{}<td>{:.0}<td>{:.1}<td>{}<td>{:.1}<td>{}",
            step.offered,
            step.reached,
            step.p99_ms,
            step.errors,
            step.lateness_p99_ms,
            if step.holds { "holds" } else { "too much" }
        )?;
    }
    end(page);
    Ok(())
}

fn operations(page: &mut String, report: &Report) -> std::fmt::Result {
    begin(
        page,
        "Operations",
        "",
        &["", "requests", "errors", "hits %", "p50 ms", "p95 ms", "p99 ms", "p99.9 ms"],
    );
    for of in &report.operations {
        let hits = of.hit_share.map_or_else(String::new, |share| format!("{:.1}", share * 100.0));
        let latency = of.latency;
        write!(
            page,
            "<tr><td>{}<td>{}<td>{}<td>{hits}<td>{:.1}<td>{:.1}<td>{:.1}<td>{:.1}",
            of.name, of.requests, of.errors, latency.p50_ms, latency.p95_ms, latency.p99_ms, latency.p999_ms
        )?;
    }
    end(page);
    Ok(())
}

fn source(page: &mut String, report: &Report) -> std::fmt::Result {
    begin(page, "The source document's tables", "words", &["table", "row", "theirs", "ours"]);
    for row in &report.source {
        write!(
            page,
            "<tr><td>{}<td>{}<td>{}<td>{}",
            text(row.table),
            text(row.metric),
            text(row.theirs),
            text(&row.ours)
        )?;
    }
    end(page);
    Ok(())
}

fn statements(page: &mut String, report: &Report) -> std::fmt::Result {
    begin(
        page,
        "Named queries, since the platform began",
        "",
        &["", "runs", "mean ms", "p95 ms", "p99 ms", "≥ 100 ms"],
    );
    for of in &report.statements {
        write!(
            page,
            "<tr><td>{}<td>{}<td>{:.2}<td>{:.2}<td>{:.2}<td>{}",
            text(&of.name),
            of.count,
            of.mean_us / 1000.0,
            of.p95_us as f64 / 1000.0,
            of.p99_us as f64 / 1000.0,
            of.slow
        )?;
    }
    end(page);
    Ok(())
}

fn begin(page: &mut String, title: &str, class: &str, columns: &[&str]) {
    page.push_str(&format!("<h2>{}</h2><div class=\"scroll\"><table class=\"{class}\"><tr>", text(title)));
    for column in columns {
        page.push_str(&format!("<th scope=\"col\">{}", text(column)));
    }
}

fn end(page: &mut String) {
    page.push_str("</table></div>");
}

/// Text that can't be taken for markup.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
