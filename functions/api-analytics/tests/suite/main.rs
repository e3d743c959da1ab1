//! Analytics through its router, on real services.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod events;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod house;
