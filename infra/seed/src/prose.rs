//! Titles, summaries and Markdown bodies out of the vocabulary.

use crate::rng::Rng;
use crate::vocabulary::{
    ADJECTIVES, CLOSERS, MARKED_FORMS, NOUNS, PLAIN_FORMS, TITLE_FORMS, VERBS, push_invented,
};

/// The longest body, in bytes.
const BODY_MAX: u64 = 60_000;

/// Writes a form with its gaps filled: adjective, noun, verb, closer, rare word; a capital letter makes a capital.
fn push_form(rng: &mut Rng, form: &str, out: &mut String) {
    let mut rest = form;
    while let Some((plain, gap)) = rest.split_once('{') {
        out.push_str(plain);
        let begin = out.len();
        match gap.as_bytes().first() {
            Some(b'a' | b'A') => out.push_str(rng.pick_skewed(&ADJECTIVES)),
            Some(b'n') => out.push_str(rng.pick_skewed(&NOUNS)),
            Some(b'v') => out.push_str(rng.pick_skewed(&VERBS)),
            Some(b'c') => out.push_str(rng.pick(&CLOSERS)),
            _ => push_invented(rng, out),
        }
        if gap.starts_with(|letter: char| letter.is_ascii_uppercase()) {
            out.get_mut(begin..=begin).map(str::make_ascii_uppercase);
        }
        agree(out, begin);
        rest = gap.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
}

/// Makes an "a" before the word at `begin` an "an" when the word begins with a vowel.
fn agree(out: &mut String, begin: usize) {
    let (before, word) = out.split_at_checked(begin).unwrap_or_default();
    let bare = before == "A " || before.ends_with(" a ") || before.ends_with(" A ");
    if bare && word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        out.insert(begin - 1, 'n');
    }
}

/// A title, of at most 120 characters.
pub(crate) fn title(rng: &mut Rng) -> String {
    let mut title = String::with_capacity(80);
    let form = rng.pick(&TITLE_FORMS);
    push_form(rng, form, &mut title);
    title.truncate(120);
    title
}

/// Whole sentences of at least `bytes` bytes, without Markdown.
pub(crate) fn push_sentences(rng: &mut Rng, bytes: usize, out: &mut String) {
    push_while_shorter(rng, bytes, out, |rng| rng.pick(&PLAIN_FORMS));
}

/// The same with links, code and stress here and there.
fn push_paragraph(rng: &mut Rng, bytes: usize, out: &mut String) {
    push_while_shorter(rng, bytes, out, |rng| {
        if rng.permille(200) { rng.pick(&MARKED_FORMS) } else { rng.pick(&PLAIN_FORMS) }
    });
}

fn push_while_shorter(rng: &mut Rng, bytes: usize, out: &mut String, form: fn(&mut Rng) -> &'static str) {
    let begin = out.len();
    while out.len() - begin < bytes {
        if out.len() > begin {
            out.push(' ');
        }
        let form = form(rng);
        push_form(rng, form, out);
    }
}

/// Two or three sentences, at most 400 characters.
pub(crate) fn summary(rng: &mut Rng) -> String {
    let mut summary = String::with_capacity(300);
    let bytes = rng.between(60, 180) as usize;
    push_sentences(rng, bytes, &mut summary);
    summary
}

/// A Markdown text: headings, paragraphs, lists, code, quotes. Half of all are shorter than `median` bytes, one in a
/// hundred is five times as long.
pub(crate) fn body(rng: &mut Rng, median: u64) -> String {
    // The sum of four is near enough to a bell; as an exponent of two it gives the long tail.
    let bell: f64 = (0..4).map(|_| rng.unit()).sum::<f64>() - 2.0;
    let target = ((median as f64 * (2.0 * bell).exp2()) as u64).clamp(300, BODY_MAX) as usize;
    let mut text = String::with_capacity(target + 600);
    while text.len() < target {
        push_block(rng, &mut text);
        text.push_str("\n\n");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn push_block(rng: &mut Rng, out: &mut String) {
    match rng.below(16) {
        0..=2 => {
            out.push_str(if rng.permille(600) { "## " } else { "### " });
            out.push_str(&title(rng));
        }
        3 | 4 => push_list(rng, out),
        5 => push_code(rng, out),
        6 => {
            out.push_str("> ");
            push_sentences(rng, 40, out);
        }
        _ => {
            let bytes = rng.between(120, 520) as usize;
            push_paragraph(rng, bytes, out);
        }
    }
}

fn push_list(rng: &mut Rng, out: &mut String) {
    for item in 0..rng.between(3, 6) {
        out.push_str(if item == 0 { "- " } else { "\n- " });
        push_paragraph(rng, 20, out);
    }
}

fn push_code(rng: &mut Rng, out: &mut String) {
    out.push_str("```python\n");
    for _ in 0..rng.between(2, 7) {
        push_form(rng, "{n}_{n} = {r}.{n}(\"{r}\", limit=", out);
        out.push_str(&rng.between(1, 4096).to_string());
        out.push_str(")\n");
    }
    out.push_str("```");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_no_gap_left_and_fit_their_columns() {
        for index in 0..500 {
            let mut rng = Rng::of("prose", index);
            let (title, summary) = (title(&mut rng), summary(&mut rng));
            assert!((10..=120).contains(&title.len()) && !title.contains(['{', '}']), "{title}");
            assert!(
                (50..=450).contains(&summary.len()) && !summary.contains(['{', '}', '`', '*', '[']),
                "{summary}"
            );
        }
    }

    #[test]
    fn a_word_with_a_vowel_in_front_has_an_an() {
        for index in 0..500 {
            let text = format!(" {}", body(&mut Rng::of("grammar", index), 2_000));
            for wrong in [" a open ", " a uncertain ", " A adaptive ", " a error", " a agent"] {
                assert!(!text.contains(wrong), "{wrong:?} in {text}");
            }
        }
    }

    #[test]
    fn bodies_vary_around_their_median() {
        let mut lengths: Vec<usize> = (0..1000).map(|i| body(&mut Rng::of("b", i), 4_000).len()).collect();
        lengths.sort_unstable();
        assert!((3_500..5_000).contains(&lengths[500]), "{}", lengths[500]);
        assert!(lengths[20] < 2_200 && lengths[980] > 7_500, "{} {}", lengths[20], lengths[980]);
    }

    #[test]
    fn a_body_is_markdown_with_headings_lists_code_and_links() {
        let text = body(&mut Rng::of("body", 3), 30_000);
        for sign in ["\n## ", "\n- ", "\n```python\n", "](https://docs.example/"] {
            assert!(text.contains(sign), "no {sign:?}");
        }
    }
}
