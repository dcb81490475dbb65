//! The newest events, still in memory: a dispatcher that keeps up need not read what was written a moment ago.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::events::received::Stored;

/// How much of it there is at most; what does not fit is read from the file.
const EVENTS: usize = 1_024;
const BYTES: usize = 2 * 1024 * 1024;

#[derive(Default)]
pub(super) struct Tail(Mutex<Newest>);

/// Every event that was appended after the number `after`, without a gap.
#[derive(Default)]
struct Newest {
    events: VecDeque<Stored>,
    bytes: usize,
    after: i64,
}

impl Tail {
    /// Adds an event that is on disk.
    pub(super) fn push(&self, event: Stored) {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = newest.events.back().map_or(newest.after, |last| last.seq);
        if event.seq != last + 1 {
            // Another process wrote what lies between.
            *newest = Newest { after: event.seq - 1, ..Newest::default() };
        }
        newest.bytes += event.body.len();
        newest.events.push_back(event);
        while newest.events.len() > EVENTS || newest.bytes > BYTES {
            newest.pop();
        }
    }

    /// What follows the number, oldest first and at most so many; `None` if that is not known here.
    pub(super) fn take(&self, after: i64, limit: usize) -> Option<Vec<Stored>> {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if after < newest.after {
            return None;
        }
        while newest.events.front().is_some_and(|event| event.seq <= after) {
            newest.pop();
        }
        // A number that is not the next one: the reader knows more than this process wrote.
        if newest.after != after || newest.events.is_empty() {
            return None;
        }
        Some((0..limit).map_while(|_| newest.pop()).collect())
    }
}

impl Newest {
    fn pop(&mut self) -> Option<Stored> {
        let event = self.events.pop_front()?;
        (self.after, self.bytes) = (event.seq, self.bytes - event.body.len());
        Some(event)
    }
}

#[cfg(test)]
mod tests {
    use wppkit_api::events::{EventKind, Source};

    use super::*;

    fn event(seq: i64, bytes: usize) -> Stored {
        Stored {
            seq,
            session: "shop".into(),
            kind: EventKind::Message,
            name: "onmessage".into(),
            chat: String::new(),
            source: Source::Webhook,
            received_ms: 0,
            body: vec![b'x'; bytes].into(),
        }
    }

    fn tail(seqs: impl IntoIterator<Item = i64>) -> Tail {
        let tail = Tail::default();
        seqs.into_iter().for_each(|seq| tail.push(event(seq, 1)));
        tail
    }

    fn taken(tail: &Tail, after: i64, limit: usize) -> Option<Vec<i64>> {
        Some(tail.take(after, limit)?.iter().map(|event| event.seq).collect())
    }

    #[test]
    fn what_follows_is_handed_out_once_and_in_order() {
        let tail = tail(1..=5);
        assert_eq!(taken(&tail, 0, 2), Some(vec![1, 2]));
        assert_eq!(taken(&tail, 3, 9), Some(vec![4, 5]), "what the reader has already is skipped");
        assert_eq!(taken(&tail, 5, 9), None);
        assert_eq!(taken(&tail, 2, 9), None, "what was replayed is read from the file");
        tail.push(event(6, 1));
        assert_eq!(taken(&tail, 5, 9), Some(vec![6]));
    }

    #[test]
    fn what_another_process_wrote_in_between_is_not_passed_over() {
        let tail = tail([1, 2, 4, 5]);
        assert_eq!(taken(&tail, 2, 9), None);
        assert_eq!(taken(&tail, 3, 9), Some(vec![4, 5]));
    }

    #[test]
    fn it_never_grows_beyond_its_bounds() {
        let many = tail(1..=2_000);
        assert_eq!(taken(&many, 0, 9), None);
        assert_eq!(taken(&many, 2_000 - 1_024, usize::MAX).unwrap().len(), 1_024);
        let large = tail(1..=2);
        large.push(event(3, BYTES));
        assert_eq!(taken(&large, 0, 9), None);
        assert_eq!(taken(&large, 2, 9).unwrap().len(), 1);
    }
}
