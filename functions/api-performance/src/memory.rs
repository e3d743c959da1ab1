//! How much memory this process holds, against what it may.

/// Bytes of a page on the platforms that this runs on.
const PAGE_BYTES: u64 = 4096;

/// The share of its limit at which a process is short of memory, in percent.
const CRITICAL_PERCENT: u64 = 95;

/// What Lambda gives the function, in MiB.
const LIMIT_VARIABLE: &str = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

/// Whether the process is short of memory. Never on a machine that sets no limit, or doesn't tell.
pub(crate) fn is_short(env: &neurmatic_config::Env) -> bool {
    let limit =
        env.optional(LIMIT_VARIABLE).and_then(|mib| mib.parse::<u64>().ok()).map(|mib| mib * 1024 * 1024);
    match (resident_bytes(), limit) {
        (Some(resident), Some(limit)) => resident * 100 >= limit * CRITICAL_PERCENT,
        _ => false,
    }
}

fn resident_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE_BYTES)
}

#[cfg(test)]
mod tests {
    use neurmatic_config::Env;

    use super::*;

    #[test]
    fn a_process_is_short_of_memory_when_it_nears_its_limit() {
        assert!(is_short(&Env::of([(LIMIT_VARIABLE, "1")])));
        assert!(!is_short(&Env::of([(LIMIT_VARIABLE, "1000000")])));
        assert!(!is_short(&Env::of::<&str, &str>([])));
    }
}
