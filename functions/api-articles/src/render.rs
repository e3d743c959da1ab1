//! Content to HTML that is safe to show. Stored as sent, escaped at output.

use ammonia::Builder;
use neurmatic_core::words::ContentFormat;
use pulldown_cmark::{Options, Parser, html};

/// The content as HTML without scripts, styles, forms and frames. Links say that they aren't endorsed.
pub(crate) fn to_safe_html(content: &str, format: ContentFormat) -> String {
    match format {
        ContentFormat::Markdown => {
            let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
            let mut rendered = String::with_capacity(content.len() * 3 / 2);
            html::push_html(&mut rendered, Parser::new_ext(content, options));
            clean(&rendered)
        }
        ContentFormat::Html => clean(content),
    }
}

fn clean(html: &str) -> String {
    Builder::default()
        // Which language a code block is in, for highlighting.
        .add_allowed_classes("code", LANGUAGES)
        .link_rel(Some("noopener noreferrer nofollow"))
        .clean(html)
        .to_string()
}

const LANGUAGES: &[&str] = &[
    "language-bash",
    "language-c",
    "language-cpp",
    "language-css",
    "language-go",
    "language-html",
    "language-java",
    "language-javascript",
    "language-json",
    "language-markdown",
    "language-python",
    "language-rust",
    "language-sql",
    "language-toml",
    "language-typescript",
    "language-yaml",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_html_and_keeps_its_code() {
        let html = to_safe_html(
            "# A\n\n```rust\nlet a: Vec<T>;\n```\n\n| a |\n|---|\n| 1 |\n",
            ContentFormat::Markdown,
        );
        assert!(html.contains("<h1>A</h1>") && html.contains("<table>"), "{html}");
        assert!(html.contains("<code class=\"language-rust\">let a: Vec&lt;T&gt;;"), "{html}");
    }

    #[test]
    fn nothing_that_runs_gets_through() {
        let attacks = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">a</a>",
            "<a href=\"data:text/html,<script>alert(1)</script>\">a</a>",
            "<iframe src=\"https://example.org\"></iframe>",
            "<svg onload=alert(1)>",
            "<style>body{display:none}</style>",
            "<form action=\"https://example.org\"><input name=a></form>",
        ];
        assert!(!to_safe_html("[a](javascript:alert(1))", ContentFormat::Markdown).contains("javascript:"));
        for attack in attacks {
            for format in [ContentFormat::Markdown, ContentFormat::Html] {
                let html = to_safe_html(attack, format).to_lowercase();
                for bad in [
                    "<script",
                    "onerror",
                    "onload",
                    "javascript:",
                    "data:",
                    "<iframe",
                    "<style",
                    "<form",
                    "<svg",
                    "<input",
                ] {
                    assert!(!html.contains(bad), "{attack} → {html}");
                }
            }
        }
    }
}
