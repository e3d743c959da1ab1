//! The local host: every function's router in one process.
fn main() {}
