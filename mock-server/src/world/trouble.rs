//! Worlds in which something is wrong.

use serde_json::json;

use super::World;
use super::acks::{AckRules, LaterAck};
use super::faults::{Fault, WireFault};
use super::preset::Preset;
use super::session::{BrowserTrouble, LoginKind, PhoneAction, Placement, StateWord};

/// Messages until the ban.
const BAN_AFTER: u32 = 3;
/// Launches that the locked profile fails.
const LOCKED_LAUNCHES: u32 = 2;
/// Connection checks that flap, counted in failures.
const FLAPS: u32 = 500;
/// What a list of 5,000 chats takes, in milliseconds.
const SLOW_LIST_MS: u64 = 2_000;
/// Operations that list all chats, as far as the registry has them.
const LISTS: [&str; 4] = ["all-chats", "list-chats", "all-chats-with-messages", "all-unread-messages"];

impl World {
    /// Puts what a preset of troubles holds into an empty world.
    pub(super) fn furnish_trouble(&mut self, preset: Preset) {
        match preset {
            Preset::Zombie => {
                for session in ["shop", "dead", "fine"] {
                    self.place_in(session, StateWord::Connected);
                }
                self.deafen_page("shop");
                self.crash_browser("dead");
            }
            Preset::Ban => {
                self.place_in("shop", StateWord::Connected);
                // A number can always be told how many messages it has left.
                let _ = self.phone("shop", PhoneAction::BanAfter(BAN_AFTER));
            }
            Preset::Restart => {
                self.place_stored("one", LoginKind::Stored);
                self.place_stored("two", LoginKind::Stored);
                self.place_stored("three", LoginKind::Qr);
            }
            Preset::ProfileLock => {
                self.place_stored("shop", LoginKind::Stored);
                self.trouble_browser("shop", BrowserTrouble { fails: LOCKED_LAUNCHES, slow_ms: 0 });
            }
            Preset::Flapping => {
                self.place_in("shop", StateWord::Connected);
                let disconnected = WireFault::Answer {
                    status: 200,
                    body: json!({"status": false, "message": "Disconnected"}),
                };
                let flap =
                    |at| Fault::on_operation("check-connection-session", disconnected.clone()).nth(at + 1);
                // A fault does not count what one before it struck: this way every second check is struck.
                self.faults.replace((1..=FLAPS).map(flap).collect());
            }
            Preset::SlowAcks | Preset::LostAcks => {
                self.place_in("shop", StateWord::Connected);
                let later =
                    [(1, 5_000), (2, 15_000), (3, 60_000)].map(|(ack, after_ms)| LaterAck { ack, after_ms });
                let later = if preset == Preset::SlowAcks { later.to_vec() } else { Vec::new() };
                self.acks = AckRules { at_once: false, later };
            }
            Preset::FiveThousandChats => {
                self.place_in("shop", StateWord::Connected);
                let lists = LISTS.into_iter().filter(|id| wppkit_api::by_id(id).is_some());
                let slow = lists.map(|id| Fault::on_operation(id, WireFault::Delay(SLOW_LIST_MS)));
                self.faults.replace(slow.collect());
            }
            Preset::LidOnly => self.place_in("shop", StateWord::Connected),
            Preset::Empty | Preset::Demo | Preset::Recordings | Preset::Crowd => {}
        }
    }

    /// A session that the token store knows and the server's memory does not.
    fn place_stored(&mut self, name: &str, login: LoginKind) {
        let placement = Placement { login: Some(login), ..Placement::from(StateWord::ClosedByUser) };
        self.place(name, &placement);
        self.session_entry(name).memory = None;
    }
}
