//! Ready-made accounts, one set for each preset of a world.

mod crowd;
mod demo;
mod history;
mod lids;
mod recordings;
mod recordings_more;

use super::{Account, Data, Directory};

/// Number that a session has when nobody gave it another.
pub const DEFAULT_NUMBER: &str = "5511988887777";

/// What the sessions of a world start with: an account for each number, and who is on WhatsApp.
#[derive(Debug, Clone)]
pub struct Template {
    build: fn(&str) -> Data,
    /// The account of the default number, which all sessions with that number share.
    shared: Account,
    /// Who is on WhatsApp at the start.
    pub directory: Directory,
}

impl Template {
    /// The template of a preset.
    #[must_use]
    pub fn named(preset: &str) -> Option<Self> {
        match preset {
            "empty" => Some(Self::default()),
            "lid-only" => Some(Self::new(lids::account, lids::directory())),
            "5k-chats" => Some(Self::new(crowd::account, Directory::default())),
            "demo" => Some(Self::new(demo::account, demo::directory())),
            "crowd" => Some(Self::new(crowd::account, Directory::default())),
            "recordings" => Some(Self::new(recordings::account, recordings::directory())),
            other => crate::world::preset::Preset::named(other).map(|_| Self::default()),
        }
    }

    fn new(build: fn(&str) -> Data, directory: Directory) -> Self {
        Self { build, shared: build(DEFAULT_NUMBER).into(), directory }
    }

    /// Whether this is the shared account, as nobody changed it.
    #[must_use]
    pub fn is_untouched(&self, account: &Account) -> bool {
        std::ptr::eq(self.shared.data(), account.data())
    }

    /// The account of a session with this number.
    #[must_use]
    pub fn account(&self, number: &str) -> Account {
        if number == DEFAULT_NUMBER { self.shared.clone() } else { (self.build)(number).into() }
    }
}

impl Default for Template {
    /// The template of preset `empty`: accounts that were just opened, and everybody on WhatsApp.
    fn default() -> Self {
        Self::new(|number| Data::new(number, "My Business"), Directory::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::account::Wid;

    #[test]
    fn sessions_of_one_number_share_an_account_until_one_of_them_writes() {
        let template = Template::named("recordings").unwrap();
        let (mut one, other) = (template.account(DEFAULT_NUMBER), template.account(DEFAULT_NUMBER));
        assert!(std::ptr::eq(one.data(), other.data()));
        one.open_chat(&Wid::phone("5511999990009"));
        assert!(!std::ptr::eq(one.data(), other.data()));
        assert_eq!(one.data().chats.len(), other.data().chats.len() + 1);
    }

    #[test]
    fn an_account_of_another_number_is_its_own() {
        let template = Template::named("recordings").unwrap();
        let account = template.account("5511977776666");
        assert_eq!(account.own().as_str(), "5511977776666@c.us");
        assert!(account.data().groups[0].participants.iter().any(|member| member.id == *account.own()));
    }

    #[test]
    fn an_unknown_preset_has_no_template() {
        assert!(Template::named("nowhere").is_none());
    }
}
