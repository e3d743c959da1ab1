//! Accounts, as far as several functions need them: passwords, one-time tokens, mails about an account, ending logins.
//!
//! Deliberately not in here: routes, statements (`neurmatic-db`), and the key that signs access tokens.

mod gate;
mod input;
pub mod mails;
mod pace;
mod passwords;
mod revoke;
mod token;

pub use input::{Email, Secret};
pub use pace::at_even_pace;
pub use passwords::Passwords;
pub use revoke::{revoke_and_commit, revoke_and_commit_with};
pub use token::{OpaqueToken, hash_of};
