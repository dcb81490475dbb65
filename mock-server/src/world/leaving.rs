//! How webhooks and socket events leave, and what faults do to them on the way.

use super::deliveries::Outcome;
use super::effect::Effect;
use super::faults::{Channel, DeliveryFault};
use super::{Task, World};

/// An event that leaves only after others of its channel.
#[derive(Debug)]
pub(super) struct Held {
    channel: Channel,
    /// How many must leave before.
    after: u32,
    effect: Effect,
}

impl World {
    /// Lets an event leave, unless a fault has other plans with it.
    pub(super) fn leave(&mut self, session: Option<&str>, event: &str, effect: Effect) {
        let fault = match channel(&effect) {
            Some(channel) if !self.faults.is_empty() => self.faults.on_delivery(channel, session, event),
            _ => None,
        };
        let Some(fault) = fault else { return self.depart(effect) };
        if let Some(id) = delivery(&effect) {
            self.deliveries.note_fault(id, fault);
        }
        match fault {
            DeliveryFault::Drop => self.lose(&effect, "dropped by a fault"),
            DeliveryFault::Refuse => self.lose(&effect, "connect ECONNREFUSED (a fault)"),
            DeliveryFault::Delay(ms) => drop(self.schedule(ms, Task::Leave(Box::new(effect)))),
            DeliveryFault::Duplicate(times) => {
                for _ in 0..times {
                    self.depart(effect.clone());
                }
                self.depart(effect);
            }
            DeliveryFault::Reorder(after) => {
                self.held.extend(channel(&effect).map(|channel| Held { channel, after, effect }));
            }
        }
    }

    /// The event leaves now, and those that waited for it follow.
    pub(super) fn depart(&mut self, effect: Effect) {
        let departed = channel(&effect);
        self.effects.push(effect);
        let mut released = Vec::new();
        for held in &mut self.held {
            if Some(held.channel) == departed {
                held.after -= 1;
            }
        }
        let mut at = 0;
        while at < self.held.len() {
            if self.held[at].after == 0 { released.push(self.held.remove(at).effect) } else { at += 1 }
        }
        // What was held back does not count as a later one for the others.
        self.effects.extend(released);
    }

    fn lose(&mut self, effect: &Effect, why: &str) {
        if let Effect::Webhook { id, .. } = effect {
            self.webhook_done(*id, Outcome::Failed(why.to_owned()));
        }
    }
}

fn channel(effect: &Effect) -> Option<Channel> {
    match effect {
        Effect::Webhook { .. } => Some(Channel::Webhook),
        Effect::Socket { .. } => Some(Channel::Socket),
        _ => None,
    }
}

fn delivery(effect: &Effect) -> Option<super::effect::DeliveryId> {
    match effect {
        Effect::Webhook { id, .. } | Effect::Socket { id, .. } => Some(*id),
        _ => None,
    }
}
