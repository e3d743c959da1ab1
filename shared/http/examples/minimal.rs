//! The least that a function on Lambda can be: it answers what it was given. A baseline of the benchmark `lambda`.

use lambda_http::lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(|event: LambdaEvent<Value>| std::future::ready(Ok::<_, Error>(event.payload)))).await
}
