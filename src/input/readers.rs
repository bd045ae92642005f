//! How each kind of value is read: texts, words, numbers, records, lists.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::refusals::{MAX_SHEETS, too_many_sheets};
use super::{Field, Kind, Node, ProblemCode, Problems, Reads, Record, Shape, Word, file_record};
use crate::text::{Citation, phrase};
use crate::value::{ReadingId, Star};

/// A value that is read by one function in every record.
pub(crate) struct Simple<T>(
    pub(crate) fn(Node<'_>, &mut Problems) -> Option<T>,
    pub(crate) fn() -> Shape,
);

impl<'d, T> Reads<'d, T> for Simple<T> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        (self.0)(node, problems)
    }

    fn shape(&self) -> Shape {
        (self.1)()
    }
}

/// True or false.
pub(crate) const FLAG: Simple<bool> =
    Simple(|node, problems| node.boolean(problems), || Shape::Bool);

/// True; a false flag is refused when the record is checked.
pub(crate) const ONLY_TRUE: Simple<bool> = Simple(FLAG.0, || Shape::True);

/// One to five stars.
pub(crate) const STARS: Simple<Star> = Simple(
    |node, problems| Star::new(node.number(1, 5, problems)?.try_into().ok()?),
    || Shape::Whole(1, 5),
);

/// The version of the format; another than 1 is refused when the record is checked.
pub(crate) const VERSION: Simple<u32> = Simple(
    |node, problems| node.number(0, u32::MAX, problems),
    || Shape::Whole(1, 1),
);

/// A value as serde reads it, whatever its shape: what this version writes is narrower than what is read.
pub(crate) struct AsIs(pub(crate) fn() -> Shape);

impl<'d, T: DeserializeOwned> Reads<'d, T> for AsIs {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        let refused = |wrong: Node<'_>| {
            let expected = phrase!("một giá trị của phiên bản này", "a value of this version");
            problems.push(wrong.problem(ProblemCode::WrongType, wrong.described(), expected));
        };
        node.typed().map_err(refused).ok()
    }

    fn shape(&self) -> Shape {
        (self.0)()
    }
}

/// A value, or null where there is none.
pub(crate) struct OrNull<R>(pub(crate) R);

impl<'d, T, R: Reads<'d, T>> Reads<'d, Option<T>> for OrNull<R> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Option<T>> {
        match node.kind() {
            Kind::Null => Some(None),
            _ => self.0.read(node, problems).map(Some),
        }
    }

    fn shape(&self) -> Shape {
        self.0.shape().or_null()
    }
}

/// The value of a key that files of another version may lack, and what such a file says.
pub(crate) struct Or<R, T>(pub(crate) R, pub(crate) T);

impl<'d, T: Clone, R: Reads<'d, T>> Reads<'d, T> for Or<R, T> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        self.0.read(node, problems)
    }

    fn shape(&self) -> Shape {
        self.0.shape()
    }

    fn absent(&self) -> Option<T> {
        Some(self.1.clone())
    }
}

/// The number of a box.
pub(crate) const BOXES: Simple<Ticked> = Simple(
    |node, problems| {
        let written = node.as_number(problems)?;
        let number = written.parse().map(Ticked::Box);
        Some(number.unwrap_or_else(|_| Ticked::Other(node.quoted().into())))
    },
    || Shape::Whole(0, u32::MAX),
);

/// A text with at least one visible character.
pub(crate) struct Text;

impl<'d, T: From<Cow<'d, str>>> Reads<'d, T> for Text {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        node.some_text(problems).map(T::from)
    }

    fn shape(&self) -> Shape {
        Shape::Text
    }
}

/// A clause as a text; or a clause with the reading that was taken, or the source that it was read in.
pub(crate) const CITE: Simple<Citation> = Simple(
    |node, problems| {
        if node.as_text().is_some() {
            return Some(Citation::from(&*node.some_text(problems)?));
        }
        let CitationFile {
            clause, reading, ..
        } = CitationFile::read(node, problems)?;
        let clause = clause.into();
        Some(Citation { clause, reading })
    },
    || Shape::AnyOf(vec![Shape::Text, Shape::Record(CitationFile::declared)]),
);

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
            Shape::words(T::CHOICES)
        }
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

/// The value given as the number of a box.
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
        let mut values = Vec::with_capacity(node.list_from(self.1, problems)?);
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
        node.list_from(self.1, problems)?;
        let read = node.elements().map(|entry| self.0.read(entry, problems));
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
