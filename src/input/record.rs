//! Records, declared once: each key with its type, a description and an example. The declaration
//! gives the reader, the JSON Schema and the table in `docs/case.md`.

use std::borrow::Cow;

use super::json::Node;
use super::load_error::Problems;
use super::node::Word;
use super::refusals::{MAX_SHEETS, empty_list, missing, too_many_sheets};
use crate::text::citation::Citation;
use crate::value::codes::ReadingId;
use crate::value::star::Star;

/// How a value of type `T` is read, and what it may be.
pub(crate) trait Reads<'d, T> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T>;

    fn shape(&self) -> Shape;
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
    /// A list of at least so many entries.
    List(Box<Shape>, usize),
    /// Another record.
    Record(fn() -> Declared),
    /// One of several shapes.
    AnyOf(Vec<Shape>),
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
    /// The value of an example, as JSON.
    pub(crate) example: &'static str,
}

/// A type that is read from an object.
pub(crate) trait Record<'d>: Sized {
    fn read(node: Node<'d>, problems: &mut Problems) -> Option<Self>;

    fn declared() -> Declared;
}

/// A text with at least one visible character.
pub(crate) struct Text;

impl<'d> Reads<'d, Cow<'d, str>> for Text {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Cow<'d, str>> {
        node.some_text(problems)
    }

    fn shape(&self) -> Shape {
        Shape::Text
    }
}

/// A clause as a text; or a clause with the reading that was taken, or the source that it was read in.
pub(crate) struct Cite;

impl<'d> Reads<'d, Citation> for Cite {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Citation> {
        if node.as_text().is_some() {
            return Some(Citation::from(&*node.some_text(problems)?));
        }
        let file = CitationFile::read(node, problems)?;
        let clause = Citation::from(&file.clause);
        Some(match file.reading {
            Some(reading) => clause.with_reading(reading),
            None => clause,
        })
    }

    fn shape(&self) -> Shape {
        Shape::AnyOf(vec![Shape::Text, Shape::Record(CitationFile::declared)])
    }
}

/// A code, a word, a date or points.
pub(crate) struct Parsed;

impl<'d, T: Word> Reads<'d, T> for Parsed {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        node.parsed(problems)
    }

    fn shape(&self) -> Shape {
        if T::CHOICES.is_empty() {
            Shape::Pattern(T::PATTERN)
        } else {
            Shape::OneOf(T::CHOICES.iter().map(T::to_string).collect())
        }
    }
}

impl<'d> Reads<'d, String> for Text {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<String> {
        node.some_text(problems).map(Cow::into_owned)
    }

    fn shape(&self) -> Shape {
        Shape::Text
    }
}

/// A whole number, least and most.
pub(crate) struct Whole(pub(crate) u32, pub(crate) u32);

impl<'d, T: TryFrom<u32>> Reads<'d, T> for Whole {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        T::try_from(node.number(self.0, self.1, problems)?).ok()
    }

    fn shape(&self) -> Shape {
        Shape::Whole(self.0, self.1)
    }
}

/// The version of the format; another than 1 is refused when the record is checked.
pub(crate) struct Version;

impl<'d> Reads<'d, u32> for Version {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<u32> {
        node.number(0, u32::MAX, problems)
    }

    fn shape(&self) -> Shape {
        Shape::Whole(1, 1)
    }
}

/// What stands where the number of a box should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ticked {
    Box(u32),
    /// A number that no box can have, as it is written. Which boxes there are depends on the
    /// criterion, so that the check of the answers reports it.
    Other(Box<str>),
}

impl serde::Serialize for Ticked {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Ticked::Box(number) => serializer.serialize_u32(*number),
            Ticked::Other(written) => serializer.serialize_str(written),
        }
    }
}

/// The number of a box.
pub(crate) struct Boxes;

impl<'d> Reads<'d, Ticked> for Boxes {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Ticked> {
        let written = node.as_number(problems)?;
        let number = written.parse().map(Ticked::Box);
        Some(number.unwrap_or_else(|_| Ticked::Other(node.quoted().into())))
    }

    fn shape(&self) -> Shape {
        Shape::Whole(0, u32::MAX)
    }
}

/// One to five stars.
pub(crate) struct Stars;

impl<'d> Reads<'d, Star> for Stars {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Star> {
        node.star(Star::One, problems)
    }

    fn shape(&self) -> Shape {
        Shape::Whole(1, 5)
    }
}

/// True or false.
pub(crate) struct Flag;

impl<'d> Reads<'d, bool> for Flag {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<bool> {
        node.boolean(problems)
    }

    fn shape(&self) -> Shape {
        Shape::Bool
    }
}

/// True; a false flag is refused when the record is checked.
pub(crate) struct OnlyTrue;

impl<'d> Reads<'d, bool> for OnlyTrue {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<bool> {
        Flag.read(node, problems)
    }

    fn shape(&self) -> Shape {
        Shape::True
    }
}

/// An object of declared keys.
pub(crate) struct Keys;

impl<'d, T: Record<'d>> Reads<'d, T> for Keys {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        T::read(node, problems)
    }

    fn shape(&self) -> Shape {
        Shape::Record(T::declared)
    }
}

/// A list of at least so many entries. An entry that cannot be read keeps its place.
pub(crate) struct Many<R>(pub(crate) R, pub(crate) usize);

impl<'d, T, R: Reads<'d, T>> Reads<'d, Vec<Field<T>>> for Many<R> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Vec<Field<T>>> {
        let length = node.list_len(problems)?;
        if length < self.1 {
            problems.push_with(|| node.placed(empty_list()));
            return None;
        }
        let mut values = Vec::with_capacity(length);
        for element in node.elements() {
            let value = self.0.read(element, problems);
            values.push(value.map_or(Field::Invalid, Field::Value));
        }
        Some(values)
    }

    fn shape(&self) -> Shape {
        Shape::List(Box::new(self.0.shape()), self.1)
    }
}

/// As [`Many`], where a list with an entry that cannot be read cannot be read.
pub(crate) struct All<R>(pub(crate) R, pub(crate) usize);

impl<'d, T, R: Reads<'d, T>> Reads<'d, Vec<T>> for All<R> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Vec<T>> {
        let nodes = node.list(problems)?;
        if nodes.len() < self.1 {
            problems.push_with(|| node.placed(empty_list()));
            return None;
        }
        let read = nodes.iter().map(|node| self.0.read(*node, problems));
        let values: Vec<Option<T>> = read.collect();
        values.into_iter().collect()
    }

    fn shape(&self) -> Shape {
        Shape::List(Box::new(self.0.shape()), self.1)
    }
}

/// A value that is made into another one.
pub(crate) struct Then<R, A, T>(pub(crate) R, pub(crate) fn(A) -> T);

impl<'d, A, T, R: Reads<'d, A>> Reads<'d, T> for Then<R, A, T> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        self.0.read(node, problems).map(self.1)
    }

    fn shape(&self) -> Shape {
        self.0.shape()
    }
}

/// The sheets of a stage, whose limit has a code of its own.
pub(crate) struct Sheets;

impl<'d, T: Record<'d>> Reads<'d, Vec<Field<T>>> for Sheets {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Vec<Field<T>>> {
        let found = node.elements().count();
        if found > MAX_SHEETS {
            problems.push_with(|| node.placed(too_many_sheets(found)));
            return None;
        }
        Many(Keys, 1).read(node, problems)
    }

    fn shape(&self) -> Shape {
        Shape::List(Box::new(Shape::Record(T::declared)), 1)
    }
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
        node: Option<Node<'d>>,
        reader: &impl Reads<'d, T>,
        problems: &mut Problems,
    ) -> Field<T> {
        match node {
            None => Field::Absent,
            Some(node) => reader
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

        impl<'d> $crate::input::record::Record<'d> for $name<$($life)?> {
            fn read(
                node: $crate::input::json::Node<'d>,
                problems: &mut $crate::input::load_error::Problems,
            ) -> Option<Self> {
                let [$($field),+] = node.fields(&[$($key),+], problems)?;
                Some($name {
                    $($field: $crate::input::record::Field::read($field, &$reader, problems),)+
                })
            }

            fn declared() -> $crate::input::record::Declared {
                use $crate::input::record::shape_of;
                $crate::input::record::Declared {
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
    (@type one $type:ty) => { $crate::input::record::Field<$type> };
    (@type text $type:ty) => { $crate::input::record::Field<$type> };
    (@type box $type:ty) => { $crate::input::record::Field<$type> };
    (@type many $type:ty) => {
        $crate::input::record::Field<Vec<$crate::input::record::Field<$type>>>
    };
    (@type texts $type:ty) => { $crate::input::record::raw!(@type many $type) };
    // The exact type, so that `"08".parse()?` knows what it parses.
    (@setter one $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, value: $type) -> Self {
            self.$field = $crate::input::record::Field::Value(value);
            self
        }
    };
    (@setter box $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, value: u32) -> Self {
            self.$field = $crate::input::record::Field::Value(<$type>::Box(value));
            self
        }
    };
    (@setter text $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, value: impl Into<$type>) -> Self {
            self.$field = $crate::input::record::Field::Value(value.into());
            self
        }
    };
    (@setter many $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, values: impl IntoIterator<Item = $type>) -> Self {
            let values = values.into_iter().map($crate::input::record::Field::Value);
            self.$field = $crate::input::record::Field::Value(values.collect());
            self
        }
    };
    (@setter texts $(#[doc = $doc:literal])+ $field:ident: $type:ty) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, values: impl IntoIterator<Item = impl Into<$type>>) -> Self {
            let values = values.into_iter();
            let values = values.map(|value| $crate::input::record::Field::Value(value.into()));
            self.$field = $crate::input::record::Field::Value(values.collect());
            self
        }
    };
}
pub(crate) use raw;

/// Declares how a type of the law is read from an object, key by key; its fields say the types.
/// `required` keys must be there, `optional` ones give an `Option`, `default` ones the default.
macro_rules! record {
    ($($(#[doc = $about:literal])+ $name:ident {
        $($(#[doc = $doc:literal])+ $need:ident $field:ident =
            $key:literal, $reader:expr, $example:literal;)+
    } $(check $check:ident)? $(rules $rules:literal)?)+) => { $(
        impl<'d> $crate::input::record::Record<'d> for $name {
            fn read(
                node: $crate::input::json::Node<'d>,
                problems: &mut $crate::input::load_error::Problems,
            ) -> Option<Self> {
                let [$($field),+] = node.fields(&[$($key),+], problems)?;
                $(let $field = $crate::input::record::$need($field, node, $key, &$reader, problems);)+
                let value = $name { $($field: $field?,)+ };
                $($check(&value, node, problems);)?
                Some(value)
            }

            fn declared() -> $crate::input::record::Declared {
                $crate::input::record::Declared {
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

pub(crate) fn required<'d, T>(
    field: Option<Node<'d>>,
    node: Node<'d>,
    key: &str,
    reader: &impl Reads<'d, T>,
    problems: &mut Problems,
) -> Option<T> {
    if field.is_none() {
        problems.push_with(|| node.placed(missing(key)));
    }
    reader.read(field?, problems)
}

pub(crate) fn optional<'d, T>(
    field: Option<Node<'d>>,
    _: Node<'d>,
    _: &str,
    reader: &impl Reads<'d, T>,
    problems: &mut Problems,
) -> Option<Option<T>> {
    match field {
        None => Some(None),
        Some(field) => reader.read(field, problems).map(Some),
    }
}

pub(crate) fn default<'d, T: Default>(
    field: Option<Node<'d>>,
    _: Node<'d>,
    _: &str,
    reader: &impl Reads<'d, T>,
    problems: &mut Problems,
) -> Option<T> {
    match field {
        None => Some(T::default()),
        Some(field) => reader.read(field, problems),
    }
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

    pub(crate) fn default<'d, S, T>(_: fn(&S) -> &T, reader: &impl Reads<'d, T>) -> Shape {
        reader.shape()
    }
}

file_record! {
    /// A clause with what is behind it.
    CitationFile {
        /// The clause.
        required clause: String = "clause", Text, r#""148/QĐ-TTg, Phụ lục II""#;
        /// The reading that fills it, by its name among the readings that the file lists.
        optional reading: ReadingId = "reading", Parsed, r#""return-down""#;
        /// The source that the clause was read in, where it is not the decision itself.
        optional _source: String = "source", Text, r#""ieem.vn""#;
        /// The sources that the clause was read in, where they are not the decision itself.
        default _sources: Vec<String> = "sources", All(Text, 1), r#"["ieem.vn"]"#;
    }
}
