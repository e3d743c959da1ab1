//! The directory of models through its router, on real services.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod comparing;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod editing;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod mentions;
