//! Hashes of texts, and of JSON regardless of spacing and the order of keys.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Number, Value};
use sha2::{Digest, Sha256};

/// A string out of JSON, borrowed where it has no escapes.
#[derive(Debug)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de> Visitor<'de> for Borrowing {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrowing)
    }
}

/// A JSON text in canonical form: keys sorted, nothing between the values. Borrowed from the text,
/// as every case is sealed.
#[derive(Debug)]
pub(crate) enum Canonical<'a> {
    Object(Vec<(Cow<'a, str>, Canonical<'a>)>),
    List(Vec<Canonical<'a>>),
    Text(Cow<'a, str>),
    /// A number, true, false or null.
    Plain(Value),
}

impl<'a> Canonical<'a> {
    pub(crate) fn of(text: &'a str) -> Canonical<'a> {
        // Whoever asks has read the text before.
        serde_json::from_str(text).unwrap_or(Canonical::Plain(Value::Null))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Canonical<'a>> {
        let Canonical::Object(fields) = self else {
            return None;
        };
        let found = fields.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value)
    }

    /// The list under a key.
    pub(crate) fn list_mut(&mut self, key: &str) -> Option<&mut Vec<Canonical<'a>>> {
        match self.get_mut(key)? {
            Canonical::List(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Canonical<'a>> {
        let Canonical::Object(fields) = self else {
            return None;
        };
        let found = fields.iter_mut().find(|(known, _)| known == key);
        found.map(|(_, value)| value)
    }

    /// The text under a key, empty where there is none.
    pub(crate) fn text(&self, key: &str) -> &str {
        match self.get(key) {
            Some(Canonical::Text(text)) => text,
            _ => "",
        }
    }

    pub(crate) fn digest(&self) -> String {
        // The shape has string keys only, so it can always be written.
        of_bytes(&serde_json::to_vec(self).unwrap_or_default())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Canonical<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Canonical<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(2);
                while let Some((Text(key), value)) = map.next_entry()? {
                    fields.push((key, value));
                }
                fields.sort_by(|(a, _), (b, _)| a.cmp(b));
                Ok(Canonical::Object(fields))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Canonical::List(items))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Canonical::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Canonical::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Canonical::Plain(number.into()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Canonical::Plain(number.into()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                let number = Number::from_f64(number).map_or(Value::Null, Value::Number);
                Ok(Canonical::Plain(number))
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
                Ok(Canonical::Plain(flag.into()))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Canonical::Plain(Value::Null))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Serialize for Canonical<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Canonical::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(key, value)| (key, value)))
            }
            Canonical::List(items) => serializer.collect_seq(items),
            Canonical::Text(text) => serializer.serialize_str(text),
            Canonical::Plain(value) => value.serialize(serializer),
        }
    }
}

fn of_bytes(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(71);
    hex.push_str("sha256:");
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The hash of a text as it is.
pub(crate) fn of_text(text: &str) -> String {
    of_bytes(text.as_bytes())
}

/// The hash of a JSON text, whatever its spacing and order of keys.
pub(crate) fn of_json(text: &str) -> String {
    Canonical::of(text).digest()
}
