//! The bucket of one machine and the client of `neurmatic-bucket`, over the wire.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod stand;
#[cfg(test)]
mod urls;
