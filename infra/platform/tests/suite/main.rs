//! The platform as a whole: every function's routes in one process.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod cdn;
#[cfg(test)]
mod dashboards;
#[cfg(test)]
mod health;
#[cfg(test)]
mod journey;
#[cfg(test)]
mod model_names;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod operate;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod policy_check;
#[cfg(test)]
mod purge_table;
#[cfg(test)]
mod route_table;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod telemetry;
#[cfg(test)]
mod terraform;
#[cfg(test)]
mod uploads;
