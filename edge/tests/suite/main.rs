//! The Worker on real workerd, before a scripted origin that counts what reaches it, with the cache's own service behind
//! the Cache API. Without workerd (`cargo dev test` brings it where Node is) a line says that nothing was tested.

#[cfg(test)]
mod bypass;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod client;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod files;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod origin;
#[cfg(test)]
mod purges;
#[cfg(test)]
mod stand;
#[cfg(test)]
mod workerd;
#[cfg(test)]
mod zone;
