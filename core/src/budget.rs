//! How many retries a client may make, so that a server in trouble is not flooded.

use std::sync::atomic::{AtomicI64, Ordering};

/// One retry, in the budget's small change.
const RETRY: i64 = 1000;
/// What may be saved up: ten retries in a burst.
const MOST: i64 = 10 * RETRY;

/// A purse that every call pays into and every retry takes from.
pub(crate) struct RetryBudget {
    balance: AtomicI64,
    per_call: i64,
}

impl RetryBudget {
    pub(crate) fn new(retries_per_call: f32) -> Self {
        let per_call = (retries_per_call.clamp(0.0, 100.0) * RETRY as f32) as i64;
        Self { balance: AtomicI64::new(if per_call == 0 { 0 } else { MOST }), per_call }
    }

    pub(crate) fn deposit(&self) {
        let _ = self.balance.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |balance| {
            (balance < MOST).then(|| (balance + self.per_call).min(MOST))
        });
    }

    /// Takes one retry out, if there is enough.
    pub(crate) fn withdraw(&self) -> bool {
        self.balance
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |balance| {
                (balance >= RETRY).then_some(balance - RETRY)
            })
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_ends_and_calls_refill() {
        let budget = RetryBudget::new(0.2);
        assert_eq!((0..100).filter(|_| budget.withdraw()).count(), 10);
        for _ in 0..5 {
            budget.deposit();
        }
        assert!(budget.withdraw());
        assert!(!budget.withdraw());
    }

    #[test]
    fn no_budget_means_no_retries() {
        let budget = RetryBudget::new(0.0);
        budget.deposit();
        assert!(!budget.withdraw());
    }
}
