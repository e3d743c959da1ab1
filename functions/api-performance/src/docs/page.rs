//! The OpenAPI document as a page.

use std::fmt::Write as _;

use serde_json::Value;

const HEAD: &str = include_str!("head.html");

/// The page of a document: an index by area, then each operation with what it takes and answers.
pub(super) fn of(document: &Value) -> String {
    let operations = operations(document);
    let mut page = String::from(HEAD);
    index(&mut page, &operations);
    let mut area = "";
    for operation in &operations {
        if operation.area != area {
            area = operation.area;
            write(&mut page, format_args!("<h2 id=\"{0}\">{0}</h2>", escape(area)));
        }
        section(&mut page, operation);
    }
    schemas(&mut page, document);
    page.push_str("</main></body></html>");
    page
}

struct Operation<'a> {
    area: &'a str,
    method: String,
    path: &'a str,
    value: &'a Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let each = paths.flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, value)| Operation {
            area: text(value, "operationId").split('.').next().unwrap_or_default(),
            method: method.to_uppercase(),
            path,
            value,
        })
    });
    let mut all: Vec<_> = each.collect();
    all.sort_by(|a, b| (a.area, a.path, &a.method).cmp(&(b.area, b.path, &b.method)));
    all
}

fn index(page: &mut String, operations: &[Operation<'_>]) {
    page.push_str(
        "<nav><table><thead><tr><th>Route</th><th>What it does</th><th>For</th></tr></thead><tbody>",
    );
    for operation in operations {
        let id = escape(text(operation.value, "operationId"));
        let (summary, class) =
            (escape(text(operation.value, "summary")), escape(text(operation.value, "x-auth-class")));
        let (method, path) = (&operation.method, escape(operation.path));
        write(
            page,
            format_args!(
                "<tr><td><a href=\"#{id}\"><b>{method}</b> {path}</a></td><td>{summary}</td><td>{class}</td></tr>"
            ),
        );
    }
    page.push_str("</tbody></table></nav>");
}

fn section(page: &mut String, operation: &Operation<'_>) {
    let value = operation.value;
    let id = escape(text(value, "operationId"));
    write(
        page,
        format_args!("<section id=\"{id}\"><h3><b>{}</b> {}</h3>", operation.method, escape(operation.path)),
    );
    let (class, policy) = (escape(text(value, "x-auth-class")), escape(text(value, "x-cache-policy")));
    let limits: Vec<&str> = value
        .get("x-rate-limits")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let limits = if limits.is_empty() { "the general ones".to_owned() } else { escape(&limits.join(", ")) };
    write(
        page,
        format_args!(
            "<p>{}</p><p class=\"facts\">for <b>{class}</b> · cache <b>{policy}</b> · limits <b>{limits}</b> · <code>{id}</code></p>",
            escape(text(value, "summary"))
        ),
    );
    parameters(page, value);
    if let Some(body) = value.pointer("/requestBody/content/application~1json/schema") {
        write(page, format_args!("<details><summary>Body</summary>{}</details>", schema(body)));
    }
    for (status, response) in value.get("responses").and_then(Value::as_object).into_iter().flatten() {
        let description = escape(text(response, "description"));
        match response.pointer("/content/application~1json/schema") {
            Some(body) => write(
                page,
                format_args!("<details><summary>{status} {description}</summary>{}</details>", schema(body)),
            ),
            None => write(page, format_args!("<p class=\"status\">{status} {description}</p>")),
        }
    }
    page.push_str("</section>");
}

fn parameters(page: &mut String, operation: &Value) {
    let Some(parameters) =
        operation.get("parameters").and_then(Value::as_array).filter(|all| !all.is_empty())
    else {
        return;
    };
    page.push_str("<table><thead><tr><th>Parameter</th><th>In</th><th>What it is</th></tr></thead><tbody>");
    for parameter in parameters {
        let described = parameter.pointer("/schema/description").and_then(Value::as_str).unwrap_or_default();
        let (name, place) = (escape(text(parameter, "name")), escape(text(parameter, "in")));
        write(
            page,
            format_args!(
                "<tr><td><code>{name}</code></td><td>{place}</td><td>{}</td></tr>",
                escape(described)
            ),
        );
    }
    page.push_str("</tbody></table>");
}

fn schemas(page: &mut String, document: &Value) {
    page.push_str("<h2 id=\"schemas\">schemas</h2>");
    for (name, value) in
        document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
    {
        let name = escape(name);
        write(page, format_args!("<section id=\"schema-{name}\"><h3>{name}</h3>{}</section>", schema(value)));
    }
}

/// A schema as indented JSON, its references as links.
fn schema(value: &Value) -> String {
    let json = escape(&serde_json::to_string_pretty(value).unwrap_or_default());
    let mut linked = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some((before, after)) = rest.split_once("#/components/schemas/") {
        let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        write(&mut linked, format_args!("{before}<a href=\"#schema-{name}\">{name}</a>"));
        rest = after.get(name.len()..).unwrap_or_default();
    }
    linked.push_str(rest);
    format!("<pre>{linked}</pre>")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn write(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String can't fail.
    let _ = page.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_shows_each_operation_and_escapes_what_it_says() {
        let page = of(&json!({
            "paths": {"/api/v1/a/{id}": {"get": {
                "operationId": "a.get", "summary": "One <a> & more", "x-auth-class": "public", "x-cache-policy": "a",
                "parameters": [{"name": "id", "in": "path", "schema": {"description": "Its id"}}],
                "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}
            }}},
            "components": {"schemas": {"A": {"type": "object"}}}
        }));
        assert!(
            page.contains("One &lt;a&gt; &amp; more") && page.contains("<a href=\"#schema-A\">A</a>"),
            "{page}"
        );
        assert!(page.contains("<section id=\"a.get\">") && !page.contains("<script"));
    }
}
