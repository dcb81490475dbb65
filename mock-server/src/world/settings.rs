//! What a world is made with.

use wppkit_api::Profile;

use super::clock::{EPOCH_MS, Pace};

/// What a world is made with, and keeps over a reset.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server's secret key.
    pub secret: String,
    /// The server's own webhook, for sessions that have none.
    pub webhook: Option<String>,
    /// bcrypt cost of the tokens that generate-token makes. The real server uses 10.
    pub bcrypt_cost: u32,
    /// Refuse, with an explanation, what the real server would misread.
    pub strict: bool,
    /// Which server is imitated.
    pub profile: Profile,
    /// Whether the control API and further worlds can be reached; a real server has neither.
    pub control: bool,
    /// Seed of all ids.
    pub seed: u64,
    /// Where the clock starts, in milliseconds since the Unix epoch.
    pub start_ms: u64,
    /// How time passes at the start.
    pub pace: Pace,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secret: "THISISMYSECURETOKEN".to_owned(),
            webhook: None,
            bcrypt_cost: 10,
            strict: false,
            profile: Profile::default(),
            control: true,
            seed: 1,
            start_ms: EPOCH_MS,
            pace: Pace::Frozen,
        }
    }
}
