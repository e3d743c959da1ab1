//! The forum area through its router, on real services.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod board;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod message_reports;
#[cfg(test)]
mod ownership;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod races;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod votes;
