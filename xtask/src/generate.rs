//! Renders the generated files, or compares them with what is committed.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use minijinja::{Environment, context};

use crate::{
    dashboard, kotlin,
    model::Model,
    node, openapi, python,
    schema::{Api, Error},
    swift,
};

/// Each template with the file that it renders to. `{group}` stands for one file per group.
const OUTPUTS: &[(&str, &str, &str)] = &[
    ("groups.rs", include_str!("../templates/groups.rs.j2"), "core/src/generated/groups.rs"),
    ("index.md", include_str!("../templates/index.md.j2"), "docs/reference/README.md"),
    ("group.md", include_str!("../templates/group.md.j2"), "docs/reference/{group}.md"),
    ("errors.md", include_str!("../templates/errors.md.j2"), "docs/reference/errors.md"),
];

/// Files with their contents; paths start at the root of the repository.
pub(crate) type Files = Vec<(PathBuf, String)>;

/// What renders a language's files.
type Language = fn(&Api) -> Result<Files, Error>;

/// One module per language, each with its templates.
const LANGUAGES: &[Language] = &[node::files, python::files, kotlin::files, swift::files];

pub(crate) fn run(check: bool) -> Result<String, Error> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = render()?;
    let mut differing = Vec::new();
    for (path, content) in &files {
        let target = root.join(path);
        if fs::read_to_string(&target).ok().as_deref() == Some(content) {
            continue;
        }
        differing.push(path.display().to_string());
        if !check {
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&target, content)?;
        }
    }
    if check && !differing.is_empty() {
        let list = differing.join(", ");
        return Err(format!("out of date: {list}; run `cargo xtask generate` and commit the result").into());
    }
    let verb = if check { "up to date" } else { "written" };
    Ok(format!("{} generated files {verb}, {} of them changed", files.len(), differing.len()))
}

fn render() -> Result<Files, Error> {
    let api = Api::from_registry()?;
    let mut files = rust_and_reference(&api)?;
    for language in LANGUAGES {
        files.extend(language(&api)?);
    }
    Ok(files)
}

/// Templates of source text: nothing is escaped, lines of statements vanish.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
}

fn rust_and_reference(api: &Api) -> Result<Files, Error> {
    let model = Model::from_registry(api)?;
    let mut environment = environment();
    environment.add_filter("doc", doc_comment);
    for (name, template, _) in OUTPUTS {
        environment.add_template(name, template)?;
    }
    let mut files = Vec::new();
    for (name, _, path) in OUTPUTS {
        let template = environment.get_template(name)?;
        if path.contains("{group}") {
            for group in &model.groups {
                let content = template.render(context! { group })?;
                files.push((PathBuf::from(path.replace("{group}", group.name())), content));
            }
        } else {
            let content = template.render(&model)?;
            let content = if path.ends_with(".rs") { formatted(&content)? } else { content };
            files.push((PathBuf::from(path), content));
        }
    }
    files.extend(dashboard::PATHS.iter().map(|path| (PathBuf::from(path), dashboard::render())));
    files.push(openapi::file()?);
    Ok(files)
}

/// The text as Rust doc comment lines with the given indentation.
fn doc_comment(text: &str, indentation: usize) -> String {
    let margin = " ".repeat(indentation);
    let lines: Vec<_> =
        text.lines().map(|line| format!("{margin}/// {line}").trim_end().to_owned()).collect();
    lines.join("\n")
}

fn formatted(source: &str) -> Result<String, Error> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config", "max_width=110,use_small_heuristics=Max"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    rustfmt
        .stdin
        .take()
        .ok_or_else(|| io::Error::other("rustfmt has no input"))?
        .write_all(source.as_bytes())?;
    let output = rustfmt.wait_with_output()?;
    if !output.status.success() {
        return Err("rustfmt refuses the generated source".into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn committed_files_follow_from_the_registry() {
        super::run(true).unwrap();
    }
}
