//! A stored result read back: every problem of it at once, and what no result of this version says.

use std::collections::BTreeSet;

use crate::input::json::Document;
use crate::input::load_error::Problems;
use crate::input::{
    AsIs, Diagnostic, Keys, Kind, LoadError, Node, ProblemCode, Reads, Record, Shape, Simple, Slip,
    Word, quote, record, refusal,
};
use crate::procedure::result::{Evaluation, MeanRecord, MeanTotal, PartMean};
use crate::procedure::verify::{Difference, DifferenceKind};
use crate::text::reason::{ReasonRecord, reason_record};
use crate::text::{Reason, ReasonCode, phrase};
use crate::value::{Points, ReadingId};

impl Evaluation {
    /// Reads a stored result. Keys that a result of this version does not have, as one of a later version may,
    /// are kept for [`EvaluatedCase::verify`](crate::EvaluatedCase::verify), which tells them.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem: the text is not JSON, or not a result; a key that is missing or repeated,
    /// a value that a result cannot have.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Evaluation;
    ///
    /// let error = Evaluation::from_json("{}", "result.json").unwrap_err();
    /// assert_eq!(error.diagnostics()[0].code().as_str(), "wrong-type");
    /// ```
    pub fn from_json(text: &str, file: &str) -> Result<Evaluation, LoadError> {
        let document = Document::read(text, file, 1)?;
        let mut problems = Problems::of_any_version();
        let result = stored(document.root(), &mut problems);
        given(&document, problems, result)
    }

    /// Reads the stored results of one case, or of several in a list.
    ///
    /// # Errors
    ///
    /// As [`Evaluation::from_json`].
    pub fn list_from_json(text: &str, file: &str) -> Result<Vec<Evaluation>, LoadError> {
        let document = Document::read(text, file, 1)?;
        if document.root().kind() != Kind::List {
            return Ok(vec![Evaluation::from_json(text, file)?]);
        }
        let mut problems = Problems::of_any_version();
        let results = document.root().elements();
        let results: Vec<_> = results.map(|node| stored(node, &mut problems)).collect();
        given(&document, problems, results.into_iter().collect())
    }
}

/// A result, with what it says that no result of this version does, as differences of its form.
fn stored(node: Node<'_>, problems: &mut Problems) -> Option<Evaluation> {
    // What has neither is something else, which is one mistake.
    if node.get("outcome").is_none() && node.get("seal").is_none() {
        problems.push(node.placed(no_result(node)));
        return None;
    }
    let result = Evaluation::read(node, problems);
    let passed_over = problems.passed_over.replace(Vec::new()).unwrap_or_default();
    let root = node.pointer().len();
    let unread = passed_over.iter().map(|key| Difference {
        kind: DifferenceKind::Form,
        pointer: key.problem.pointer.chars().skip(root).collect(),
        stored: quote(&format!("{{{}}}", key.source)),
        computed: "`{}`".to_owned(),
    });
    let unread = unread.collect();
    // Keys that are strange to an object that lacks one are misspelt.
    let lacking = problems.iter_mut();
    let lacking = lacking.filter(|problem| matches!(problem.slip, Some(Slip::AbsentKey(_))));
    let lacking: BTreeSet<String> = lacking.map(|problem| problem.pointer.clone()).collect();
    let strange = passed_over.into_iter().map(|key| key.problem);
    problems.extend(strange.filter(|problem| lacking.contains(&problem.pointer)));
    Some(Evaluation { unread, ..result? })
}

/// The results that were read, or every problem: of a value, that no result has it.
fn given<T>(
    document: &Document<'_>,
    mut problems: Problems,
    results: Option<T>,
) -> Result<T, LoadError> {
    use ProblemCode::{MissingKey, RepeatedKey, UnknownKey};
    for problem in problems.iter_mut() {
        if !matches!(problem.code, MissingKey | RepeatedKey | UnknownKey) {
            let node = document.at(&problem.pointer);
            *problem = node.placed(no_result(node));
        }
    }
    problems.give(results)
}

fn no_result(node: Node<'_>) -> Diagnostic {
    let expected = phrase!(
        "một kết quả của `ocop evaluate --json`",
        "a result of `ocop evaluate --json`"
    );
    refusal(ProblemCode::WrongType, node.described(), expected)
}

/// A text of a result, with something to see.
pub(super) const TEXT: AsIs = AsIs(|| Shape::Text);

/// Points as they are shown.
pub(super) const SHOWN: AsIs = AsIs(|| Shape::Pattern(Points::PATTERN));

/// A number of sheets.
pub(super) const COUNT: AsIs = AsIs(|| Shape::Whole(0, u32::MAX));

reason_record!(record);

pub(super) const REASON: Simple<Reason> = Simple(
    |node, problems| made(ReasonRecord::read(node, problems)?, node, problems),
    || Shape::Record(ReasonRecord::declared),
);

pub(super) const TOTAL: Simple<MeanTotal> = Simple(
    |node, problems| made(MeanRecord::read(node, problems)?, node, problems),
    || Shape::Record(MeanRecord::declared),
);

pub(super) const PARTS: Simple<[PartMean; 3]> = Simple(
    |node, problems| {
        let parts: Vec<PartMean> = Entries(Keys, 3).read(node, problems)?;
        made(parts, node, problems)
    },
    || Shape::Exactly(Box::new(Shape::Record(PartMean::declared)), 3),
);

/// What was read, made into another type, if it can be.
fn made<R, T: TryFrom<R>>(read: R, node: Node<'_>, problems: &mut Problems) -> Option<T> {
    let refused = |_| problems.push(node.placed(no_result(node)));
    T::try_from(read).map_err(refused).ok()
}

/// A list that has at least so many entries in a result of this version, and is read whatever its length.
pub(super) struct Entries<R>(pub(super) R, pub(super) usize);

impl<'d, T, R: Reads<'d, T>> Reads<'d, Vec<T>> for Entries<R> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Vec<T>> {
        if !node.is_read_as(Kind::List, problems) {
            return None;
        }
        let entries = node.elements().map(|entry| self.0.read(entry, problems));
        let entries: Vec<Option<T>> = entries.collect();
        entries.into_iter().collect()
    }

    fn shape(&self) -> Shape {
        Shape::List(Box::new(self.0.shape()), self.1)
    }
}
