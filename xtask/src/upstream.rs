//! What a newer server added, dropped or guards otherwise: its route table held against the registry.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use wppkit_api::{Auth, registry};

use crate::schema::Error;

/// Middlewares that decide what a client sees, as the route table spells them.
const GUARDS: [&str; 3] = ["verifyToken", "statusConnection", "upload.single"];
const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];

/// A route without the names of its parameters: these may change without anybody noticing.
type Route = (String, String);

/// Reads a routes file, or those of a checkout, and says how they differ from what is known.
pub(crate) fn report(source: &Path) -> Result<String, Error> {
    let mut table = BTreeMap::new();
    for file in files(source)? {
        table.extend(routes(&fs::read_to_string(&file)?));
    }
    if table.is_empty() {
        return Err(format!("{}: no route is declared there", source.display()).into());
    }
    Ok(compare(&known(), &table))
}

/// The file itself, or everything below `src/routes` of a checkout.
fn files(source: &Path) -> io::Result<Vec<PathBuf>> {
    if source.is_file() {
        return Ok(vec![source.to_owned()]);
    }
    let mut files: Vec<PathBuf> = fs::read_dir(source.join("src/routes"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ts" || extension == "js"));
    files.sort();
    Ok(files)
}

/// The routes of the registry with their guards.
fn known() -> BTreeMap<Route, BTreeSet<&'static str>> {
    let guards = |meta: &wppkit_api::OperationMeta| {
        let there = [meta.auth == Auth::Token, meta.needs_connected, meta.multipart.is_some()];
        GUARDS.into_iter().zip(there).filter(|(_, there)| *there).map(|(guard, _)| guard).collect()
    };
    registry()
        .iter()
        .map(|entry| {
            ((entry.meta.method.as_str().to_owned(), nameless(entry.meta.path)), guards(&entry.meta))
        })
        .collect()
}

/// The declarations `router.method('/path', middleware, …)` of a source text.
fn routes(source: &str) -> BTreeMap<Route, BTreeSet<&'static str>> {
    let mut found = BTreeMap::new();
    for method in METHODS {
        for (at, call) in source.match_indices(&format!(".{method}(")) {
            let rest = source[at + call.len()..].trim_start();
            let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"' | '`')) else {
                continue;
            };
            let Some((path, behind)) = rest[1..].split_once(quote) else { continue };
            if !path.starts_with('/') {
                continue;
            }
            let arguments = arguments(behind);
            let guards = GUARDS.into_iter().filter(|guard| arguments.contains(guard)).collect();
            found.insert((method.to_ascii_uppercase(), nameless(path)), guards);
        }
    }
    found
}

/// What stands before the bracket that closes the call.
fn arguments(text: &str) -> &str {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// `/api/:session/x` and `/api/{session}/x` alike as `/api/{}/x`.
fn nameless(path: &str) -> String {
    let segment =
        |segment: &str| if segment.starts_with([':', '{']) { "{}".to_owned() } else { segment.to_owned() };
    path.trim_end_matches('/').split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn compare(known: &BTreeMap<Route, BTreeSet<&str>>, table: &BTreeMap<Route, BTreeSet<&str>>) -> String {
    let mut report = String::new();
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(report, "{title} ({}):", lines.len());
            for line in lines {
                let _ = writeln!(report, "  {line}");
            }
        }
    };
    let missing = |from: &BTreeMap<Route, BTreeSet<&str>>, to: &BTreeMap<Route, BTreeSet<&str>>| {
        from.keys()
            .filter(|route| !to.contains_key(*route))
            .map(|(method, path)| format!("{method} {path}"))
            .collect()
    };
    list("added upstream, unknown here", missing(table, known));
    // swagger-ui mounts its page by other means.
    let dropped: Vec<String> = missing(known, table);
    list(
        "known here, dropped upstream",
        dropped.into_iter().filter(|route| route != "GET /api-docs").collect(),
    );
    let otherwise = known.iter().filter_map(|(route, guards)| {
        let now = table.get(route).filter(|now| *now != guards)?;
        let words = |guards: &BTreeSet<&str>| match guards.is_empty() {
            true => "nothing".to_owned(),
            false => guards.iter().copied().collect::<Vec<_>>().join(", "),
        };
        Some(format!("{} {}: {} instead of {}", route.0, route.1, words(now), words(guards)))
    });
    list("guarded otherwise", otherwise.collect());
    if report.is_empty() {
        report.push_str("no difference\n");
    }
    let _ = write!(report, "{} routes upstream, {} known", table.len(), known.len());
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_read_with_their_guards_however_they_are_written() {
        let table = routes(include_str!("../fixtures/routes.ts"));
        let guards = |method: &str, path: &str| table.get(&(method.to_owned(), path.to_owned())).cloned();
        assert_eq!(guards("GET", "/healthz"), Some(BTreeSet::new()));
        assert_eq!(
            guards("POST", "/api/{}/send-file"),
            Some(BTreeSet::from(["statusConnection", "upload.single", "verifyToken"]))
        );
        assert_eq!(guards("POST", "/api/{}/send-hologram"), Some(BTreeSet::from(["verifyToken"])));
        assert_eq!(table.len(), 4, "{table:?}");
    }

    #[test]
    fn what_was_added_dropped_and_guarded_otherwise_is_named() {
        let report = compare(&known(), &routes(include_str!("../fixtures/routes.ts")));
        assert!(report.contains("  POST /api/{}/send-hologram\n"), "{report}");
        assert!(report.contains("  POST /api/{}/send-message\n"), "{report}");
        assert!(
            report.contains("  GET /api/{}/status-session: nothing instead of verifyToken\n"),
            "{report}"
        );
        assert!(report.ends_with(&format!("4 routes upstream, {} known", registry().len())), "{report}");
        assert_eq!(compare(&known(), &known()).lines().next(), Some("no difference"));
    }

    #[test]
    fn a_file_without_routes_is_refused() {
        assert!(report(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).is_err());
    }
}
