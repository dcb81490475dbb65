//! Altered copies of the built packages of other languages.

use std::path::{Path, PathBuf};

use super::list::{Mutant, Part};

/// Makes the copy of one mutant, and says how scenarios are run through it.
pub(super) fn alter(root: &Path, mutant: &Mutant) -> Result<Vec<String>, String> {
    let home = root.join("target/mutants").join(mutant.part.as_str()).join(&mutant.name);
    if home.exists() {
        std::fs::remove_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    }
    match mutant.part {
        Part::Python => {
            let package = home.join("wppkit");
            mirror(&installed(root)?, &package)?;
            replace(&package, mutant)?;
            Ok(python(root, Some(&home)))
        }
        Part::Node => {
            for part in ["bindings-node/dist", "bindings-node/native", "conformance-tests/adapters/node"] {
                mirror(&root.join(part), &home.join(part))?;
            }
            let manifest = "bindings-node/package.json";
            mirror_file(&root.join(manifest), &home.join(manifest))?;
            replace(&home.join("bindings-node/dist"), mutant)?;
            Ok(node(&home))
        }
        Part::Core | Part::Mock => Err(format!("{} is woven in", mutant.name)),
    }
}

/// How scenarios are run through the package as it was built.
pub(super) fn unaltered(root: &Path, part: Part) -> Vec<String> {
    match part {
        Part::Python => python(root, None),
        _ => node(root),
    }
}

fn installed(root: &Path) -> Result<PathBuf, String> {
    let libraries = root.join("target/python/venv/lib");
    std::fs::read_dir(&libraries)
        .map_err(|error| format!("{}: {error}", libraries.display()))?
        .flatten()
        .map(|entry| entry.path().join("site-packages/wppkit"))
        .find(|path| path.is_dir())
        .ok_or_else(|| format!("{}: no package is installed", libraries.display()))
}

/// Arguments of `wppkit conform`. The installed package, or another before it.
fn python(root: &Path, before: Option<&Path>) -> Vec<String> {
    let path = before.map(|home| format!("env PYTHONPATH={} ", home.display())).unwrap_or_default();
    let interpreter = root.join("target/python/venv/bin/python");
    let adapter = root.join("conformance-tests/adapters/python/adapter.py");
    let command = |kind| format!("{path}{} {} {kind}", interpreter.display(), adapter.display());
    ["sync", "async"]
        .into_iter()
        .flat_map(|kind| adapted(&format!("python-{kind}"), &command(kind)))
        .collect()
}

/// The same. The adapter takes the package that lies beside it.
fn node(root: &Path) -> Vec<String> {
    let adapter = root.join("conformance-tests/adapters/node/adapter.mjs");
    adapted("node", &format!("node {}", adapter.display())).to_vec()
}

fn adapted(target: &str, command: &str) -> [String; 4] {
    ["--target".to_owned(), target.to_owned(), "--adapter".to_owned(), format!("{target}={command}")]
}

/// The same files under another folder, without copying them where the file system can do without.
fn mirror(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    for entry in std::fs::read_dir(from).map_err(|error| failed(from, error))? {
        let path: PathBuf = entry.map_err(|error| failed(from, error))?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            if name != "__pycache__" {
                mirror(&path, &to.join(name))?;
            }
        } else {
            mirror_file(&path, &to.join(name))?;
        }
    }
    Ok(())
}

fn mirror_file(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", from.display());
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::hard_link(from, to).or_else(|_| std::fs::copy(from, to).map(drop)).map_err(failed)
}

/// Alters the one file, which is no longer the original's.
fn replace(package: &Path, mutant: &Mutant) -> Result<(), String> {
    let path = package.join(&mutant.file);
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let source = std::fs::read_to_string(&path).map_err(failed)?;
    let at = mutant.place(&source)?;
    let altered = format!("{}{}{}", &source[..at], mutant.with, &source[at + mutant.find.len()..]);
    std::fs::remove_file(&path).map_err(failed)?;
    std::fs::write(&path, altered).map_err(failed)
}
