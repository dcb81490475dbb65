//! The bodies of the fuzz targets, with bytes of a seeded generator: recorded answers and events, broken in every way.

#[cfg(test)]
#[allow(
    clippy::expect_used,
    unreachable_pub,
    reason = "it is a crate of its own; a failed expectation is its purpose"
)]
#[path = "../../../fuzz/src/lib.rs"]
mod bodies;
#[cfg(test)]
mod broken;
#[cfg(test)]
mod recorded;

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::{bodies, broken::broken, recorded::Recorded};

    /// Hands a body as many inputs as are wanted, and says with which seed and input it failed.
    fn run(name: &str, share: usize, body: fn(&[u8]), mut input: impl FnMut(&mut Rng) -> Vec<u8>) {
        let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect(name));
        let seed = number("WPPKIT_SEED").unwrap_or_else(|| fastrand::u64(..));
        let inputs = number("WPPKIT_INPUTS").unwrap_or(20_000) as usize * share / 100;
        eprintln!("{name}: {inputs} inputs, WPPKIT_SEED={seed}");
        let mut rng = Rng::with_seed(seed);
        for index in 0..inputs {
            let bytes = input(&mut rng);
            let told = Told { name, seed, index, bytes: &bytes };
            body(&bytes);
            std::mem::forget(told);
        }
    }

    /// Says which input it was while a panic passes.
    struct Told<'a> {
        name: &'a str,
        seed: u64,
        index: usize,
        bytes: &'a [u8],
    }

    impl Drop for Told<'_> {
        fn drop(&mut self) {
            let text = String::from_utf8_lossy(self.bytes);
            eprintln!("{}: WPPKIT_SEED={}, input {}: {text}", self.name, self.seed, self.index);
        }
    }

    #[test]
    fn answers() {
        let recorded = Recorded::read();
        run("answers", 40, bodies::answers, |rng| {
            let (operation, body) = recorded.answer(rng);
            let mut bytes = operation.to_be_bytes().to_vec();
            bytes.push(rng.u8(..4));
            let other = recorded.any(rng);
            bytes.extend(broken(rng, body, other));
            bytes
        });
    }

    #[test]
    fn events() {
        let recorded = Recorded::read();
        run("events", 30, bodies::events, |rng| {
            let mut bytes = vec![rng.u8(..)];
            let (event, other) = (recorded.event(rng), recorded.any(rng));
            bytes.extend(broken(rng, event, other));
            bytes
        });
    }

    #[test]
    fn frames() {
        let recorded = Recorded::read();
        run("frames", 10, bodies::frames, |rng| {
            let frame = format!(r#"42["received-message",{}]"#, String::from_utf8_lossy(recorded.event(rng)));
            broken(rng, frame.as_bytes(), b"0{\"sid\":\"x\",\"pingInterval\":25000,\"pingTimeout\":20000}")
        });
    }

    #[test]
    fn recipients() {
        const TYPED: [&str; 10] = [
            "+55 (21) 99999-9999",
            "5521999999999@c.us",
            "00552199999999",
            "120363020000000001@g.us",
            "5511999990001-1400000000@g.us",
            "190000000000001@lid",
            "120363020000000001@newsletter",
            "status@broadcast",
            "+1 415 555 0100",
            "(021) 9999-9999",
        ];
        run("recipients", 10, bodies::recipients, |rng| {
            let mut bytes = vec![rng.u8(..)];
            let other = TYPED[rng.usize(..TYPED.len())].as_bytes();
            let typed = TYPED[rng.usize(..TYPED.len())].as_bytes();
            bytes.extend(broken(rng, typed, other));
            bytes
        });
    }

    #[test]
    fn states() {
        run("states", 10, bodies::states, |rng| (0..rng.usize(..80)).map(|_| rng.u8(..)).collect());
    }
}
