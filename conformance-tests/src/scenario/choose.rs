//! Which scenarios are run, and in which order they begin.

use super::load::Located;

impl Located {
    /// Whether a `--only` pattern fits: part of its id, or something that it calls.
    fn fits(&self, pattern: &str) -> bool {
        self.id().contains(pattern) || self.calls().any(|call| call == pattern)
    }
}

/// The scenarios that a `--only` pattern chooses; no pattern chooses all. A pattern that is a whole id chooses that
/// scenario alone, even if it is a part of another id.
pub(super) fn choose<'a>(scenarios: &'a [Located], only: &[String]) -> Vec<&'a Located> {
    let is_id = |pattern: &String| scenarios.iter().any(|one| one.id() == *pattern);
    let (ids, parts): (Vec<&String>, Vec<&String>) = only.iter().partition(|pattern| is_id(pattern));
    let chosen = |one: &&Located| {
        only.is_empty()
            || ids.iter().any(|id| one.id() == **id)
            || parts.iter().any(|pattern| one.fits(pattern))
    };
    scenarios.iter().filter(chosen).collect()
}

/// The places of scenarios in the order in which they begin: without a seed that of the files, but for slow ones,
/// which nothing should have to wait for at the end; always the same other one with a seed.
pub(super) fn order(scenarios: &[&Located], seed: Option<u64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scenarios.len()).collect();
    match seed {
        Some(seed) => fastrand::Rng::with_seed(seed).shuffle(&mut order),
        None => order.sort_by_key(|at| !scenarios[*at].scenario.slow),
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::parse;

    fn located() -> Vec<Located> {
        let text = "
- {title: A, steps: [{call: all-chats}]}
- {title: A and B, steps: [{call: send-text}]}
- {title: C, steps: [{call: send-text}]}
";
        let scenarios = parse(text).unwrap().into_iter();
        scenarios
            .map(|scenario| Located { group: "chat".into(), file: "chat/list".into(), scenario })
            .collect()
    }

    fn titles(only: &[&str]) -> Vec<String> {
        let only: Vec<String> = only.iter().map(ToString::to_string).collect();
        choose(&located(), &only).iter().map(|one| one.scenario.title.clone()).collect()
    }

    #[test]
    fn patterns_are_parts_of_ids_calls_and_whole_ids() {
        assert_eq!(titles(&[]), ["A", "A and B", "C"]);
        assert_eq!(titles(&["list: A"]), ["A", "A and B"]);
        assert_eq!(titles(&["send-text"]), ["A and B", "C"]);
        assert_eq!(titles(&["chat/list: A"]), ["A"], "a whole id is no pattern");
        assert_eq!(titles(&["chat/list: A", "C"]), ["A", "C"]);
        assert!(titles(&["send"]).is_empty());
    }

    #[test]
    fn slow_ones_begin_first_and_a_seed_always_gives_the_same_other_order() {
        let mut few = located();
        few[1].scenario.slow = true;
        let all: Vec<&Located> = few.iter().cycle().take(50).collect();
        assert_eq!(order(&all[..4], None), [1, 0, 2, 3]);
        let shuffled = order(&all, Some(7));
        assert_eq!(shuffled, order(&all, Some(7)));
        assert_ne!(shuffled, order(&all, None));
        assert_ne!(shuffled, order(&all, Some(8)));
        let mut sorted = shuffled;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..50));
    }
}
