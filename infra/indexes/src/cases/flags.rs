//! Which sets of flags a query is sent with: `by_time [after] (a | b)` is a short way to write four of them.
//!
//! A word is set; `[…]` may be set or not; `(a | b)` is one of both, and so is `[a | b]`, or none of both.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

type Sets = BTreeSet<BTreeSet<String>>;

/// All sets that a line stands for.
pub(super) fn expand(line: &str) -> Result<Sets> {
    let mut spaced = String::with_capacity(line.len() + 16);
    for letter in line.chars() {
        if "[]()|".contains(letter) {
            spaced.extend([' ', letter, ' ']);
        } else {
            spaced.push(letter);
        }
    }
    let mut tokens = spaced.split_whitespace().peekable();
    let sets = choice(&mut tokens)?;
    match tokens.next() {
        None => Ok(sets),
        Some(token) => bail!("`{token}` has nothing to close"),
    }
}

type Tokens<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn choice(tokens: &mut Tokens<'_>) -> Result<Sets> {
    let mut sets = sequence(tokens)?;
    while tokens.next_if_eq(&"|").is_some() {
        sets.extend(sequence(tokens)?);
    }
    Ok(sets)
}

fn sequence(tokens: &mut Tokens<'_>) -> Result<Sets> {
    let mut sets = Sets::from([BTreeSet::new()]);
    while let Some(token) = tokens.next_if(|token| !matches!(*token, "|" | "]" | ")")) {
        let next = match token {
            "[" => {
                let mut inner = closed(tokens, "]")?;
                inner.insert(BTreeSet::new());
                inner
            }
            "(" => closed(tokens, ")")?,
            word => Sets::from([BTreeSet::from([word.to_owned()])]),
        };
        sets = sets.iter().flat_map(|set| next.iter().map(move |more| set | more)).collect();
    }
    Ok(sets)
}

fn closed(tokens: &mut Tokens<'_>, end: &str) -> Result<Sets> {
    let inner = choice(tokens)?;
    match tokens.next() {
        Some(token) if token == end => Ok(inner),
        _ => bail!("a `{end}` is missing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(line: &str) -> Vec<String> {
        let sets = expand(line).unwrap();
        sets.iter().map(|set| set.iter().cloned().collect::<Vec<_>>().join("+")).collect()
    }

    #[test]
    fn brackets_may_be_set_and_parentheses_are_one_of_theirs() {
        assert_eq!(expanded(""), [""]);
        assert_eq!(expanded("a b"), ["a+b"]);
        assert_eq!(expanded("a [b]"), ["a", "a+b"]);
        assert_eq!(expanded("[a | b]"), ["", "a", "b"]);
        assert_eq!(expanded("(a | b [c])"), ["a", "b", "b+c"]);
    }

    #[test]
    fn a_bracket_too_few_or_too_many_is_told() {
        assert_eq!(expand("a [b").unwrap_err().to_string(), "a `]` is missing");
        assert_eq!(expand("a) b").unwrap_err().to_string(), "`)` has nothing to close");
    }
}
