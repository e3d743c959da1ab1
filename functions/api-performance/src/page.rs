//! The dashboard: a page that holds no data, signs in by itself, and reads `/performance/dashboard`; and what it is made of.
//!
//! Its files are compiled in. The address of each holds a hash of all of them, so that it may be kept for a year, and a page gets
//! the files of its own release or none. What the page shows is in its scripts (`page/`), not here.

mod files;

use std::sync::LazyLock;

use aws_lc_rs::digest::{Context, SHA256};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use neurmatic_http::{DescribedAnswer, OperationDoc, Path, Problem, Tag, Text};

use files::{FILES, File};

const SHELL: &str = include_str!("../page/index.html");

/// Where the shell wants the address of the files.
const PLACE: &str = "{assets}";

/// Bytes of the hash in that address.
const RELEASE_BYTES: usize = 8;

/// What the page may do: run and show what is ours, and ask who it came from. `data:` is its icon.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static RELEASE: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Context::new(&SHA256);
    for file in FILES {
        for part in [file.folder, file.name, file.text] {
            hash.update(part.as_bytes());
            hash.update(&[0]);
        }
    }
    let hash = hash.finish();
    hash.as_ref().iter().take(RELEASE_BYTES).map(|byte| format!("{byte:02x}")).collect()
});

static PAGE: LazyLock<String> = LazyLock::new(|| SHELL.replace(PLACE, &format!("assets/{}", *RELEASE)));

/// The page, with what it may do.
#[derive(Debug)]
pub(crate) struct Shell(Text);

impl IntoResponse for Shell {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        response
    }
}

impl DescribedAnswer for Shell {
    fn describe(doc: &mut OperationDoc) {
        <Text as DescribedAnswer>::describe(doc);
    }
}

/// The page.
pub(crate) async fn page() -> Result<Shell, Problem> {
    Ok(Shell(Text::of("text/html; charset=utf-8", PAGE.as_str())))
}

/// One of its files, of this release.
pub(crate) async fn file(
    Path((release, folder, name)): Path<(String, String, String)>,
) -> Result<Text, Problem> {
    let is_asked = |file: &&File| release == *RELEASE && file.folder == folder && file.name == name;
    let file = FILES.iter().find(is_asked).ok_or_else(|| Problem::not_found("asset"))?;
    Ok(Text::of(file.content_type(), file.text).tags([Tag::all("docs")]))
}
