//! The list of mutants: `conformance-tests/mutants/<part>.yaml`.

use std::path::Path;

use serde::Deserialize;

/// One deliberate break.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mutant {
    /// Its name, unique within its part.
    pub(super) name: String,
    /// What a user would see, as a sentence.
    pub(super) breaks: String,
    /// Where it is, from the root of the repository; for facades, from the root of the built package.
    pub(super) file: String,
    /// The expression or the statements that are replaced, as they stand there; once in the file.
    pub(super) find: String,
    /// What stands there instead.
    #[serde(rename = "with")]
    pub(super) with: String,
    /// Scenarios that are tried before all others.
    #[serde(default)]
    pub(super) first: Vec<String>,
    /// What it is a break of.
    #[serde(skip, default = "Part::default")]
    pub(super) part: Part,
}

/// What a mutant breaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// The client and the registry.
    #[default]
    Core,
    /// The double.
    Mock,
    /// The Python package.
    Python,
    /// The npm package.
    Node,
}

impl Part {
    const ALL: [Self; 4] = [Self::Core, Self::Mock, Self::Python, Self::Node];

    /// Its name, which is that of its file.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Mock => "mock",
            Self::Python => "python",
            Self::Node => "node",
        }
    }

    /// Whether its breaks are woven into Rust sources.
    pub(super) fn is_woven(self) -> bool {
        matches!(self, Self::Core | Self::Mock)
    }
}

impl Mutant {
    /// `part/name`.
    pub(super) fn id(&self) -> String {
        format!("{}/{}", self.part.as_str(), self.name)
    }

    /// Where its text begins in the source.
    pub(super) fn place(&self, source: &str) -> Result<usize, String> {
        let mut places = source.match_indices(&self.find).map(|(at, _)| at);
        match (places.next(), places.next()) {
            (Some(at), None) => Ok(at),
            (None, _) => Err(format!("{}: {} does not hold {:?} any more", self.name, self.file, self.find)),
            (Some(_), Some(_)) => {
                Err(format!("{}: {} holds {:?} more than once", self.name, self.file, self.find))
            }
        }
    }
}

/// Reads the lists.
pub(super) fn load(root: &Path) -> Result<Vec<Mutant>, String> {
    let mut all: Vec<Mutant> = Vec::new();
    for part in Part::ALL {
        let path = root.join("conformance-tests/mutants").join(format!("{}.yaml", part.as_str()));
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mutants: Vec<Mutant> =
            serde_saphyr::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        for mut mutant in mutants {
            mutant.part = part;
            if all.iter().any(|other| other.part == part && other.name == mutant.name) {
                return Err(format!("{}: two mutants are called {}", path.display(), mutant.name));
            }
            all.push(mutant);
        }
    }
    Ok(all)
}
