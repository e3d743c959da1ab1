//! Search through its router, on real services.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod hits;
#[cfg(test)]
mod known;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod relevance;
#[cfg(test)]
mod suggestions;
