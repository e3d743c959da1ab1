//! Ids, the closed sets of words, the settings there are, what visitors do, and domain rules that need nothing but their arguments.
//!
//! Deliberately not in here: anything that reads a clock, a socket or the environment.

pub mod analytics;
pub mod ids;
pub mod media;
pub mod notifications;
pub mod rules;
pub mod settings;
pub mod words;
