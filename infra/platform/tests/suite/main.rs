//! The platform as a whole: every function's routes in one process.

#[cfg(test)]
mod health;
#[cfg(test)]
mod journey;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod route_table;
