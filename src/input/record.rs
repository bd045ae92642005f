//! Records, declared once: each key with its type, a description and an example. The declaration
//! gives the reader, the JSON Schema and the table in `docs/case.md`.

use super::{Diagnostic, Kind, Node, ProblemCode, Problems, one_of};

/// How a value of type `T` is read, and what it may be.
pub(crate) trait Reads<'d, T> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T>;

    fn shape(&self) -> Shape;

    /// What a record without the key says, where it may lack one that others have.
    fn absent(&self) -> Option<T> {
        None
    }
}

/// What a value may be.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// A text with at least one visible character.
    Text,
    /// As `Text`, of at most so many characters.
    TextUpTo(usize),
    /// A text of a form, with the expression that says so.
    Pattern(&'static str),
    /// One of some words.
    OneOf(Vec<String>),
    /// A whole number, least and most.
    Whole(u32, u32),
    /// True or false.
    Bool,
    /// True, and nothing else.
    True,
    /// Null, and nothing else.
    Null,
    /// A list of at least so many entries.
    List(Box<Shape>, usize),
    /// A list of so many entries.
    Exactly(Box<Shape>, usize),
    /// An object whose keys are not known, with texts.
    Texts,
    /// Another record.
    Record(fn() -> Declared),
    /// One of several shapes.
    AnyOf(Vec<Shape>),
}

impl Shape {
    /// Any text, also an empty one.
    pub(crate) const ANY_TEXT: Shape = Shape::Pattern("");

    /// One of the words of an enumeration.
    pub(crate) fn words<T: std::fmt::Display>(all: &[T]) -> Shape {
        Shape::OneOf(all.iter().map(T::to_string).collect())
    }

    /// This, or null.
    pub(crate) fn or_null(self) -> Shape {
        let mut shapes = match self {
            Shape::AnyOf(shapes) => shapes,
            shape => vec![shape],
        };
        shapes.push(Shape::Null);
        Shape::AnyOf(shapes)
    }
}

/// A record as it was declared.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) keys: Vec<Key>,
    /// What the schema asks for besides, as JSON; empty for nothing.
    pub(crate) rules: &'static str,
}

/// A key of a record.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) key: &'static str,
    pub(crate) about: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
    /// The value of an example, as JSON; empty for none.
    pub(crate) example: &'static str,
}

/// A type that is read from an object.
pub(crate) trait Record<'d>: Sized {
    fn read(node: Node<'d>, problems: &mut Problems) -> Option<Self>;

    fn declared() -> Declared;
}

/// A value that a file may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Field<T> {
    /// It is not there.
    #[default]
    Absent,
    /// It is there, and a problem says why it cannot be read.
    Invalid,
    Value(T),
}

impl<T> Field<T> {
    /// The field as `reader` reads it.
    pub(crate) fn read<'d>(
        node: Field<Node<'d>>,
        reader: &impl Reads<'d, T>,
        problems: &mut Problems,
    ) -> Field<T> {
        match node {
            Field::Absent => Field::Absent,
            Field::Invalid => Field::Invalid,
            Field::Value(node) => reader
                .read(node, problems)
                .map_or(Field::Invalid, Field::Value),
        }
    }

    pub(crate) fn of(value: Option<T>) -> Field<T> {
        value.map_or(Field::Absent, Field::Value)
    }

    /// The value, if there is one that could be read.
    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Invalid => None,
        }
    }

    /// Whether the key is there, well or badly.
    pub(crate) fn is_given(&self) -> bool {
        !matches!(self, Field::Absent)
    }
}

impl<T: serde::Serialize> serde::Serialize for Field<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

/// The shape of a field of `S`, whose type says which reader it is.
pub(crate) fn shape_of<'d, S, T>(_: fn(&S) -> &Field<T>, reader: &impl Reads<'d, T>) -> Shape {
    reader.shape()
}

/// Declares the records of a kind of file as they are given: every field may be absent or invalid.
///
/// Keys are declared in the order of RFC 8785, so that what is serialized is canonical.
macro_rules! raw {
    ($($(#[doc = $about:literal])+ $name:ident [$($life:lifetime)?] {
        $($(#[doc = $doc:literal])+ $need:ident $count:ident $field:ident: $type:ty =
            $key:literal, $reader:expr, $example:literal;)+
    } $(rules $rules:literal)?)+) => { $(
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name<$($life)?> {
            $(pub(crate) $field: $crate::input::record::raw!(@type $count $type),)+
        }

        impl<$($life)?> $name<$($life)?> {
            $($crate::input::record::raw!(@setter $count $(#[doc = $doc])+ $field: $type);)+
        }

        impl<'d> $crate::input::Record<'d> for $name<$($life)?> {
            fn read(
                node: $crate::input::Node<'d>,
                problems: &mut $crate::input::Problems,
            ) -> Option<Self> {
                let [$($field),+] = node.fields(&[$($key),+], problems)?;
                Some($name {
                    $($field: $crate::input::Field::read($field, &$reader, problems),)+
                })
            }

            fn declared() -> $crate::input::Declared {
                use $crate::input::record::shape_of;
                $crate::input::Declared {
                    name: stringify!($name),
                    about: concat!($($about),+),
                    keys: vec![$($crate::input::record::Key {
                        key: $key,
                        about: concat!($($doc),+),
                        required: stringify!($need).starts_with('r'),
                        shape: shape_of(|record: &Self| &record.$field, &$reader),
                        example: $example,
                    }),+],
                    rules: concat!($($rules)?),
                }
            }
        }

        impl<$($life)?> serde::Serialize for $name<$($life)?> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $(if let Some(value) = self.$field.get() {
                    map.serialize_entry($key, value)?;
                })+
                map.end()
            }
        }
    )+ };
    (@type many $type:ty) => {
        $crate::input::Field<Vec<$crate::input::Field<$type>>>
    };
    (@type texts $type:ty) => { $crate::input::record::raw!(@type many $type) };
    (@type $count:ident $type:ty) => { $crate::input::Field<$type> };
    // The exact type, so that `"08".parse()?` knows what it parses.
    (@setter one $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $crate::input::record::raw!(@fn $(#[doc = $doc])+ $field(value: $type) = value);
    };
    (@setter box $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $crate::input::record::raw!(@fn $(#[doc = $doc])+ $field(value: u32) = <$type>::Box(value));
    };
    (@setter text $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $crate::input::record::raw!(
            @fn $(#[doc = $doc])+ $field(value: impl Into<$type>) = value.into()
        );
    };
    (@setter many $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $crate::input::record::raw!(
            @fn $(#[doc = $doc])+ $field(values: impl IntoIterator<Item = $type>) =
                values.into_iter().map($crate::input::Field::Value).collect()
        );
    };
    (@setter texts $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $crate::input::record::raw!(
            @fn $(#[doc = $doc])+ $field(values: impl IntoIterator<Item = impl Into<$type>>) =
                values.into_iter().map(|value| $crate::input::Field::Value(value.into())).collect()
        );
    };
    (@fn $(#[doc = $doc:literal])+ $field:ident($value:ident: $given:ty) = $read:expr) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, $value: $given) -> Self {
            self.$field = $crate::input::Field::Value($read);
            self
        }
    };
}

pub(crate) use raw;

/// Declares how a type of the law is read from an object, key by key; its fields say the types.
/// `required` keys must be there, `optional` ones give an `Option`, `default` ones the default.
macro_rules! record {
    // A type of the law with its fields: this declares how it is read, and passes over how it is given out.
    ($($(#[doc = $about:literal])+ $(#[derive($($derive:tt)+)])? $name:ident {
        $($(#[doc = $doc:literal])+ $(#[serde($($serde:tt)+)])?
        $need:ident $kind:ident $field:ident: $type:ty =
            $key:literal, $reader:expr, $example:literal;)+
    } $(check $check:ident)? $(beside $(#[doc = $more_doc:literal])+ $more:ident: $more_type:ty)?)+) => {
        $crate::input::record::record! { $($(#[doc = $about])+ $name {
            $($(#[doc = $doc])+ $need $field = $key, $reader, $example;)+
        } $(check $check)? $(beside $more)?)+ }
    };
    ($($(#[doc = $about:literal])+ $name:ident {
        $($(#[doc = $doc:literal])+ $need:ident $field:ident =
            $key:literal, $reader:expr, $example:literal;)+
    } $(check $check:ident)? $(rules $rules:literal)? $(beside $more:ident)?)+) => { $(
        impl<'d> $crate::input::Record<'d> for $name {
            fn read(
                node: $crate::input::Node<'d>,
                problems: &mut $crate::input::Problems,
            ) -> Option<Self> {
                let [$($field),+] = node.fields(&[$($key),+], problems)?;
                $(let $field = $crate::input::record::$need($field, node, $key, &$reader, problems);)+
                let value = $name { $($field: $field?,)+ $($more: Default::default(),)? };
                $($check(&value, node, problems);)?
                Some(value)
            }

            fn declared() -> $crate::input::Declared {
                $crate::input::Declared {
                    name: stringify!($name),
                    about: concat!($($about),+),
                    keys: vec![$($crate::input::record::Key {
                        key: $key,
                        about: concat!($($doc),+),
                        required: stringify!($need).starts_with('r'),
                        shape: $crate::input::record::shapes::$need(
                            |record: &Self| &record.$field,
                            &$reader,
                        ),
                        example: $example,
                    }),+],
                    rules: concat!($($rules)?),
                }
            }
        }
    )+ };
}

pub(crate) use record;

/// As [`record`], for a type that is nothing but a record: its fields are declared with their keys.
macro_rules! file_record {
    ($($(#[doc = $about:literal])+ $name:ident {
        $($(#[doc = $doc:literal])+ $need:ident $field:ident: $type:ty =
            $key:literal, $reader:expr, $example:literal;)+
    } $(check $check:ident)? $(rules $rules:literal)?)+) => {
        $($(#[doc = $about])+
        pub(crate) struct $name {
            $(pub(crate) $field: $crate::input::record::file_record!(@type $need $type),)+
        })+

        $crate::input::record::record! { $($(#[doc = $about])+ $name {
            $($(#[doc = $doc])+ $need $field = $key, $reader, $example;)+
        } $(check $check)? $(rules $rules)?)+ }
    };
    (@type optional $type:ty) => { Option<$type> };
    (@type $need:ident $type:ty) => { $type };
}

pub(crate) use file_record;

/// Declares types, and how they are read, in one place: `plain` or `read_only` says what their fields are.
macro_rules! typed_record {
    ($types:ident: $($declared:tt)+) => {
        $crate::value::codes::$types! { $($declared)+ }
        $crate::input::record::record! { $($declared)+ }
    };
}

pub(crate) use typed_record;

/// Declares an enumeration whose values are told apart by the word under `kind`, each with the keys beside it.
macro_rules! tagged {
    ($(#[doc = $about:literal])+ $name:ident {
        $($(#[doc = $doc:literal])+ $choice:ident = $word:literal $({
            $($(#[doc = $key_doc:literal])+ $need:ident $field:ident: $type:ty =
                $key:literal, $reader:expr, $example:literal;)+
        })?)+
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "kind")]
        pub enum $name {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $choice $({
                $($(#[doc = $key_doc])+ $field: $type,)+
            })?,)+
        }

        const _: () = {
            use $crate::input::{AsIs, Record as _, Shape, Simple};

            $crate::input::record::file_record! { $($(#[doc = $doc])+ $choice {
                /// Which it is.
                required _kind: String = "kind", AsIs(|| Shape::words(&[$word])), "";
                $($($(#[doc = $key_doc])+ $need $field: $type = $key, $reader, $example;)+)?
            })+ }

            impl $name {
                /// The word that results use.
                #[must_use]
                pub fn word(&self) -> &'static str {
                    match self { $($name::$choice { .. } => $word,)+ }
                }

                pub(crate) const KINDS: Simple<$name> = Simple(
                    |node, problems| {
                        let kind = $crate::input::record::kind(node, &[$($word),+], problems)?;
                        $(if kind == $word {
                            let $choice { $($($field,)+)? .. } = $choice::read(node, problems)?;
                            return Some($name::$choice $({ $($field),+ })?);
                        })+
                        None
                    },
                    || Shape::AnyOf(vec![$(Shape::Record($choice::declared)),+]),
                );
            }
        };
    };
}

pub(crate) use tagged;

/// The word under `kind`, which is one of some.
pub(crate) fn kind(
    node: Node<'_>,
    words: &[&'static str],
    problems: &mut Problems,
) -> Option<&'static str> {
    let Some(kind) = node.get("kind") else {
        if node.is_read_as(Kind::Object, problems) {
            problems.push(node.placed(Diagnostic::missing_key("kind")));
        }
        return None;
    };
    let known = words.iter().find(|word| kind.is_text(word));
    if known.is_none() {
        problems.push_with(|| kind.problem(ProblemCode::BadWord, kind.quoted(), one_of(words)));
    }
    known.copied()
}

pub(crate) fn required<'d, T>(
    field: Field<Node<'d>>,
    node: Node<'d>,
    key: &str,
    reader: &impl Reads<'d, T>,
    problems: &mut Problems,
) -> Option<T> {
    if !field.is_given() {
        let absent = reader.absent();
        if absent.is_none() {
            problems.push_with(|| node.placed(Diagnostic::missing_key(key)));
        }
        return absent;
    }
    reader.read(*field.get()?, problems)
}

pub(crate) fn optional<'d, T>(
    field: Field<Node<'d>>,
    _: Node<'d>,
    _: &str,
    reader: &impl Reads<'d, T>,
    problems: &mut Problems,
) -> Option<Option<T>> {
    match Field::read(field, reader, problems) {
        Field::Absent => Some(None),
        Field::Invalid => None,
        Field::Value(value) => Some(Some(value)),
    }
}

pub(crate) fn default<'d, T: Default>(
    field: Field<Node<'d>>,
    node: Node<'d>,
    key: &str,
    reader: &impl Reads<'d, T>,
    problems: &mut Problems,
) -> Option<T> {
    optional(field, node, key, reader, problems).map(Option::unwrap_or_default)
}

/// The shapes of fields of `S`, whose types say which readers theirs are.
pub(crate) mod shapes {
    use super::{Reads, Shape};

    pub(crate) fn required<'d, S, T>(_: fn(&S) -> &T, reader: &impl Reads<'d, T>) -> Shape {
        reader.shape()
    }

    pub(crate) fn optional<'d, S, T>(_: fn(&S) -> &Option<T>, reader: &impl Reads<'d, T>) -> Shape {
        reader.shape()
    }

    pub(crate) use self::required as default;
}
