//! What this process is an instance of.

use crate::env::{ConfigError, Env};

/// The process's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// `AWS_LAMBDA_FUNCTION_NAME`, which Lambda sets; `local` without it.
    pub function: String,
    /// `AWS_LAMBDA_FUNCTION_MEMORY_SIZE` in bytes; Lambda sets it in MiB. Without it nothing bounds the process.
    pub memory_limit_bytes: Option<u64>,
    /// Whether it has one request at a time, as on Lambda, but for managed instances, of which `AWS_LAMBDA_MAX_CONCURRENCY`
    /// says how many they have.
    pub one_at_a_time: bool,
}

impl Instance {
    /// Reads the settings.
    ///
    /// # Errors
    /// When the memory's size or the concurrency is no number.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let limit_mib = env.parsed("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", 0_u64, "a number of MiB")?;
        let at_once = env.parsed("AWS_LAMBDA_MAX_CONCURRENCY", 1_u32, "a number of requests")?;
        let function = env.optional("AWS_LAMBDA_FUNCTION_NAME");
        Ok(Self {
            one_at_a_time: function.is_some() && at_once <= 1,
            function: function.unwrap_or_else(|| "local".to_owned()),
            memory_limit_bytes: (limit_mib > 0).then(|| limit_mib.saturating_mul(1024 * 1024)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lambda_says_what_a_process_is_and_elsewhere_nothing_bounds_it() {
        let here = Instance::from_env(&Env::of::<&str, &str>([])).unwrap();
        assert_eq!((here.function.as_str(), here.memory_limit_bytes), ("local", None));
        let variables =
            [("AWS_LAMBDA_FUNCTION_NAME", "api-articles"), ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")];
        let there = Instance::from_env(&Env::of(variables)).unwrap();
        assert_eq!(there.memory_limit_bytes, Some(134_217_728));
        assert!(there.one_at_a_time && !here.one_at_a_time);
        let managed = Env::of(variables).with("AWS_LAMBDA_MAX_CONCURRENCY", "16");
        assert!(!Instance::from_env(&managed).unwrap().one_at_a_time);
    }
}
