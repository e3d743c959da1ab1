//! Releases of a deployment that people use meanwhile, at the emulator of AWS: there and back without an error, and a broken one that
//! its alarm stops. `cargo dev aws release` runs it; without a deployment it says that it is left out.
//!
//! The emulator doesn't keep to an alias' weights: of a shift's steps the first ones are gone through, and only the last is felt.

#[cfg(test)]
mod amazon;
#[cfg(test)]
mod broken;
#[cfg(test)]
mod load;
#[cfg(test)]
mod released;
#[cfg(test)]
mod stage;
