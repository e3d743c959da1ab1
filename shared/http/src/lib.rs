//! HTTP for every function: routes, extractors, answers, problems, and the front that each request passes.
//!
//! A handler sees typed input and returns a typed answer; what surrounds it is here, once. Deliberately not in here:
//! anything of an area, and SQL.

mod answer;
mod arrival;
mod change;
mod client;
mod cookie;
mod extract;
mod faults;
mod finish;
mod front;
mod gateway;
mod instances;
mod logins;
mod openapi;
mod operation;
mod own_pages;
mod page;
mod plan;
mod problem;
mod routes;
mod serve;
mod services;
mod store;
mod tokens;
mod unsubscribe;

pub use answer::{Accepted, Answer, CookieOnly, Created, NoContent, Page, Reply, Text};
pub use change::Change;
pub use client::{CLIENT_ADDRESS, ClientAddress, ORIGIN_SECRET};
pub use cookie::{CredentialCookie, SetCookie};
pub use extract::{Caller, IdempotencyKey, IfMatch, Json, MaybeCaller, Path, Query, RawBody};
pub use faults::{Faults, Input, given};
pub use gateway::made_sound;
pub use instances::Instances;
pub use logins::{LoginState, Logins};
pub use neurmatic_cache::{Invalidation, Namespace, Tag};
pub use openapi::{Described, DescribedAnswer, DescribedInput, OperationDoc, class_name, document};
pub use operation::Operation;
pub use page::{From, LIMIT_DEFAULT, LIMIT_MAX, PageRequest, Pagination, Position};
pub use problem::{FieldFault, PROBLEM_JSON, Problem};
pub use routes::{AuthClass, BASE, Route, Routes, Rules, admin, company, moderator, optional, public, user};
pub use serve::{complete, run_function, start_log, until_told_to_end};
pub use services::{Services, StartError};
pub use tokens::{ACCESS_TOKEN_SECS, Claims, Signer, Verifier};
pub use unsubscribe::Unsubscribe;
