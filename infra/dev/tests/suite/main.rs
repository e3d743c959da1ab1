//! The real `cargo dev` program at work: on real servers, and with the whole platform.

#[cfg(test)]
mod platform;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod services;
#[cfg(test)]
mod tasks;
