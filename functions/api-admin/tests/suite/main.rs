//! What administrators do, through the router, on real services.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod media;
#[cfg(test)]
mod office;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod trail;
