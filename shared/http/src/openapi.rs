//! The OpenAPI 3.1 document, written from the route tables and from the types that handlers take and answer.

use std::future::Future;

use axum::http::{Method, StatusCode};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::answer::{Accepted, Answer, CookieOnly, Created, NoContent, Page, Text};
use crate::extract::{Caller, IdempotencyKey, IfMatch, Json, MaybeCaller, Path, Query, RawBody};
use crate::faults::Input;
use crate::page::Pagination;
use crate::problem::{PROBLEM_JSON, Problem, ProblemOut};
use crate::routes::{AuthClass, Route};

type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What an operation takes and answers, found by the types of its handler.
#[derive(Clone, Debug, Default)]
pub struct OperationDoc {
    path: Option<SchemaOf>,
    query: Option<SchemaOf>,
    body: Option<SchemaOf>,
    raw_body: bool,
    headers: Vec<&'static str>,
    cookies: Vec<&'static str>,
    status: Option<StatusCode>,
    data: Option<SchemaOf>,
    paginated: bool,
    text: bool,
}

impl OperationDoc {
    pub(crate) fn of<H: Described<T>, T>() -> Self {
        let mut doc = Self::default();
        H::describe(&mut doc);
        doc
    }

    /// Notes a cookie that it takes.
    pub fn takes_cookie(&mut self, name: &'static str) {
        self.cookies.push(name);
    }

    fn answers(&mut self, status: StatusCode, data: Option<SchemaOf>) {
        self.status = Some(status);
        self.data = data;
    }
}

/// Something that a handler takes.
pub trait DescribedInput {
    /// Notes it.
    fn describe(_doc: &mut OperationDoc) {}
}

/// Something that a handler answers.
pub trait DescribedAnswer {
    /// Notes it.
    fn describe(doc: &mut OperationDoc);
}

/// A handler whose types say what it takes and answers.
pub trait Described<T> {
    /// Notes it.
    fn describe(doc: &mut OperationDoc);
}

impl<S> DescribedInput for axum::extract::State<S> {}
impl<T> DescribedInput for axum::extract::Extension<T> {}
impl<T: JsonSchema> DescribedInput for Path<T> {
    fn describe(doc: &mut OperationDoc) {
        doc.path = Some(SchemaGenerator::subschema_for::<T>);
    }
}
impl DescribedInput for Caller {}
impl DescribedInput for MaybeCaller {}
impl<T: JsonSchema> DescribedInput for Query<T> {
    fn describe(doc: &mut OperationDoc) {
        doc.query = Some(SchemaGenerator::root_schema_for::<T>);
    }
}
impl<T: Input> DescribedInput for Json<T> {
    fn describe(doc: &mut OperationDoc) {
        doc.body = Some(SchemaGenerator::subschema_for::<T>);
    }
}
impl DescribedInput for RawBody {
    fn describe(doc: &mut OperationDoc) {
        doc.raw_body = true;
    }
}
impl DescribedInput for IfMatch {
    fn describe(doc: &mut OperationDoc) {
        doc.headers.push("If-Match");
    }
}
impl DescribedInput for IdempotencyKey {
    fn describe(doc: &mut OperationDoc) {
        doc.headers.push("Idempotency-Key");
    }
}

impl<T: JsonSchema> DescribedAnswer for Answer<T> {
    fn describe(doc: &mut OperationDoc) {
        doc.answers(Self::STATUS, Some(SchemaGenerator::subschema_for::<T>));
    }
}
impl<T: JsonSchema> DescribedAnswer for Created<T> {
    fn describe(doc: &mut OperationDoc) {
        doc.answers(Self::STATUS, Some(SchemaGenerator::subschema_for::<T>));
    }
}
impl<T: JsonSchema> DescribedAnswer for Accepted<T> {
    fn describe(doc: &mut OperationDoc) {
        doc.answers(Self::STATUS, Some(SchemaGenerator::subschema_for::<T>));
    }
}
impl<T: JsonSchema> DescribedAnswer for Page<T> {
    fn describe(doc: &mut OperationDoc) {
        doc.answers(StatusCode::OK, Some(SchemaGenerator::subschema_for::<T>));
        doc.paginated = true;
    }
}
impl DescribedAnswer for NoContent {
    fn describe(doc: &mut OperationDoc) {
        doc.answers(StatusCode::NO_CONTENT, None);
    }
}
impl DescribedAnswer for CookieOnly {
    fn describe(doc: &mut OperationDoc) {
        doc.answers(StatusCode::NO_CONTENT, None);
    }
}
impl DescribedAnswer for Text {
    fn describe(doc: &mut OperationDoc) {
        doc.answers(StatusCode::OK, None);
        doc.text = true;
    }
}
impl<T: DescribedAnswer> DescribedAnswer for Result<T, Problem> {
    fn describe(doc: &mut OperationDoc) {
        T::describe(doc);
    }
}

macro_rules! described {
    ($(($($input:ident),*);)*) => {$(
        impl<F, R, M, $($input),*> Described<(M, $($input,)*)> for F
        where
            F: Fn($($input),*) -> R,
            R: Future,
            R::Output: DescribedAnswer,
            $($input: DescribedInput,)*
        {
            fn describe(doc: &mut OperationDoc) {
                $($input::describe(doc);)*
                <R::Output>::describe(doc);
            }
        }
    )*};
}

described! {
    ();
    (A);
    (A, B);
    (A, B, C);
    (A, B, C, D);
    (A, B, C, D, E);
    (A, B, C, D, E, G);
    (A, B, C, D, E, G, H);
}

/// The document of these routes, in the order of their paths.
#[must_use]
pub fn document<'a>(routes: impl IntoIterator<Item = &'a Route>) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let problem = generator.subschema_for::<ProblemOut<'static>>();
    let mut paths: Map<String, Value> = Map::new();
    let mut sorted: Vec<&Route> = routes.into_iter().collect();
    sorted.sort_by(|a, b| (&a.path, a.method.as_str()).cmp(&(&b.path, b.method.as_str())));
    for route in sorted {
        let operation = operation(route, &mut generator, &problem);
        let path = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.method.as_str().to_lowercase(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Neurmatic",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "News, people and models for those who work with language models. Errors are RFC 9457 problems.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {"accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        }
    })
}

fn operation(route: &Route, generator: &mut SchemaGenerator, problem: &Schema) -> Value {
    let area = route.operation.split('.').next().unwrap_or_default();
    let mut operation = json!({
        "operationId": route.operation,
        "tags": [area],
        "summary": route.rules.summary,
        "parameters": parameters(route, generator),
        "responses": responses(route, generator, problem),
        "x-auth-class": class_name(route.rules.auth),
        "x-rate-limits": route.rules.limits.iter().map(|limit| limit.name).collect::<Vec<_>>(),
        "x-cache-policy": route.rules.cache.map_or("private", |policy| policy.name),
    });
    if let Some(body) = route.doc.body {
        let schema = body(generator);
        set(
            &mut operation,
            "requestBody",
            json!({"required": true, "content": {"application/json": {"schema": schema}}}),
        );
    }
    if route.doc.raw_body {
        let content = json!({"application/json": {"schema": {}}});
        set(&mut operation, "requestBody", json!({"required": true, "content": content}));
    }
    match route.rules.auth {
        AuthClass::Public => set(&mut operation, "security", json!([])),
        AuthClass::Optional => set(&mut operation, "security", json!([{}, {"accessToken": []}])),
        AuthClass::AtLeast(_) => set(&mut operation, "security", json!([{"accessToken": []}])),
    }
    operation
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

/// A class's name in the document and in the route table.
#[must_use]
pub fn class_name(class: AuthClass) -> &'static str {
    match class {
        AuthClass::Public => "public",
        AuthClass::Optional => "optional",
        AuthClass::AtLeast(role) => role.as_str(),
    }
}

fn parameters(route: &Route, generator: &mut SchemaGenerator) -> Vec<Value> {
    let schemas = route.doc.path.map(|path| path(generator).to_value()).unwrap_or_default();
    let in_path = route.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = in_path
        .enumerate()
        .map(|(place, name)| {
            // A path of several segments is a tuple, of one it is that one's type.
            let own = schemas.get("prefixItems").and_then(|items| items.get(place));
            let schema = own.unwrap_or(&schemas);
            json!({"name": name, "in": "path", "required": true, "schema": schema})
        })
        .collect();
    if let Some(query) = route.doc.query {
        let schema = query(generator).to_value();
        let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
        for (name, schema) in properties {
            parameters.push(json!({"name": name, "in": "query", "required": false, "schema": schema}));
        }
    }
    for name in &route.doc.headers {
        parameters
            .push(json!({"name": name, "in": "header", "required": false, "schema": {"type": "string"}}));
    }
    for name in &route.doc.cookies {
        parameters
            .push(json!({"name": name, "in": "cookie", "required": false, "schema": {"type": "string"}}));
    }
    parameters
}

fn responses(route: &Route, generator: &mut SchemaGenerator, problem: &Schema) -> Value {
    let status = route.doc.status.unwrap_or(StatusCode::OK);
    let mut success = json!({"description": status.canonical_reason().unwrap_or("Done")});
    if let Some(data) = route.doc.data {
        let data = data(generator);
        let schema = if route.doc.paginated {
            let pagination = generator.subschema_for::<Pagination>();
            let properties = json!({"data": data, "pagination": pagination});
            json!({"type": "object", "required": ["data", "pagination"], "properties": properties})
        } else {
            json!({"type": "object", "required": ["data"], "properties": {"data": data}})
        };
        set(&mut success, "content", json!({"application/json": {"schema": schema}}));
    } else if route.doc.text {
        set(&mut success, "content", json!({"*/*": {"schema": {"type": "string"}}}));
    }
    let mut responses = Map::from_iter([(status.as_str().to_owned(), success)]);
    if route.rules.cache.is_some() {
        responses
            .insert("304".to_owned(), json!({"description": "Not changed since the ETag that was sent"}));
    }
    for status in problem_statuses(route) {
        let description =
            StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or("Problem");
        let content = json!({PROBLEM_JSON: {"schema": problem}});
        responses.insert(status.to_string(), json!({"description": description, "content": content}));
    }
    Value::Object(responses)
}

/// The problems that a route can answer, by what it takes.
fn problem_statuses(route: &Route) -> Vec<u16> {
    let mut statuses = vec![400, 403, 404, 414, 429, 500, 503];
    if route.rules.auth != AuthClass::Public || route.method == Method::POST {
        statuses.push(401);
    }
    if route.doc.body.is_some() {
        statuses.extend([413, 415, 422]);
    }
    if route.doc.raw_body {
        statuses.push(413);
    }
    if route.method != Method::GET {
        statuses.push(409);
    }
    if route.doc.headers.contains(&"Idempotency-Key") {
        statuses.extend([413, 422]);
    }
    if route.doc.headers.contains(&"If-Match") {
        statuses.push(412);
    }
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}
