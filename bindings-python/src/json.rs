//! JSON text from Python objects, and the reverse.

use std::path::PathBuf;

use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple},
};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::error::refused;

/// Objects within objects: beyond that it is a cycle.
const DEPTH: usize = 64;

/// The members of a dict as JSON text. Those that are `None` are left out: that is how an optional argument says
/// that it was not given.
pub(crate) fn from_fields(fields: &Bound<'_, PyDict>) -> PyResult<Vec<u8>> {
    let mut text = Vec::with_capacity(128);
    text.push(b'{');
    for (key, value) in fields.iter() {
        if value.is_none() {
            continue;
        }
        let name = name(&key, "fields")?;
        if text.len() > 1 {
            text.push(b',');
        }
        string(&mut text, &name);
        text.push(b':');
        write(&mut text, &value, &mut vec![name])?;
    }
    text.push(b'}');
    Ok(text)
}

fn name(key: &Bound<'_, PyAny>, path: &str) -> PyResult<String> {
    match key.cast::<PyString>() {
        Ok(key) => text_of(key, path),
        Err(_) => {
            Err(refused(path, &format!("a key is {}, not text", kind(key)), "keys of JSON objects are str"))
        }
    }
}

fn text_of(text: &Bound<'_, PyString>, path: &str) -> PyResult<String> {
    text.to_cow().map(std::borrow::Cow::into_owned).map_err(|_| {
        refused(path, "half a character (a lone surrogate)", "decode the text with the right encoding first")
    })
}

fn kind(value: &Bound<'_, PyAny>) -> String {
    value.get_type().qualname().map_or_else(|_| "of an unknown type".to_owned(), |name| name.to_string())
}

fn string(text: &mut Vec<u8>, value: &str) {
    // Writing text into memory cannot fail.
    let _ = serde_json::to_writer(text, value);
}

fn write(text: &mut Vec<u8>, value: &Bound<'_, PyAny>, path: &mut Vec<String>) -> PyResult<()> {
    if let Ok(value) = value.cast::<PyString>() {
        match value.to_cow() {
            Ok(value) => string(text, &value),
            Err(_) => drop(text_of(value, &path.join("."))?),
        }
    } else if value.is_none() {
        text.extend_from_slice(b"null");
    } else if let Ok(value) = value.cast::<PyBool>() {
        text.extend_from_slice(if value.is_true() { b"true" } else { b"false" });
    } else if let Ok(value) = value.cast::<PyInt>() {
        let number: i64 = value
            .extract()
            .map_err(|_| refused(&path.join("."), "the number is too large", "give it as text"))?;
        text.extend_from_slice(number.to_string().as_bytes());
    } else if let Ok(value) = value.cast::<PyFloat>() {
        let number = serde_json::Number::from_f64(value.value()).ok_or_else(|| {
            refused(&path.join("."), "is no finite number", "JSON has no NaN and no infinity")
        })?;
        text.extend_from_slice(number.to_string().as_bytes());
    } else if let Ok(value) = value.cast::<PyDict>() {
        deeper(path)?;
        text.push(b'{');
        for (index, (key, value)) in value.iter().enumerate() {
            if index > 0 {
                text.push(b',');
            }
            let key = name(&key, &path.join("."))?;
            string(text, &key);
            text.push(b':');
            path.push(key);
            write(text, &value, path)?;
            path.pop();
        }
        text.push(b'}');
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        deeper(path)?;
        text.push(b'[');
        for (index, value) in value.try_iter()?.enumerate() {
            if index > 0 {
                text.push(b',');
            }
            path.push(index.to_string());
            write(text, &value?, path)?;
            path.pop();
        }
        text.push(b']');
    } else if value.hasattr("__fspath__")? {
        let file: PathBuf = value.extract()?;
        let file = file.to_str().ok_or_else(|| {
            refused(&path.join("."), "the path is no text", "rename the file so that its name is UTF-8")
        })?;
        string(text, file);
    } else {
        let hint = if value.is_instance_of::<PyBytes>() {
            "bytes go beside the request, as file="
        } else {
            "give str, int, float, bool, list, tuple or dict"
        };
        return Err(refused(&path.join("."), &format!("{} cannot be sent", kind(value)), hint));
    }
    Ok(())
}

fn deeper(path: &[String]) -> PyResult<()> {
    if path.len() > DEPTH {
        return Err(refused(&path[0], "is nested too deeply", "does it contain itself?"));
    }
    Ok(())
}

/// The Python object that JSON text stands for.
pub(crate) fn to_python<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let mut parser = serde_json::Deserializer::from_slice(text);
    Seed(py).deserialize(&mut parser).map_err(|error| PyValueError::new_err(format!("no JSON: {error}")))
}

#[derive(Clone, Copy)]
struct Seed<'py>(Python<'py>);

impl<'py, 'de> DeserializeSeed<'de> for Seed<'py> {
    type Value = Bound<'py, PyAny>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'py, 'de> Visitor<'de> for Seed<'py> {
    type Value = Bound<'py, PyAny>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(PyBool::new(self.0, value).to_owned().into_any())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(PyInt::new(self.0, value).into_any())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(PyInt::new(self.0, value).into_any())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(PyFloat::new(self.0, value).into_any())
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(PyString::new(self.0, value).into_any())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.0.None().into_bound(self.0))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let list = PyList::empty(self.0);
        while let Some(value) = seq.next_element_seed(self)? {
            list.append(value).map_err(A::Error::custom)?;
        }
        Ok(list.into_any())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let dict = PyDict::new(self.0);
        while let Some(key) = map.next_key_seed(Key(self.0))? {
            let value = map.next_value_seed(self)?;
            dict.set_item(key, value).map_err(A::Error::custom)?;
        }
        Ok(dict.into_any())
    }
}

/// Keys repeat in every element of a list: one object for all of them.
struct Key<'py>(Python<'py>);

impl<'py, 'de> DeserializeSeed<'de> for Key<'py> {
    type Value = Bound<'py, PyString>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'py> Visitor<'_> for Key<'py> {
    type Value = Bound<'py, PyString>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(PyString::intern(self.0, value))
    }
}
