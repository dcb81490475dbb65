//! Where scenarios happen: in worlds of a mock, or on a server that is somebody's.

use super::model::{OnServer, Scenario};
use crate::control::Control;
use crate::http::Base;
use wppkit_api::Profile;

/// Where scenarios happen.
#[derive(Debug, Clone)]
pub enum Place {
    /// A mock with a control API: every scenario gets a world of its own.
    Worlds {
        /// Address of the mock.
        base: Base,
        /// Server that the worlds imitate; each scenario's own if none is asked for.
        profile: Option<Profile>,
    },
    /// A server without a control API.
    Server(Visit),
}

/// A visit to a server without a control API.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Address of the server.
    pub base: Base,
    /// Which server it is.
    pub profile: Profile,
    /// Beginning of the session names that scenarios make up.
    pub names: String,
    /// Session that a person logged in.
    pub connected: Option<String>,
    /// Phone that messages may be sent to.
    pub recipient: Option<String>,
}

impl Place {
    /// Whether a scenario is about this place at all.
    #[must_use]
    pub fn concerns(&self, scenario: &Scenario) -> bool {
        match self {
            Self::Worlds { profile: None, .. } => true,
            Self::Worlds { profile: Some(profile), .. } => scenario.profiles().contains(profile),
            Self::Server(visit) => scenario.server.is_some() && scenario.profiles().contains(&visit.profile),
        }
    }

    /// Why a scenario that concerns this place cannot be run there.
    pub(super) fn lacks(&self, scenario: &Scenario) -> Option<&'static str> {
        let Self::Server(visit) = self else { return None };
        if scenario.server == Some(OnServer::Connected) && visit.connected.is_none() {
            return Some("needs a session that a person logged in: --phone manual");
        }
        (visit.recipient.is_none() && scenario.needs_recipient())
            .then_some("sends, and the account's own number is not known: --recipient PHONE")
    }
}

/// Where one scenario happens.
#[derive(Debug, Clone)]
pub struct Site {
    /// Base of the API.
    pub(super) base: Base,
    /// The world; none on a server that is somebody's.
    pub(super) control: Option<Control>,
    /// Server that the world imitates.
    pub(super) profile: Profile,
    /// Session that steps are about unless they say otherwise.
    pub(super) session: String,
    /// Phone that messages may be sent to.
    pub(super) recipient: String,
}

/// Number of the account behind a session that a mock connects by itself.
const ACCOUNT: &str = "5511988887777";

impl Site {
    /// Where the scenario with that number happens.
    pub(super) fn of(place: &Place, scenario: &Scenario, target: &str, index: usize) -> Self {
        match place {
            Place::Worlds { base, profile } => {
                let world = base.join(&format!("/__mock__/worlds/scenario-{target}-{index}"));
                Self {
                    base: world.clone(),
                    control: Some(Control::new(world)),
                    profile: profile.unwrap_or_else(|| scenario.profiles()[0]),
                    session: scenario.given.session().to_owned(),
                    recipient: ACCOUNT.to_owned(),
                }
            }
            Place::Server(visit) => Self {
                base: visit.base.clone(),
                control: None,
                profile: visit.profile,
                session: match (scenario.server, &visit.connected) {
                    (Some(OnServer::Connected), Some(session)) => session.clone(),
                    _ => format!("{}-{target}-{index}", visit.names),
                },
                recipient: visit.recipient.clone().unwrap_or_default(),
            },
        }
    }
}
