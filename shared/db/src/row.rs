//! Rows as structs. Columns are read by position, which is what costs least; in debug builds, and so in every test,
//! a column whose name isn't the field's is a panic.

use tokio_postgres::Row;

/// A struct that a query's row becomes.
pub trait FromRow: Sized + Send {
    /// Reads the row.
    ///
    /// # Errors
    /// When a column is of another type, or missing.
    fn from_row(row: &Row) -> Result<Self, tokio_postgres::Error>;
}

/// Structs whose fields are a query's columns, in order and by name.
#[macro_export]
macro_rules! rows {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $ty:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[$field_meta])* pub $field: $ty,)+ }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row) -> Result<Self, ::tokio_postgres::Error> {
                let mut at = 0;
                $(
                    // A field may be named by a word of the language: `r#type` is the column `type`.
                    debug_assert_eq!(
                        row.columns().get(at).map(|c| c.name()),
                        Some(stringify!($field).trim_start_matches("r#")),
                        "column {at} of {}",
                        stringify!($name)
                    );
                    let $field = row.try_get(at)?;
                    at += 1;
                )+
                let _columns_read = at;
                Ok(Self { $($field),+ })
            }
        }
    )+};
}

macro_rules! single {
    ($($ty:ty),+) => {$(
        impl FromRow for $ty {
            fn from_row(row: &Row) -> Result<Self, tokio_postgres::Error> {
                row.try_get(0)
            }
        }
    )+};
}

single!(i64, i32, bool, String, uuid::Uuid, jiff::civil::Date);
