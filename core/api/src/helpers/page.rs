//! What pages have in common.

use crate::InvalidField;

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

/// How many items a page has at most.
pub(super) fn page_limit(limit: Option<u32>) -> usize {
    limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT) as usize
}

/// Refuses pages without items, and such that the server would take too long for.
pub(super) fn check_limit(limit: Option<u32>) -> Result<(), InvalidField> {
    match limit {
        Some(limit) if !(1..=MAX_LIMIT).contains(&limit) => {
            Err(InvalidField::new("limit", format!("{limit} is no size of a page"), "1 to 1000"))
        }
        _ => Ok(()),
    }
}
