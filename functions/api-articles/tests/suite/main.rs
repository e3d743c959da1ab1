//! The articles area through its router, on real services.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod bookmarks;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod editing;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod views;
