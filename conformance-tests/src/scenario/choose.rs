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

/// Numbers below `count` in an order of their own: as they are without a seed, always the same with one.
pub(super) fn order(count: usize, seed: Option<u64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    if let Some(seed) = seed {
        fastrand::Rng::with_seed(seed).shuffle(&mut order);
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
    fn a_seed_always_gives_the_same_other_order() {
        assert_eq!(order(4, None), [0, 1, 2, 3]);
        let shuffled = order(50, Some(7));
        assert_eq!(shuffled, order(50, Some(7)));
        assert_ne!(shuffled, order(50, None));
        assert_ne!(shuffled, order(50, Some(8)));
        let mut sorted = shuffled;
        sorted.sort_unstable();
        assert_eq!(sorted, order(50, None));
    }
}
