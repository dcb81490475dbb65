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
