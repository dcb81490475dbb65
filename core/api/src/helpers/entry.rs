//! The registry of helpers, derived from the one list.

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::{Helper, HelperMeta};

/// One helper of the registry.
#[non_exhaustive]
pub struct HelperEntry {
    /// The helper's metadata.
    pub meta: HelperMeta,
    /// Name of the request type.
    pub request_type: &'static str,
    /// Schema of the request object; its description is the helper's documentation.
    pub request_schema: fn(&mut SchemaGenerator) -> Schema,
    /// Schema of the answer.
    pub response_schema: fn(&mut SchemaGenerator) -> Schema,
}

impl HelperEntry {
    /// The helper's documentation.
    pub fn docs(&self) -> String {
        let mut generator = schemars::generate::SchemaSettings::draft2020_12()
            .with(|settings| settings.inline_subschemas = true)
            .into_generator();
        let schema = (self.request_schema)(&mut generator);
        schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

const fn entry<H: Helper>(request_type: &'static str) -> HelperEntry {
    HelperEntry {
        meta: H::META,
        request_type,
        request_schema: |generator| generator.subschema_for::<H>(),
        response_schema: |generator| generator.subschema_for::<H::Response>(),
    }
}

macro_rules! entries {
    ($($request:ident,)*) => {
        &[$(entry::<super::$request>(stringify!($request)),)*]
    };
}

static ENTRIES: &[HelperEntry] = for_each_helper!(entries);

/// Every helper, in the order of the list.
pub fn helpers() -> &'static [HelperEntry] {
    ENTRIES
}

/// The helper with this id.
pub fn helper_by_id(id: &str) -> Option<&'static HelperEntry> {
    ENTRIES.iter().find(|entry| entry.meta.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::by_id;

    #[test]
    fn ids_are_unique_and_no_operation_has_them() {
        let ids: BTreeSet<_> = helpers().iter().map(|entry| entry.meta.id).collect();
        assert_eq!(ids.len(), helpers().len());
        assert!(ids.iter().all(|id| by_id(id).is_none()), "{ids:?}");
        assert!(ids.iter().all(|id| helper_by_id(id).is_some()));
    }

    #[test]
    fn every_helper_is_documented_and_takes_an_object() {
        for entry in helpers() {
            assert!(!entry.docs().is_empty(), "{}", entry.meta.id);
            let mut generator = schemars::generate::SchemaSettings::draft2020_12()
                .with(|settings| settings.inline_subschemas = true)
                .into_generator();
            let schema = (entry.request_schema)(&mut generator);
            assert_eq!(schema.get("type").and_then(Value::as_str), Some("object"), "{}", entry.meta.id);
        }
    }
}
