//! Purges from the change to the receipt, on a real database, against an interface that does what the test says.

#[cfg(test)]
mod budget;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod rounds;
#[cfg(test)]
mod rows;
