//! Answers and events as a real server gave them.

use fastrand::Rng;
use serde_json::Value;
use wppkit::api::registry;

/// What was recorded, as bytes.
pub(crate) struct Recorded {
    /// Place of the operation in the registry, and a body.
    answers: Vec<(u16, Vec<u8>)>,
    events: Vec<Vec<u8>>,
}

impl Recorded {
    pub(crate) fn read() -> Self {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance-tests/recordings/exchanges.jsonl");
        let text = std::fs::read_to_string(file).expect("the recordings are there");
        let mut recorded = Self { answers: Vec::new(), events: Vec::new() };
        for line in text.lines() {
            let exchange: Value = serde_json::from_str(line).expect("a recording is JSON");
            let place = registry().iter().position(|entry| {
                let meta = &entry.meta;
                let method = format!("{:?}", meta.method).to_ascii_uppercase();
                exchange["route"].as_str() == Some(&format!("{method} {}", meta.path))
            });
            if let Some(place) = place {
                recorded.answers.push((place as u16, exchange["response"]["body"].to_string().into_bytes()));
            }
            for webhook in exchange["webhooks"].as_array().into_iter().flatten() {
                let body = webhook.get("body").unwrap_or(webhook);
                recorded.events.push(body.to_string().into_bytes());
            }
        }
        assert!(recorded.answers.len() > 1_000 && recorded.events.len() > 50);
        recorded
    }

    pub(crate) fn answer(&self, rng: &mut Rng) -> (u16, &[u8]) {
        let (operation, body) = &self.answers[rng.usize(..self.answers.len())];
        // Sometimes the answer of another operation.
        let operation = if rng.u8(..) < 32 { rng.u16(..) } else { *operation };
        (operation, body)
    }

    pub(crate) fn event(&self, rng: &mut Rng) -> &[u8] {
        &self.events[rng.usize(..self.events.len())]
    }

    pub(crate) fn any(&self, rng: &mut Rng) -> &[u8] {
        if rng.bool() { self.event(rng) } else { &self.answers[rng.usize(..self.answers.len())].1 }
    }
}
