//! From an operation to its handler. The list of operations is the registry's; a handler that is missing does
//! not compile.

use wppkit_api::for_each_operation;

use crate::exchange::{ApiRequest, Exchange, Outcome};
use crate::handlers;
use crate::library::Thrown;
use crate::world::World;
use crate::world::effect::RequestId;

type Handler = fn(&mut Exchange<'_>) -> Result<(), Thrown>;

/// What stands behind one operation.
#[derive(Clone, Copy)]
pub struct Behaviour {
    /// Whether the answers follow from the world's state; otherwise they are canned.
    pub stateful: bool,
    handle: Handler,
}

macro_rules! behaviours {
    ($($group:ident { $($module:ident: $request:ident,)* })*) => {
        &[$($(
            (
                <wppkit_api::ops::$group::$module::$request as wppkit_api::Operation>::META.id,
                Behaviour {
                    stateful: handlers::$group::$module::STATEFUL,
                    handle: handlers::$group::$module::handle,
                },
            ),
        )*)*]
    };
}

/// Every operation's behaviour, in the order of the registry.
static BEHAVIOURS: &[(&str, Behaviour)] = for_each_operation!(behaviours);

/// Every operation id with its behaviour, in the order of the registry.
pub fn behaviours() -> impl Iterator<Item = (&'static str, Behaviour)> {
    BEHAVIOURS.iter().copied()
}

/// Runs the handler of a request that was authenticated; `id` is the request's number in the journal.
pub fn run(world: &mut World, request: &mut ApiRequest, id: RequestId) -> Outcome {
    let entry = request.entry;
    let position = wppkit_api::registry().iter().position(|known| std::ptr::eq(known, entry));
    let behaviour = position.and_then(|position| BEHAVIOURS.get(position));
    let mut exchange = Exchange::new(world, request, id);
    let returned = match behaviour {
        Some((_, behaviour)) => guarded(&mut exchange, entry.meta.needs_connected, behaviour.handle),
        None => Err(Thrown::node("the operation is not in the registry")),
    };
    exchange.finish(returned)
}

/// The guard answers and goes on, as the real one does; only what it throws keeps the handler from running.
fn guarded(exchange: &mut Exchange<'_>, guard: bool, handle: Handler) -> Result<(), Thrown> {
    if guard && handlers::guard::status_connection(exchange)?.is_break() {
        return Ok(());
    }
    handle(exchange)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behaviours_stand_in_the_order_of_the_registry() {
        let ids: Vec<_> = wppkit_api::registry().iter().map(|entry| entry.meta.id).collect();
        assert_eq!(behaviours().map(|(id, _)| id).collect::<Vec<_>>(), ids);
    }
}
