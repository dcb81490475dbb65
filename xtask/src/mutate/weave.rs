//! A copy of the sources that holds every mutant, each behind a question to the environment.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::list::Mutant;

/// What the copy has and the sources do not.
const SWITCH_FILE: &str = "core/api/src/mutant.rs";
const SWITCH: &str = "//! Which deliberate break is switched on.

use std::sync::OnceLock;

/// Whether it is this one.
pub fn on(name: &str) -> bool {
    static CHOSEN: OnceLock<Option<String>> = OnceLock::new();
    CHOSEN.get_or_init(|| std::env::var(\"WPPKIT_MUTANT\").ok()).as_deref() == Some(name)
}
";

/// The altered files, by their path from the root.
pub(super) fn files(root: &Path, mutants: &[&Mutant]) -> Result<BTreeMap<String, String>, String> {
    let mut by_file: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants {
        by_file.entry(&mutant.file).or_default().push(mutant);
    }
    let mut woven = BTreeMap::new();
    for (file, mutants) in by_file {
        let source = std::fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
        woven.insert(file.to_owned(), weave(file, &source, &mutants)?);
    }
    Ok(woven)
}

/// Several mutants of one place are asked one after the other; places that overlap otherwise are refused.
fn weave(file: &str, source: &str, mutants: &[&Mutant]) -> Result<String, String> {
    let mut places: BTreeMap<(usize, usize), Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants {
        let at = mutant.place(source)?;
        places.entry((at, at + mutant.find.len())).or_default().push(mutant);
    }
    let mut out = String::new();
    let mut end = 0;
    for ((from, to), mutants) in places {
        if from < end {
            return Err(format!("{file}: {} overlaps with another mutant", mutants[0].name));
        }
        out.push_str(&source[end..from]);
        out.push_str(&alternative(file, &source[from..to], &mutants));
        end = to;
    }
    out.push_str(&source[end..]);
    Ok(out)
}

/// `if mutant { with } else { find }`, as a statement if it is one.
fn alternative(file: &str, find: &str, mutants: &[&Mutant]) -> String {
    let api = file.starts_with("core/api/");
    let mut chain = String::new();
    for mutant in mutants {
        let switch = if api { "crate::mutant::on" } else { "wppkit_api::mutant::on" };
        let _ = write!(chain, "if {switch}({:?}) {{ {} }} else ", mutant.name, mutant.with);
    }
    let _ = write!(chain, "{{ {find} }}");
    if find.trim_end().ends_with([';', '}']) { chain } else { format!("({chain})") }
}

/// Writes the copy, touching only what differs from the last one, so that little is built again. Its program is
/// called `wppkit-mutants`.
pub(super) fn copy(root: &Path, mutants: &[&Mutant]) -> Result<PathBuf, String> {
    let tree = root.join("target/mutants/tree");
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("git: {error}"))?;
    if !listed.status.success() {
        return Err("git cannot list the sources".to_owned());
    }
    let woven = files(root, mutants)?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    prune(root, &tree, Path::new(""))?;
    for file in listed.lines().filter(|file| root.join(file).is_file()) {
        let text = match (woven.get(file), file) {
            (Some(woven), _) => woven.clone().into_bytes(),
            (None, "core/api/src/lib.rs") => {
                let mut lib = read(root, file)?;
                lib.extend_from_slice(b"\npub mod mutant;\n");
                lib
            }
            // Paths within a workspace tell no packages apart; versions do. What is built here must not be taken for
            // what is built there.
            (None, "Cargo.toml") => {
                let manifest = String::from_utf8_lossy(&read(root, file)?).into_owned();
                manifest.replace("\nversion = \"0.1.0\"", "\nversion = \"0.1.1\"").into_bytes()
            }
            (None, "cli/Cargo.toml") => {
                let manifest = String::from_utf8_lossy(&read(root, file)?).into_owned();
                manifest.replace("name = \"wppkit\"", "name = \"wppkit-mutants\"").into_bytes()
            }
            (None, _) => read(root, file)?,
        };
        write(&tree.join(file), &text)?;
    }
    write(&tree.join(SWITCH_FILE), SWITCH.as_bytes())?;
    Ok(tree)
}

/// Removes from the copy what the sources have no more.
fn prune(root: &Path, tree: &Path, folder: &Path) -> Result<(), String> {
    let here = tree.join(folder);
    let failed = |error: std::io::Error| format!("{}: {error}", here.display());
    if !here.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(&here).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = folder.join(entry.file_name());
        match (entry.file_type().map_err(failed)?.is_dir(), root.join(&path).exists()) {
            (true, true) => prune(root, tree, &path)?,
            (true, false) => std::fs::remove_dir_all(entry.path()).map_err(failed)?,
            (false, false) if path != Path::new(SWITCH_FILE) => {
                std::fs::remove_file(entry.path()).map_err(failed)?
            }
            (false, _) => {}
        }
    }
    Ok(())
}

fn read(root: &Path, file: &str) -> Result<Vec<u8>, String> {
    std::fs::read(root.join(file)).map_err(|error| format!("{file}: {error}"))
}

fn write(path: &Path, content: &[u8]) -> Result<(), String> {
    if std::fs::read(path).is_ok_and(|present| present == content) {
        return Ok(());
    }
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, content).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutant(name: &str, find: &str, with: &str) -> Mutant {
        let text = format!("[{{name: {name}, breaks: B, file: f.rs, find: {find:?}, with: {with:?}}}]");
        serde_saphyr::from_str::<Vec<Mutant>>(&text).unwrap().remove(0)
    }

    #[test]
    fn each_place_asks_for_its_mutants() {
        let source = "let a = b + c;\nd();\n";
        let (sum, other, call) =
            (mutant("sum", "b + c", "b"), mutant("other", "b + c", "c"), mutant("call", "d();", ""));
        let woven = weave("f.rs", source, &[&call, &sum, &other]).unwrap();
        assert_eq!(
            woven,
            "let a = (if wppkit_api::mutant::on(\"sum\") { b } else if wppkit_api::mutant::on(\"other\") { c } else { b + c });\n\
             if wppkit_api::mutant::on(\"call\") {  } else { d(); }\n"
        );
        assert!(weave("core/api/src/x.rs", source, &[&sum]).unwrap().contains("crate::mutant::on"));
    }

    #[test]
    fn a_place_that_is_gone_doubled_or_shared_is_refused() {
        let source = "a + b + a";
        assert!(weave("f.rs", source, &[&mutant("gone", "c", "d")]).unwrap_err().contains("any more"));
        assert!(weave("f.rs", source, &[&mutant("twice", "a", "d")]).unwrap_err().contains("more than once"));
        let (one, two) = (mutant("one", "a + b", "a"), mutant("two", "b + a", "a"));
        assert!(weave("f.rs", source, &[&one, &two]).unwrap_err().contains("overlaps"));
    }
}
