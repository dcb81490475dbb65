//! From a request line to the operation that it addresses.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::{Method, OperationEntry, registry};

/// Positions in the registry by the last fixed segment of the path, in lower case.
static BY_LAST_FIXED: LazyLock<HashMap<Box<[u8]>, Vec<usize>>> = LazyLock::new(|| {
    let mut index: HashMap<Box<[u8]>, Vec<usize>> = HashMap::new();
    for (position, entry) in registry().iter().enumerate() {
        let fixed = entry.meta.path.rsplit('/').find(|segment| parameter(segment).is_none());
        let key = fixed.unwrap_or_default().to_ascii_lowercase().into_bytes().into();
        index.entry(key).or_default().push(position);
    }
    index
});

/// The longest fixed segment that is looked up.
const LONGEST: usize = 64;
/// So many segments may follow the last fixed one.
const PARAMETERS_BEHIND: usize = 2;

/// The operation that a request line addresses, with its path parameters as they stand in the path.
///
/// Fixed segments match in any case, and a trailing slash is ignored, as in the server's router.
pub fn match_route(
    method: Method,
    path: &str,
) -> Option<(&'static OperationEntry, Vec<(&'static str, &str)>)> {
    let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path);
    let candidates = path.rsplit('/').take(PARAMETERS_BEHIND + 1).filter_map(ending_in).flatten();
    let fits = |entry: &&OperationEntry| entry.meta.method == method && fits(entry.meta.path, path);
    // Where two templates fit, the first of the list wins, as the first route does.
    let entry = candidates
        .filter_map(|&position| registry().get(position).filter(fits).map(|entry| (position, entry)))
        .min_by_key(|(position, _)| *position)?
        .1;
    let segments = entry.meta.path.split('/').zip(path.split('/'));
    Some((entry, segments.filter_map(|(segment, value)| Some((parameter(segment)?, value))).collect()))
}

/// The operations whose last fixed segment this is.
fn ending_in(segment: &str) -> Option<&'static Vec<usize>> {
    let mut lower = [0u8; LONGEST];
    let lower = lower.get_mut(..segment.len())?;
    lower.copy_from_slice(segment.as_bytes());
    lower.make_ascii_lowercase();
    BY_LAST_FIXED.get(&*lower)
}

/// The name in a template's segment that is a parameter.
fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether a path has the form of a template.
fn fits(template: &str, path: &str) -> bool {
    let mut given = path.split('/');
    let same = template.split('/').all(|segment| {
        given.next().is_some_and(|value| match parameter(segment) {
            Some(_) => !value.is_empty(),
            None => segment.eq_ignore_ascii_case(value),
        })
    });
    same && given.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_found_by_its_last_fixed_segment() {
        for entry in registry() {
            let behind =
                entry.meta.path.rsplit('/').take_while(|segment| parameter(segment).is_some()).count();
            assert!(behind <= PARAMETERS_BEHIND, "{}", entry.meta.path);
            assert!(
                entry.meta.path.split('/').all(|segment| segment.len() <= LONGEST),
                "{}",
                entry.meta.path
            );
            let path = entry.meta.path.replace(['{', '}'], "");
            assert_eq!(
                match_route(entry.meta.method, &path).map(|(found, _)| found.meta.id),
                Some(entry.meta.id)
            );
        }
    }
}
