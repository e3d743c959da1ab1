//! The performance area: the platform answers for its own health.
