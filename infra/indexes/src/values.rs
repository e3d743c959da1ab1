//! The parameters' values: SQL expressions, evaluated once on the data set and sent as text.

use std::collections::HashMap;
use std::error::Error;

use anyhow::{Context, Result, bail};
use bytes::BytesMut;
use postgres_types::{Format, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::Client;

use crate::cases::{Cases, Parameter};

/// A value in Postgres' own text form, whatever its type.
#[derive(Clone, Debug)]
pub(crate) struct Text(pub(crate) Option<String>);

impl ToSql for Text {
    fn to_sql(&self, _ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        Ok(match &self.0 {
            None => IsNull::Yes,
            Some(text) => {
                out.extend_from_slice(text.as_bytes());
                IsNull::No
            }
        })
    }

    fn accepts(_ty: &Type) -> bool {
        true
    }

    fn encode_format(&self, _ty: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// Evaluates expressions; the same one in the same type only once.
#[derive(Debug)]
pub(crate) struct Values<'a> {
    cases: &'a Cases,
    known: HashMap<(String, String), Text>,
    types: HashMap<String, Type>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(cases: &'a Cases) -> Self {
        Self { cases, known: HashMap::new(), types: HashMap::new() }
    }

    /// A parameter's value in a round, with its type.
    pub(crate) async fn get(
        &mut self,
        client: &Client,
        parameter: &Parameter,
        round: &str,
    ) -> Result<(Text, Type)> {
        let sql = parameter.of_round(round).context("a parameter without a value")?;
        let ty = self.type_of(client, &parameter.ty).await?;
        let key = (sql.to_owned(), parameter.ty.clone());
        if let Some(text) = self.known.get(&key) {
            return Ok((text.clone(), ty));
        }
        let expression = self.cases.expression(sql);
        let asked = format!("SELECT (({expression})::{})::text", parameter.ty);
        let row =
            client.query_one(&asked, &[]).await.with_context(|| format!("cannot evaluate {expression}"))?;
        let text = Text(row.get(0));
        if text.0.is_none() && !expression.eq_ignore_ascii_case("null") {
            bail!("{expression} finds nothing in these data: a case needs a value, or says NULL");
        }
        self.known.insert(key, text.clone());
        Ok((text, ty))
    }

    async fn type_of(&mut self, client: &Client, name: &str) -> Result<Type> {
        if let Some(ty) = self.types.get(name) {
            return Ok(ty.clone());
        }
        let row = client.query_one("SELECT $1::text::regtype::oid", &[&name]).await;
        let oid: u32 = row.with_context(|| format!("`{name}` is no type"))?.get(0);
        let ty = Type::from_oid(oid)
            .with_context(|| format!("`{name}` is no built-in type; text is sent for it"))?;
        self.types.insert(name.to_owned(), ty.clone());
        Ok(ty)
    }
}
