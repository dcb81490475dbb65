//! Altered copies of the built packages of other languages.

use std::path::{Path, PathBuf};

use super::list::{Mutant, Part};

/// How the scenarios are run through an altered package.
pub(super) struct Altered {
    /// Arguments of `wppkit conform`.
    pub(super) arguments: Vec<String>,
}

/// Makes the copy of one mutant.
pub(super) fn alter(root: &Path, mutant: &Mutant) -> Result<Altered, String> {
    let home = root.join("target/mutants").join(mutant.part.as_str()).join(&mutant.name);
    if home.exists() {
        std::fs::remove_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    }
    match mutant.part {
        Part::Python => python(root, &home, mutant),
        Part::Node => node(root, &home, mutant),
        Part::Core | Part::Mock => Err(format!("{} is woven in", mutant.name)),
    }
}

fn python(root: &Path, home: &Path, mutant: &Mutant) -> Result<Altered, String> {
    let venv = root.join("target/python/venv");
    let installed = std::fs::read_dir(venv.join("lib"))
        .map_err(|error| format!("{}: {error}; run make python first", venv.display()))?
        .flatten()
        .map(|entry| entry.path().join("site-packages/wppkit"))
        .find(|path| path.is_dir())
        .ok_or("the Python package is not installed: run make python first")?;
    mirror(&installed, &home.join("wppkit"))?;
    replace(&home.join("wppkit"), mutant)?;
    let adapter = |kind: &str| {
        format!(
            "python-{kind}=env PYTHONPATH={} {} {} {kind}",
            home.display(),
            venv.join("bin/python").display(),
            root.join("conformance-tests/adapters/python/adapter.py").display()
        )
    };
    let mut arguments = Vec::new();
    for kind in ["sync", "async"] {
        arguments.extend([
            "--target".to_owned(),
            format!("python-{kind}"),
            "--adapter".to_owned(),
            adapter(kind),
        ]);
    }
    Ok(Altered { arguments })
}

fn node(root: &Path, home: &Path, mutant: &Mutant) -> Result<Altered, String> {
    for part in ["bindings-node/dist", "bindings-node/native", "conformance-tests/adapters/node"] {
        mirror(&root.join(part), &home.join(part))
            .map_err(|error| format!("{error}; run make node first"))?;
    }
    mirror_file(&root.join("bindings-node/package.json"), &home.join("bindings-node/package.json"))?;
    replace(&home.join("bindings-node/dist"), mutant)?;
    let adapter = home.join("conformance-tests/adapters/node/adapter.mjs");
    let adapter = format!("node=node {}", adapter.display());
    Ok(Altered { arguments: ["--target", "node", "--adapter", &adapter].map(str::to_owned).to_vec() })
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
