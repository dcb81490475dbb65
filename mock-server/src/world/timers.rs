//! What is due later, in the order (due, order of scheduling).

use std::collections::BTreeMap;

/// Names one scheduled task, for cancelling it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey {
    due_ms: u64,
    sequence: u64,
}

impl TimerKey {
    /// When the task is due.
    #[must_use]
    pub fn due_ms(self) -> u64 {
        self.due_ms
    }
}

/// Tasks in the order in which they are due.
#[derive(Debug)]
pub struct Timers<T> {
    tasks: BTreeMap<TimerKey, T>,
    next: u64,
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self { tasks: BTreeMap::new(), next: 0 }
    }
}

impl<T> Timers<T> {
    /// Schedules a task; tasks due at the same time run in the order in which they were scheduled.
    pub fn schedule(&mut self, due_ms: u64, task: T) -> TimerKey {
        let key = TimerKey { due_ms, sequence: self.next };
        self.next += 1;
        self.tasks.insert(key, task);
        key
    }

    /// Forgets a task; one that has run already is no error.
    pub fn cancel(&mut self, key: TimerKey) {
        self.tasks.remove(&key);
    }

    /// Forgets every task that `keep` does not want.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.tasks.retain(|_, task| keep(task));
    }

    /// Whether such a task is scheduled.
    pub fn any(&self, wanted: impl FnMut(&T) -> bool) -> bool {
        self.tasks.values().any(wanted)
    }

    /// When the next task is due.
    #[must_use]
    pub fn next_due_ms(&self) -> Option<u64> {
        self.tasks.first_key_value().map(|(key, _)| key.due_ms)
    }

    /// Takes the next task if it is due at `now_ms`, with its due time.
    pub fn pop_due(&mut self, now_ms: u64) -> Option<(u64, T)> {
        if self.next_due_ms()? > now_ms {
            return None;
        }
        self.tasks.pop_first().map(|(key, task)| (key.due_ms, task))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_come_by_due_time_then_by_order_of_scheduling() {
        let mut timers = Timers::default();
        timers.schedule(20, "c");
        timers.schedule(10, "a");
        let gone = timers.schedule(10, "gone");
        timers.schedule(10, "b");
        timers.cancel(gone);
        assert_eq!(timers.next_due_ms(), Some(10));
        let order: Vec<_> = std::iter::from_fn(|| timers.pop_due(30)).collect();
        assert_eq!(order, [(10, "a"), (10, "b"), (20, "c")]);
    }

    #[test]
    fn nothing_runs_before_it_is_due() {
        let mut timers = Timers::default();
        timers.schedule(20, ());
        assert_eq!(timers.pop_due(19), None);
        assert_eq!(timers.pop_due(20), Some((20, ())));
    }
}
