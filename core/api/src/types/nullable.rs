//! A field for which null means something else than being left out.

use serde::{Deserialize, Deserializer};

/// Reads null as `Some(None)`; with `#[serde(default)]` an absent field is `None`.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
