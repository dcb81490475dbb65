//! The page about the command line shows what it prints: its examples are run, in order, on one mock.

use serde_json::json;

use crate::support::{Mock, finish};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cli.md");

/// One command of the page and what stands below it.
#[derive(Debug)]
struct Example {
    /// State that `shop` is put into first; `crashed` behind it kills the browser.
    given: Option<String>,
    command: String,
    expected: Vec<String>,
}

/// Reads the blocks marked `console`. A comment `<!-- shop: STATE -->` above one sets the scene.
fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let (mut inside, mut given) = (false, None);
    for line in page.lines() {
        if let Some(state) = line.strip_prefix("<!-- shop: ").and_then(|rest| rest.strip_suffix(" -->")) {
            given = Some(state.to_owned());
        } else if line.starts_with("```") {
            inside = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ wppkit ").filter(|_| inside) {
            examples.push(Example { given: given.take(), command: command.to_owned(), expected: Vec::new() });
        } else if let Some(example) = examples.last_mut().filter(|_| inside) {
            example.expected.push(line.to_owned());
        }
    }
    examples
}

/// Words of a command line; only double quotes are special.
fn words(command: &str) -> Vec<String> {
    let quoted = command.split('"').enumerate();
    quoted
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// Whether the line is what the page shows, `…` standing for anything.
fn is_like(found: &str, shown: &str) -> bool {
    let mut rest = found;
    let mut parts = shown.split('…');
    let Some(after) = parts.next().and_then(|head| rest.strip_prefix(head)) else { return false };
    rest = after;
    for part in parts {
        let Some(at) = rest.rfind(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}

#[tokio::test]
async fn examples_print_what_the_page_shows() {
    let examples = examples(&std::fs::read_to_string(PAGE).unwrap());
    assert!(examples.len() > 8, "{examples:?}");
    let mock = Mock::start().await;
    // Nobody but the friend of the examples is on WhatsApp.
    let directory = json!({"numbers": {"5521999999999": {"exists": true}}, "default": "missing"});
    mock.server.directory(&directory).unwrap();
    for example in examples {
        if let Some(state) = &example.given {
            mock.put_shop(state.trim_end_matches(" crashed"));
            if state.ends_with(" crashed") {
                mock.server.browser("shop").crash();
            }
        }
        let mut command = mock.wppkit();
        command.args(words(&example.command));
        let ran = finish(command).await;
        let printed = format!("{}{}", ran.stdout, ran.stderr);
        let found: Vec<&str> = printed.lines().collect();
        let same = found.len() == example.expected.len()
            && found.iter().zip(&example.expected).all(|(found, shown)| is_like(found, shown));
        assert!(same, "wppkit {}\nshown: {:#?}\nfound: {found:#?}", example.command, example.expected);
    }
}
