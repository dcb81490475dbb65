//! Servers that speak this API, and what each of them offers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Group, OperationMeta};

/// A server that speaks this API, or a part of it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
pub enum Profile {
    /// WPPConnect Server 2.10, over a browser.
    #[default]
    #[serde(rename = "node-2.10")]
    Node210,
    /// wppconnect-server-go, without a browser: read from its description, not run.
    #[serde(rename = "go")]
    Go,
}

/// What a server does with a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Offer {
    /// It has it.
    Offered,
    /// It answers 501: it will never have it.
    NotSupported,
    /// It answers 404: it does not know it.
    Missing,
}

/// Routes of the Go port that are known by name. It has a few more, which nobody has listed.
const GO: [&str; 10] = [
    "start-session",
    "close-session",
    "logout-session",
    "status-session",
    "send-message",
    "send-image",
    "send-seen",
    "check-number-status",
    "all-groups",
    "healthz",
];

/// Routes outside of the groups below that the Go port refuses.
const GO_REFUSES: [&str; 2] = ["send-buttons", "send-list-message"];

impl Profile {
    /// Every profile.
    pub const ALL: &'static [Self] = &[Self::Node210, Self::Go];

    /// Its name, as options and files spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Node210 => "node-2.10",
            Self::Go => "go",
        }
    }

    /// The profile of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|profile| profile.as_str() == name)
    }

    /// What it does with the route of an operation.
    #[must_use]
    pub fn offer(self, meta: &OperationMeta) -> Offer {
        match self {
            Self::Node210 => Offer::Offered,
            Self::Go if GO.contains(&meta.id) => Offer::Offered,
            Self::Go
                if matches!(meta.group, Group::Stories | Group::Catalog | Group::Business)
                    || GO_REFUSES.contains(&meta.id) =>
            {
                Offer::NotSupported
            }
            Self::Go => Offer::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::by_id;

    #[test]
    fn names_lead_back_to_profiles() {
        for profile in Profile::ALL {
            assert_eq!(Profile::named(profile.as_str()), Some(*profile));
            assert_eq!(serde_json::to_value(profile).unwrap(), profile.as_str());
        }
        assert_eq!(Profile::named("rust"), None);
    }

    #[test]
    fn the_go_port_offers_a_part_refuses_some_groups_and_does_not_know_the_rest() {
        for id in GO.into_iter().chain(GO_REFUSES) {
            assert!(by_id(id).is_some(), "{id}");
        }
        let offer = |id| Profile::Go.offer(&by_id(id).unwrap().meta);
        assert_eq!(offer("send-message"), Offer::Offered);
        assert_eq!(offer("send-text-storie"), Offer::NotSupported);
        assert_eq!(offer("get-products"), Offer::NotSupported);
        assert_eq!(offer("send-list-message"), Offer::NotSupported);
        assert_eq!(offer("generate-token"), Offer::Missing);
        assert_eq!(Profile::Node210.offer(&by_id("send-list-message").unwrap().meta), Offer::Offered);
    }
}
