//! The jobs area through its router, on real services.

#[cfg(test)]
mod alerts;
#[cfg(test)]
mod applications;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod board;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod companies;
#[cfg(test)]
mod editing;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod matches;
#[cfg(test)]
mod races;
#[cfg(test)]
mod saving;
