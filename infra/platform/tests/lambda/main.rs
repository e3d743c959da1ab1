//! The real programs of the functions, at a stub of Lambda's runtime API, given recorded events of API Gateway.
//!
//! Deliberately not in here: what the areas answer beyond showing that it arrives. Their own suites test that.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod functions;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod odd_events;
#[cfg(test)]
mod queues;
#[cfg(test)]
mod settings;
