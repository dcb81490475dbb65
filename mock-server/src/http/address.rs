//! Which world a path belongs to, and whether it addresses the server or the control API.

/// Base of the control API.
const CONTROL: &str = "/__mock__";
/// Base of the further worlds.
const WORLDS: &str = "/__mock__/worlds/";

/// A path, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address<'p> {
    /// Name of the world; none is the default world.
    pub(crate) world: Option<&'p str>,
    /// The rest, which begins with `/`.
    pub(crate) target: Target<'p>,
}

/// What is addressed within a world.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target<'p> {
    /// The server that is imitated.
    Server(&'p str),
    /// The control API, by the path below its base.
    Control(&'p str),
}

impl<'p> Address<'p> {
    /// Takes a path apart.
    pub(crate) fn of(path: &'p str) -> Self {
        let Some(named) = path.strip_prefix(WORLDS).filter(|named| !named.is_empty()) else {
            return Self { world: None, target: Target::of(path) };
        };
        let end = named.find('/').unwrap_or(named.len());
        let (name, rest) = named.split_at(end);
        Self { world: Some(name), target: Target::of(if rest.is_empty() { "/" } else { rest }) }
    }
}

impl<'p> Target<'p> {
    fn of(path: &'p str) -> Self {
        match path.strip_prefix(CONTROL) {
            Some("") => Self::Control("/"),
            Some(rest) if rest.starts_with('/') => Self::Control(rest),
            _ => Self::Server(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_have_an_api_and_a_control_api_of_their_own() {
        let of = |path| Address::of(path);
        assert_eq!(of("/healthz"), Address { world: None, target: Target::Server("/healthz") });
        assert_eq!(of("/__mock__"), Address { world: None, target: Target::Control("/") });
        assert_eq!(of("/__mock__x"), Address { world: None, target: Target::Server("/__mock__x") });
        assert_eq!(
            of("/__mock__/worlds/a/api/x"),
            Address { world: Some("a"), target: Target::Server("/api/x") }
        );
        assert_eq!(
            of("/__mock__/worlds/a/__mock__/clock"),
            Address { world: Some("a"), target: Target::Control("/clock") }
        );
        assert_eq!(of("/__mock__/worlds/a"), Address { world: Some("a"), target: Target::Server("/") });
        assert_eq!(of("/__mock__/worlds"), Address { world: None, target: Target::Control("/worlds") });
    }
}
