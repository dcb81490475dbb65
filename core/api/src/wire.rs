//! Tolerant wire structs: unknown keys are kept, absent keys are `None`, no buffering while decoding.

use std::{fmt, marker::PhantomData};

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};

use crate::Extra;

/// Declares a struct of the wire whose unknown keys land in `extra`.
///
/// ```text
/// wire_struct! {
///     /// Doc.
///     pub struct Thing {
///         /// Doc.
///         always id: String = "id",
///         /// Doc.
///         maybe name: String = "name",     // becomes Option<String>; null and absent are None
///     }
/// }
/// ```
///
/// Decoding is one pass over the map. `#[serde(flatten)]` would buffer every value first, which costs more
/// than the rest of a call.
macro_rules! wire_struct {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$field_meta:meta])* $presence:ident $field:ident : $ty:ty = $wire:literal),* $(,)?
    }) => {
        #[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* #[schemars(rename = $wire)] pub $field: wire_struct!(@type $presence $ty),)*
            /// Keys of the answer that have no field here.
            #[schemars(skip)]
            pub extra: $crate::Extra,
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map($crate::wire::ObjectVisitor::<Self>::new(stringify!($name)))
            }
        }

        impl $crate::wire::FromObject for $name {
            fn from_object<'de, A: serde::de::MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
                // One variant per field, named like it.
                #[allow(non_camel_case_types)]
                enum Known { $($field),* }
                // The compiler makes comparisons of fixed length of this, which beat a search in a list.
                let known = |key: &str| match key {
                    $($wire => Some(Known::$field),)*
                    _ => None,
                };
                $(let mut $field: Option<wire_struct!(@type $presence $ty)> = None;)*
                let mut extra = $crate::Extra::default();
                while let Some(key) = map.next_key_seed($crate::wire::KeySeed { known, extra: &mut extra })? {
                    match key {
                        $(Some(Known::$field) => $field = Some(map.next_value()?),)*
                        None => map.next_value_seed(extra.value())?,
                    }
                }
                Ok(Self { $($field: $crate::wire::or_absent($field, $wire)?,)* extra })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $(wire_struct!(@entry $presence map self $field $wire);)*
                for (key, value) in self.extra.iter() {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    };
    (@type always $ty:ty) => { $ty };
    (@type maybe $ty:ty) => { Option<$ty> };
    (@entry always $map:ident $self:ident $field:ident $wire:literal) => {
        $map.serialize_entry($wire, &$self.$field)?
    };
    (@entry maybe $map:ident $self:ident $field:ident $wire:literal) => {
        if let Some(value) = &$self.$field {
            $map.serialize_entry($wire, value)?;
        }
    };
}

/// Built from the entries of a JSON object; implemented by `wire_struct!`.
pub(crate) trait FromObject: Sized {
    fn from_object<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Reads a key of a JSON object: one of the struct's own, or none, which `extra` then begins a member with.
pub(crate) struct KeySeed<'e, K> {
    pub(crate) known: K,
    pub(crate) extra: &'e mut Extra,
}

impl<'de, F, K: Fn(&str) -> Option<F>> DeserializeSeed<'de> for KeySeed<'_, K> {
    type Value = Option<F>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<F>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<F, K: Fn(&str) -> Option<F>> Visitor<'_> for KeySeed<'_, K> {
    type Value = Option<F>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Option<F>, E> {
        let field = (self.known)(text);
        if field.is_none() {
            self.extra.key(text);
        }
        Ok(field)
    }
}

pub(crate) struct ObjectVisitor<T> {
    name: &'static str,
    marker: PhantomData<T>,
}

impl<T> ObjectVisitor<T> {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, marker: PhantomData }
    }
}

impl<'de, T: FromObject> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a JSON object ({})", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::from_object(map)
    }
}

/// The value, or what an absent key stands for: `None` for options, an error for the rest.
pub(crate) fn or_absent<'de, T: Deserialize<'de>, E: de::Error>(
    value: Option<T>,
    field: &'static str,
) -> Result<T, E> {
    match value {
        Some(value) => Ok(value),
        None => T::deserialize(Absent { field, marker: PhantomData }),
    }
}

struct Absent<E> {
    field: &'static str,
    marker: PhantomData<E>,
}

impl<'de, E: de::Error> Deserializer<'de> for Absent<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.field))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A number that travels as text, because the server takes the number 0 for a missing value.
pub(crate) mod number_as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(number: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(u32),
            Text(String),
        }
        match Form::deserialize(deserializer) {
            Ok(Form::Number(number)) => Ok(number),
            Ok(Form::Text(text)) => {
                text.parse().map_err(|_| D::Error::custom("must be a whole number from 0"))
            }
            Err(_) => Err(D::Error::custom("must be a whole number from 0")),
        }
    }
}
