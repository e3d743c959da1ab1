//! What a statement is given: each value with its Postgres type, so that no round trip asks the server for it.

use postgres_types::{ToSql, Type};

/// A value and its type.
pub type Arg<'a> = (&'a (dyn ToSql + Sync), Type);

/// The arguments of a statement, in the order of `$1`, `$2`, …: `args![id => UUID, limit => INT8]`.
#[macro_export]
macro_rules! args {
    () => { &[] as &[$crate::Arg<'_>] };
    ($($value:expr => $ty:ident),+ $(,)?) => {
        &[$((&$value as &(dyn ::postgres_types::ToSql + Sync), $crate::Type::$ty)),+] as &[$crate::Arg<'_>]
    };
}
