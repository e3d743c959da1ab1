//! The OpenAPI document says what the code says.

use neurmatic_platform::openapi;

#[test]
fn the_document_that_is_served_is_what_the_code_says() {
    let kept = std::fs::read_to_string(openapi::path()).unwrap();
    assert!(kept == openapi::document().unwrap(), "run `cargo dev openapi` and commit what it writes");
}
