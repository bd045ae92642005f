//! Text in; a checked value or every problem of the text out.
//!
//! [`node`] gives JSON with positions, [`diagnostic`] says what is wrong, and one module per kind
//! of file reads it and checks the rules that JSON cannot express.

use super::diagnostic::{LoadError, ProblemCode, Problems};
use super::node::{Node, Object, Source, Word};
use crate::law::council_rules::{ChairRule, MinimumBy};
use crate::law::criteria::{Alternative, DefectKind, NoteKind, SetStatus};
use crate::law::plan::Measure;
use crate::law::regulation::{ForwardBy, Reading};
use crate::value::codes::{
    ApplicationKind, CriterionCode, FindingId, Level, PartId, PlanId, ProducerKind, RegulationId,
    RulesId, SectionCode, SetCode,
};
use crate::value::dates::{Date, DayOfYear};
use crate::value::points::Points;
use crate::value::star::Star;

impl Word for Points {
    const CODE: ProblemCode = ProblemCode::BadPoints;
    const EXPECTED: &str = "a plain decimal such as `12` or `12.5`";
}

impl Word for Date {
    const CODE: ProblemCode = ProblemCode::BadDate;
    const EXPECTED: &str = "a day that exists, as `YYYY-MM-DD`";
}

impl Word for DayOfYear {
    const CODE: ProblemCode = ProblemCode::BadDate;
    const EXPECTED: &str = "a day that every year has, as `MM-DD`";
}

macro_rules! codes_are_words {
    ($($name:ident),+) => {
        $(impl Word for $name {
            const CODE: ProblemCode = ProblemCode::BadCode;
            const EXPECTED: &str = $name::EXPECTED;
        })+
    };
}
codes_are_words!(
    CriterionCode,
    FindingId,
    PlanId,
    RegulationId,
    RulesId,
    SectionCode,
    SetCode
);

/// Makes an enumeration of words readable from a file.
macro_rules! enum_is_word {
    ($($name:ident),+) => {
        $(impl $crate::input::node::Word for $name {
            const CODE: $crate::input::diagnostic::ProblemCode =
                $crate::input::diagnostic::ProblemCode::BadWord;
            const EXPECTED: &str = $name::EXPECTED;
            const CHOICES: &[Self] = $name::ALL;
        })+
    };
}
pub(crate) use enum_is_word;
enum_is_word!(
    Alternative,
    ApplicationKind,
    ChairRule,
    DefectKind,
    ForwardBy,
    Level,
    Measure,
    MinimumBy,
    NoteKind,
    PartId,
    ProducerKind,
    SetStatus
);

impl Node<'_> {
    /// The value as a star.
    pub(crate) fn star(&self, least: Star, problems: &mut Problems) -> Option<Star> {
        let number = self.number(u32::from(least.number()), 5, problems)?;
        Star::new(u8::try_from(number).ok()?)
    }
}

impl Object<'_> {
    /// `"format": 1`, the only format there is, where it is given.
    pub(crate) fn format(&mut self, problems: &mut Problems) {
        if let Some(node) = self.optional("format")
            && node.number(0, u32::MAX, problems).is_some_and(|n| n != 1)
        {
            problems.push(node.problem(ProblemCode::FormatVersion, node.quoted(), "`1`"));
        }
    }

    /// An optional list; empty when it is absent.
    pub(crate) fn optional_list<T>(
        &mut self,
        key: &'static str,
        name: &str,
        problems: &mut Problems,
        mut read: impl FnMut(&Node<'_>, &mut Problems) -> Option<T>,
    ) -> Vec<T> {
        let nodes = self
            .optional(key)
            .and_then(|node| node.list(name, problems))
            .unwrap_or_default();
        nodes
            .iter()
            .filter_map(|node| read(node, problems))
            .collect()
    }
}

/// Reads one document: the value, or every problem of the text.
pub(crate) fn document<'t, T>(
    text: &'t str,
    file: &'t str,
    first_line: usize,
    read: impl FnOnce(&Node<'t>, Object<'t>, &mut Problems) -> Option<T>,
) -> Result<T, LoadError> {
    let root = Node::parse(Source {
        file,
        text,
        first_line,
    })?;
    let mut problems = Problems::default();
    let value = root
        .object(&mut problems)
        .and_then(|object| read(&root, object, &mut problems));
    problems.give(value)
}

/// Reads every element; `None` when one could not be read.
pub(crate) fn all<'a, T>(
    nodes: Vec<Node<'a>>,
    problems: &mut Problems,
    mut read: impl FnMut(&Node<'a>, &mut Problems) -> Option<T>,
) -> Option<Vec<T>> {
    let values: Vec<Option<T>> = nodes.iter().map(|node| read(node, problems)).collect();
    values.into_iter().collect()
}

/// The readings that a file lists.
pub(super) fn readings(object: &mut Object<'_>, problems: &mut Problems) -> Vec<Reading> {
    object.optional_list("readings", "reading", problems, |node, problems| {
        let mut object = node.object(problems)?;
        let id = object.text("reading", problems);
        let text = object.text("text", problems);
        let citation = object.text("citation", problems);
        object.finish(problems);
        Some(Reading {
            id: id?,
            text: text?,
            citation: citation?,
        })
    })
}

/// Looks into a text that is an object, however wrong it may be otherwise.
pub(super) fn peek<T>(
    text: &str,
    look: impl FnOnce(&mut Object<'_>, &mut Problems) -> Option<T>,
) -> Option<T> {
    let mut ignored = Problems::default();
    let root = Node::parse(Source {
        file: "",
        text,
        first_line: 1,
    });
    let mut object = root.ok()?.object(&mut ignored)?;
    look(&mut object, &mut ignored)
}

/// Whether a text is an object with `key`.
pub(crate) fn has_key(text: &str, key: &'static str) -> bool {
    peek(text, |object, _| Some(object.optional(key).is_some())) == Some(true)
}

/// Reports each value of `nodes` that occurred before.
pub(crate) fn no_repeats<T: PartialEq>(
    nodes: &[(Node<'_>, T)],
    code: ProblemCode,
    what: &str,
    problems: &mut Problems,
) {
    for (index, (node, value)) in nodes.iter().enumerate() {
        if nodes
            .iter()
            .take(index)
            .any(|(_, earlier)| earlier == value)
        {
            problems.push(node.problem(code, node.quoted(), format!("each {what} once")));
        }
    }
}
