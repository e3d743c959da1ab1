//! Releases and roll backs, over the wire: at a stub that speaks Lambda's and CloudWatch's protocols, and at the emulator of
//! AWS where there is one.

#[cfg(test)]
mod emulator;
#[cfg(test)]
mod interrupts;
#[cfg(test)]
mod packages;
#[cfg(test)]
mod releases;
#[cfg(test)]
mod roll_backs;
#[cfg(test)]
mod stand;
#[cfg(test)]
mod stub;
