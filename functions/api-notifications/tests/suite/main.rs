//! The notifications area through its router, on real services.

#[cfg(test)]
mod desk;
#[cfg(test)]
mod digest;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod mail_events;
#[cfg(test)]
mod preferences;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod unsubscribe;
