//! Pages that show something by scenarios: each linked file is there and has a scenario of the linked title.

use std::fs;
use std::path::Path;

const PAGES: [&str; 2] = ["what-goes-wrong.md", "sends.md"];

/// Titles and files of the links to scenarios in a page.
fn links(page: &str) -> Vec<(&str, &str)> {
    let parts = page.split("](../conformance-tests/scenarios/").collect::<Vec<_>>();
    let pairs = parts.windows(2);
    pairs
        .filter_map(|pair| {
            let [before, after] = pair else { return None };
            Some((before.rsplit_once('[')?.1, after.split_once(')')?.0))
        })
        .collect()
}

/// Names and files of the links to tests of the core in a page: ``[`name`](../core/tests/file)``.
fn tests(page: &str) -> Vec<(&str, &str)> {
    page.split("[`")
        .skip(1)
        .filter_map(|link| {
            let (name, rest) = link.split_once("`](../core/tests/")?;
            Some((name, rest.split_once(')')?.0))
        })
        .collect()
}

#[test]
fn every_link_to_a_test_leads_to_it() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/what-goes-wrong.md"))?;
    let tests = tests(&page);
    assert!(tests.len() >= 5, "{tests:?}");
    for (name, file) in tests {
        let source = fs::read_to_string(root.join("core/tests").join(file))
            .map_err(|error| format!("core/tests/{file}: {error}"))?;
        assert!(source.contains(&format!("fn {name}(")), "core/tests/{file} has no test {name}");
    }
    Ok(())
}

#[test]
fn every_link_to_a_scenario_leads_to_it() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in PAGES {
        let page = fs::read_to_string(root.join("../docs").join(name))?;
        let links = links(&page);
        assert!(links.len() >= 5, "{name} links only {links:?}");
        for (title, file) in links {
            let scenarios = fs::read_to_string(root.join("scenarios").join(file))
                .map_err(|error| format!("{name}: {file}: {error}"))?;
            let there = scenarios.lines().any(|line| line.strip_prefix("- title: ") == Some(title));
            assert!(there, "{name}: {file} has no scenario {title:?}");
        }
    }
    Ok(())
}

/// What the page shows is what runs.
#[test]
fn the_adapter_of_the_page_is_the_one_that_is_run() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("../docs/test-your-client.md"))?;
    let adapter = fs::read_to_string(root.join("adapters/requests/adapter.py"))?;
    assert!(
        page.contains(&format!("```python\n{adapter}```")),
        "docs/test-your-client.md shows another adapter"
    );
    Ok(())
}
