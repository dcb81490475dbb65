//! Python objects from typed payloads, as if their JSON text had been read.

use std::fmt::{self, Display};

use pyo3::{
    prelude::*,
    types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString},
};
use serde::ser::{self, Serialize, Serializer};

/// The Python object that stands for a value.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    value.serialize(Builder(py)).map_err(|failure| failure.0)
}

/// Python's failure, on its way through serde.
#[derive(Debug)]
struct Failure(PyErr);

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Failure {}

impl ser::Error for Failure {
    fn custom<T: Display>(message: T) -> Self {
        Self(pyo3::exceptions::PyValueError::new_err(message.to_string()))
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

type Built<'py> = Result<Bound<'py, PyAny>, Failure>;

#[derive(Clone, Copy)]
struct Builder<'py>(Python<'py>);

impl<'py> Builder<'py> {
    /// An enum's variant that holds something: `{name: held}`.
    fn variant(self, name: &'static str, held: Bound<'py, PyAny>) -> Built<'py> {
        let dict = PyDict::new(self.0);
        dict.set_item(PyString::intern(self.0, name), held)?;
        Ok(dict.into_any())
    }
}

impl<'py> Serializer for Builder<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;
    type SerializeSeq = List<'py>;
    type SerializeTuple = List<'py>;
    type SerializeTupleStruct = List<'py>;
    type SerializeTupleVariant = List<'py>;
    type SerializeMap = Dict<'py>;
    type SerializeStruct = Dict<'py>;
    type SerializeStructVariant = Dict<'py>;

    fn serialize_bool(self, value: bool) -> Built<'py> {
        Ok(PyBool::new(self.0, value).to_owned().into_any())
    }

    fn serialize_i8(self, value: i8) -> Built<'py> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Built<'py> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Built<'py> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Built<'py> {
        Ok(PyInt::new(self.0, value).into_any())
    }

    fn serialize_u8(self, value: u8) -> Built<'py> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Built<'py> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Built<'py> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Built<'py> {
        Ok(PyInt::new(self.0, value).into_any())
    }

    fn serialize_f32(self, value: f32) -> Built<'py> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Built<'py> {
        Ok(PyFloat::new(self.0, value).into_any())
    }

    fn serialize_char(self, value: char) -> Built<'py> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Built<'py> {
        Ok(PyString::new(self.0, value).into_any())
    }

    /// As JSON has it: a list of numbers.
    fn serialize_bytes(self, value: &[u8]) -> Built<'py> {
        Ok(PyList::new(self.0, value)?.into_any())
    }

    fn serialize_none(self) -> Built<'py> {
        Ok(self.0.None().into_bound(self.0))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Built<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Built<'py> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Built<'py> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Built<'py> {
        Ok(PyString::intern(self.0, variant).into_any())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Built<'py> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Built<'py> {
        self.variant(variant, value.serialize(self)?)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'py>, Failure> {
        Ok(List { builder: self, list: PyList::empty(self.0), variant: None })
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'py>, Failure> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'py>, Failure> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'py>, Failure> {
        Ok(List { builder: self, list: PyList::empty(self.0), variant: Some(variant) })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Dict<'py>, Failure> {
        Ok(Dict { builder: self, dict: PyDict::new(self.0), key: None, variant: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Dict<'py>, Failure> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Dict<'py>, Failure> {
        Ok(Dict { builder: self, dict: PyDict::new(self.0), key: None, variant: Some(variant) })
    }
}

struct List<'py> {
    builder: Builder<'py>,
    list: Bound<'py, PyList>,
    variant: Option<&'static str>,
}

impl<'py> List<'py> {
    fn push<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), Failure> {
        Ok(self.list.append(value.serialize(self.builder)?)?)
    }

    fn finish(self) -> Built<'py> {
        match self.variant {
            Some(name) => self.builder.variant(name, self.list.into_any()),
            None => Ok(self.list.into_any()),
        }
    }
}

macro_rules! lists {
    ($($kind:ident: $add:ident),*) => {
        $(impl<'py> ser::$kind for List<'py> {
            type Ok = Bound<'py, PyAny>;
            type Error = Failure;

            fn $add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
                self.push(value)
            }

            fn end(self) -> Built<'py> {
                self.finish()
            }
        })*
    };
}

lists!(
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
);

struct Dict<'py> {
    builder: Builder<'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Bound<'py, PyString>>,
    variant: Option<&'static str>,
}

impl<'py> Dict<'py> {
    fn put<T: Serialize + ?Sized>(&self, key: &'static str, value: &T) -> Result<(), Failure> {
        let key = PyString::intern(self.builder.0, key);
        Ok(self.dict.set_item(key, value.serialize(self.builder)?)?)
    }

    fn finish(self) -> Built<'py> {
        match self.variant {
            Some(name) => self.builder.variant(name, self.dict.into_any()),
            None => Ok(self.dict.into_any()),
        }
    }
}

impl<'py> ser::SerializeMap for Dict<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failure> {
        // JSON has no other keys than texts.
        let text = key.serialize(self.builder)?.str()?;
        self.key = Some(text);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        let key = self.key.take().ok_or_else(|| <Failure as ser::Error>::custom("a value without a key"))?;
        Ok(self.dict.set_item(key, value.serialize(self.builder)?)?)
    }

    fn end(self) -> Built<'py> {
        self.finish()
    }
}

macro_rules! dicts {
    ($($kind:ident),*) => {
        $(impl<'py> ser::$kind for Dict<'py> {
            type Ok = Bound<'py, PyAny>;
            type Error = Failure;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Failure> {
                self.put(key, value)
            }

            fn end(self) -> Built<'py> {
                self.finish()
            }
        })*
    };
}

dicts!(SerializeStruct, SerializeStructVariant);
