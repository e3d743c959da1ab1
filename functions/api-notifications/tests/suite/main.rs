//! The notifications area through its router, on real services.

#[cfg(test)]
mod desk;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod preferences;
#[cfg(test)]
mod reading;
