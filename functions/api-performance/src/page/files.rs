//! Every file that the dashboard page is made of: the one list. A test fails when it misses one.

/// A file.
#[derive(Debug)]
pub(super) struct File {
    /// Its folder: `script`, `sections`, `style`, `vendor` or `runbooks`.
    pub(super) folder: &'static str,
    /// Its name there.
    pub(super) name: &'static str,
    /// What is in it.
    pub(super) text: &'static str,
}

impl File {
    /// Its media type, by its name. Runbooks are shown by a script, and as they are to who opens one.
    pub(super) fn content_type(&self) -> &'static str {
        match self.name.rsplit_once('.') {
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        }
    }
}

macro_rules! page {
    ($folder:literal, $name:literal) => {
        File { folder: $folder, name: $name, text: include_str!(concat!("../../page/", $folder, "/", $name)) }
    };
}

/// What an alert's runbook says is told where the alert is shown.
macro_rules! runbook {
    ($name:literal) => {
        File {
            folder: "runbooks",
            name: $name,
            text: include_str!(concat!("../../../../docs/runbooks/", $name)),
        }
    };
}

/// All of them.
pub(super) static FILES: &[File] = &[
    page!("script", "answers.js"),
    page!("script", "api.js"),
    page!("script", "chart.js"),
    page!("script", "contents.js"),
    page!("script", "dashboard.js"),
    page!("script", "dialog.js"),
    page!("script", "dom.js"),
    page!("script", "format.js"),
    page!("script", "http.js"),
    page!("script", "limits.js"),
    page!("script", "live.js"),
    page!("script", "main.js"),
    page!("script", "pieces.js"),
    page!("script", "runbook.js"),
    page!("script", "session.js"),
    page!("script", "spark.js"),
    page!("script", "table.js"),
    page!("sections", "alerts.js"),
    page!("sections", "cache.js"),
    page!("sections", "cold-starts.js"),
    page!("sections", "cost.js"),
    page!("sections", "database.js"),
    page!("sections", "errors.js"),
    page!("sections", "invalidate.js"),
    page!("sections", "latency.js"),
    page!("sections", "limits.js"),
    page!("sections", "memory.js"),
    page!("sections", "overview.js"),
    page!("sections", "queues.js"),
    page!("sections", "slow-queries.js"),
    page!("sections", "traffic.js"),
    page!("style", "base.css"),
    page!("style", "chart.css"),
    page!("style", "layout.css"),
    page!("style", "parts.css"),
    page!("vendor", "uPlot.iife.min.js"),
    page!("vendor", "uPlot.min.css"),
    runbook!("database-finding.md"),
    runbook!("default-partition.md"),
    runbook!("errors.md"),
    runbook!("memory-leak.md"),
    runbook!("memory.md"),
    runbook!("request-spike.md"),
    runbook!("slo-burn.md"),
    runbook!("slow-queries.md"),
    runbook!("slow-responses.md"),
    runbook!("tasks-dead.md"),
    runbook!("tasks-waiting.md"),
];
