//! The messages area through its router, on real services.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod blocking;
#[cfg(test)]
mod hiding;
#[cfg(test)]
mod post;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod races;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod sending;
