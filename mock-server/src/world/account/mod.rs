//! The WhatsApp account behind a session.

/// One account.
#[derive(Debug, Clone, Default)]
pub struct Account {
    number: Box<str>,
}

impl Account {
    /// An account with a number and nothing else.
    #[must_use]
    pub fn plain(number: &str) -> Self {
        Self { number: number.into() }
    }

    /// Own number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }
}

/// Who is on WhatsApp.
#[derive(Debug, Clone, Default)]
pub struct Directory {}
