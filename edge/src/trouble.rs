//! Trouble, told in the log: the first of it at once, and while it lasts how often, not each time. An outage under load would
//! write a thousand lines a second else.

use std::cell::Cell;

/// How long one kind of trouble is counted before it is told again, in milliseconds.
const COUNTED_FOR_MS: f64 = 10_000.0;

/// One kind of trouble in this isolate.
pub(crate) struct Trouble {
    told_ms: Cell<Option<f64>>,
    untold: Cell<u64>,
}

impl Trouble {
    pub(crate) const fn new() -> Self {
        Self { told_ms: Cell::new(None), untold: Cell::new(0) }
    }

    /// Tells it, or counts it.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn met(&self, what: impl FnOnce() -> String) {
        if let Some(untold) = self.due(worker::js_sys::Date::now()) {
            worker::console_error!("{} ({untold} more since it was last told)", what());
        }
    }

    /// How often it was counted, when it is to be told.
    fn due(&self, now_ms: f64) -> Option<u64> {
        let is_due = self.told_ms.get().is_none_or(|told_ms| now_ms - told_ms >= COUNTED_FOR_MS);
        if !is_due {
            self.untold.set(self.untold.get() + 1);
            return None;
        }
        self.told_ms.set(Some(now_ms));
        Some(self.untold.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_at_once_and_then_by_its_number() {
        let trouble = Trouble::new();
        assert_eq!(trouble.due(5.0), Some(0));
        assert_eq!([6.0, 7.0, 10_004.0].map(|now_ms| trouble.due(now_ms)), [None; 3]);
        assert_eq!([10_005.0, 10_006.0].map(|now_ms| trouble.due(now_ms)), [Some(3), None]);
    }
}
