//! What went wrong in a run of Terraform, by what it writes with `-json`, and what helps. No I/O.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::aws::known::{Fault, Help};

/// One line of what Terraform writes, as far as it matters here.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "@message", default)]
    message: String,
    #[serde(default)]
    r#type: String,
    diagnostic: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    severity: String,
    summary: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    address: String,
}

/// An error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Error {
    /// What was being made, changed or taken away; empty where nothing was.
    pub(crate) address: String,
    /// What Terraform says.
    pub(crate) text: String,
}

/// What is to be done before it is tried again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Mend {
    /// What is there and isn't in the state: its address there, and its id at the emulator.
    pub(crate) adopted: Vec<(String, String)>,
    /// What the emulator did.
    pub(crate) whys: BTreeSet<String>,
}

/// All errors of a run.
pub(crate) fn errors(told: &str) -> Vec<Error> {
    let lines = told.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    let errors = lines.filter_map(|line| line.diagnostic).filter(|found| found.severity == "error");
    errors
        .map(|Diagnostic { summary, detail, address, .. }| {
            let text = if detail.is_empty() { summary } else { format!("{summary}: {detail}") };
            Error { address, text }
        })
        .collect()
}

/// What a run says of itself at its end, such as "Apply complete! Resources: 3 added, 0 changed, 0 destroyed."
pub(crate) fn summary(told: &str) -> Option<String> {
    let lines = told.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    lines.rev().filter(|line| line.r#type == "change_summary").map(|line| line.message).next()
}

/// What helps against all of these; the error is the first against which nothing is known.
pub(crate) fn mend<'a>(errors: &'a [Error], known: &[Fault]) -> Result<Mend, &'a Error> {
    let mut mend = Mend::default();
    for error in errors {
        let Some(fault) = known.iter().find(|fault| error.text.contains(&fault.says)) else {
            return Err(error);
        };
        mend.whys.insert(fault.why.clone());
        if fault.helps == Help::Adopt {
            let id = id_of(&error.text).filter(|_| !error.address.is_empty()).ok_or(error)?;
            mend.adopted.push((error.address.clone(), id.to_owned()));
        }
    }
    Ok(mend)
}

/// The id of what an error is about: `creating CloudWatch Logs Log Group (/aws/lambda/a): …`.
fn id_of(text: &str) -> Option<&str> {
    let (id, _rest) = text.split_once('(')?.1.split_once("): ")?;
    (!id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RESET: &str =
        "creating SQS Queue (a-default): read tcp 127.0.0.1:1->127.0.0.1:2: connection reset by peer";
    const EXISTS: &str =
        "creating CloudWatch Logs Log Group (/aws/lambda/a): ResourceAlreadyExistsException: it exists";

    fn known() -> Vec<Fault> {
        serde_json::from_value(json!([
            {"says": "connection reset by peer", "helps": "again", "why": "it drops connections"},
            {"says": "ResourceAlreadyExistsException", "helps": "adopt", "why": "it did it before"},
        ]))
        .unwrap()
    }

    fn told(errors: &[(&str, &str)]) -> String {
        let lines = errors.iter().map(|(address, summary)| {
            let diagnostic =
                json!({"severity": "error", "summary": summary, "detail": "", "address": address});
            json!({"@level": "error", "type": "diagnostic", "diagnostic": diagnostic}).to_string()
        });
        lines.collect::<Vec<_>>().join("\n") + "\nnot JSON\n"
    }

    #[test]
    fn what_is_known_is_mended() {
        let errors = errors(&told(&[("module.a.b[\"c\"]", RESET), ("module.d.e", EXISTS)]));
        let adopted = vec![("module.d.e".to_owned(), "/aws/lambda/a".to_owned())];
        let whys = ["it did it before", "it drops connections"].map(str::to_owned).into();
        assert_eq!(mend(&errors, &known()), Ok(Mend { adopted, whys }));
    }

    #[test]
    fn one_unknown_error_is_enough_to_stop() {
        let errors = errors(&told(&[("a.b", RESET), ("", "Invalid value for variable")]));
        assert_eq!(mend(&errors, &known()).unwrap_err().text, "Invalid value for variable");
        let nameless = [Error { address: String::new(), text: EXISTS.to_owned() }];
        assert!(mend(&nameless, &known()).is_err());
    }

    #[test]
    fn warnings_are_no_errors_and_the_summary_is_the_last() {
        let warning = json!({"type": "diagnostic", "diagnostic": {"severity": "warning", "summary": "old"}});
        let of = |text: &str| json!({"@message": text, "type": "change_summary"});
        let told = format!("{warning}\n{}\n{}\n", of("Plan: 3 to add"), of("Apply complete! 3 added"));
        assert!(errors(&told).is_empty());
        assert_eq!(summary(&told).as_deref(), Some("Apply complete! 3 added"));
    }
}
