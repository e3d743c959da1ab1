//! The Worker on real workerd, before a scripted origin that counts what reaches it, with the cache's own service behind
//! the Cache API. Without workerd (`cargo dev test` brings it where Node is) a line says that nothing was tested.

mod bypass;
mod caching;
mod client;
mod corpus;
mod failures;
mod files;
mod hostile;
mod origin;
mod purges;
mod stand;
mod workerd;
mod zone;
