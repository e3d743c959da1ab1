//! The community area through its router, on real services.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod following;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod races;
#[cfg(test)]
mod town;
