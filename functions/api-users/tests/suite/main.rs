//! The users area through its router, on real services.

#[cfg(test)]
mod account;
#[cfg(test)]
mod app;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod bookmarks;
#[cfg(test)]
mod collections;
#[cfg(test)]
mod contributions;
#[cfg(test)]
mod deletion;
#[cfg(test)]
mod email;
#[cfg(test)]
mod export;
#[cfg(test)]
mod kept_jobs;
#[cfg(test)]
mod password;
#[cfg(test)]
mod privacy;
