//! A stored result read back: every problem of it at once, and what no result of this version says.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::input::json::Document;
use crate::input::load_error::Problems;
use crate::input::{Diagnostic, Kind, LoadError, Node, ProblemCode, Slip, quote, refusal};
use crate::procedure::result::{DataNote, Evaluation, StageResult};
use crate::procedure::seal::{Seal, old_form};
use crate::procedure::verify::{Difference, DifferenceKind};
use crate::text::phrase;

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
        let mut reading = Reading::default();
        let result = reading.result(document.root());
        reading.problems.give(result)
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
        let mut reading = Reading::default();
        let results = document.root().elements();
        let results: Vec<_> = results.map(|node| reading.result(node)).collect();
        reading.problems.give(results.into_iter().collect())
    }
}

/// What was found while stored results are read.
#[derive(Default)]
struct Reading {
    problems: Problems,
    /// Of the result that is being read, what no result of this version says, as differences of its form.
    unread: Vec<Difference>,
    /// The same as problems, for keys that were meant for one that is missing.
    strange: Vec<Diagnostic>,
}

impl Reading {
    fn result(&mut self, node: Node<'_>) -> Option<Evaluation> {
        // What has neither is something else, which is one mistake.
        if node.get("outcome").is_none() && node.get("seal").is_none() {
            self.problems.push(node.placed(no_result(node)));
            return None;
        }
        let known = &[
            "format",
            "product",
            "regulation",
            "set",
            "stages",
            "outcome",
            "data",
            "seal",
        ];
        self.keys(node, known)?;
        let format = self.required(node, "format");
        let product = self.required(node, "product");
        let regulation = self.required(node, "regulation");
        let set = self.required(node, "set");
        let stages = self.list(node, "stages", Reading::stage);
        let outcome = self.required(node, "outcome");
        let data = self.held(node, "data").and_then(|node| self.data(node));
        let seal = self.held(node, "seal").and_then(|node| self.seal(node));
        self.tell_misspelt();
        let root = node.pointer();
        let mut unread = std::mem::take(&mut self.unread);
        for difference in &mut unread {
            difference.pointer.drain(..root.len());
        }
        Some(Evaluation {
            format: format?,
            product: product?,
            regulation: regulation?,
            set: set?,
            stages: stages?,
            outcome: outcome?,
            data: data?,
            seal: seal?,
            unread,
        })
    }

    fn stage(&mut self, node: Node<'_>) -> Option<StageResult> {
        let known = &[
            "level",
            "date",
            "regulation",
            "status",
            "total",
            "parts",
            "spread",
            "minima",
            "band_star",
            "star",
            "unmet",
            "action",
            "reasons",
        ];
        self.keys(node, known)?;
        let level = self.required(node, "level");
        let date = self.optional(node, "date");
        let regulation = self.optional(node, "regulation");
        let status = self.required(node, "status");
        let total = self.optional(node, "total");
        let parts = self.optional(node, "parts");
        let spread = self.optional(node, "spread");
        let minima = self.optional(node, "minima");
        let band_star = self.optional(node, "band_star");
        let star = self.optional(node, "star");
        let unmet = self.list(node, "unmet", Reading::value);
        let action = self.optional(node, "action");
        let reasons = self.list(node, "reasons", Reading::value);
        Some(StageResult {
            level: level?,
            date: date?,
            regulation: regulation?,
            status: status?,
            total: total?,
            parts: parts?,
            spread: spread?,
            minima: minima?,
            band_star: band_star?,
            star: star?,
            unmet: unmet?,
            action: action?,
            reasons: reasons?,
        })
    }

    fn data(&mut self, node: Node<'_>) -> Option<DataNote> {
        self.keys(node, &["status", "warnings"])?;
        let status = self.required(node, "status");
        let warnings = self.list(node, "warnings", Reading::value);
        Some(DataNote {
            status: status?,
            warnings: warnings?,
        })
    }

    fn seal(&mut self, node: Node<'_>) -> Option<Seal> {
        self.keys(node, &["form", "engine", "criteria", "input", "decision"])?;
        let form = match node.get("form") {
            Some(form) => self.value(form),
            None => Some(old_form()),
        };
        let engine = self.required(node, "engine");
        let criteria = self.required(node, "criteria");
        let input = self.required(node, "input");
        let decision = self.optional(node, "decision");
        Some(Seal {
            form: form?,
            engine: engine?,
            criteria: criteria?,
            input: input?,
            decision: decision?,
        })
    }

    /// Looks through the keys of an object; nothing where the value is none.
    fn keys(&mut self, node: Node<'_>, known: &[&str]) -> Option<()> {
        if node.kind() != Kind::Object {
            self.problems.push(node.placed(no_result(node)));
            return None;
        }
        let mut seen = BTreeSet::new();
        for (key, value) in node.entries() {
            let name = key.as_text().unwrap_or_default();
            if !known.contains(&&*name) {
                self.unread(node, key, value);
                let problem = key.placed(Diagnostic::unknown_key(&name, known));
                self.strange.push(problem);
            } else if !seen.insert(name.clone()) {
                self.problems
                    .push(key.placed(Diagnostic::repeated_key(&name)));
            }
        }
        Some(())
    }

    /// The value of a key that has to be there.
    fn held<'d>(&mut self, node: Node<'d>, key: &str) -> Option<Node<'d>> {
        let value = node.get(key);
        if value.is_none() {
            self.problems
                .push(node.placed(Diagnostic::missing_key(key)));
        }
        value
    }

    fn required<T: DeserializeOwned + Serialize>(
        &mut self,
        node: Node<'_>,
        key: &str,
    ) -> Option<T> {
        self.held(node, key).and_then(|value| self.value(value))
    }

    /// The value of a key that may be null, or not there.
    fn optional<T: DeserializeOwned + Serialize>(
        &mut self,
        node: Node<'_>,
        key: &str,
    ) -> Option<Option<T>> {
        node.get(key).map_or(Some(None), |value| self.value(value))
    }

    fn list<T>(
        &mut self,
        node: Node<'_>,
        key: &str,
        read: fn(&mut Reading, Node<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let list = self.held(node, key)?;
        if list.kind() != Kind::List {
            self.problems.push(list.placed(no_result(list)));
            return None;
        }
        let entries: Vec<Option<T>> = list.elements().map(|entry| read(self, entry)).collect();
        entries.into_iter().collect()
    }

    /// A value that its type reads as one.
    fn value<T: DeserializeOwned + Serialize>(&mut self, node: Node<'_>) -> Option<T> {
        match node.typed::<T>() {
            Ok(value) => {
                if let (Kind::Object | Kind::List, Ok(written)) =
                    (node.kind(), serde_json::to_value(&value))
                {
                    self.passed_over(node, &written);
                }
                Some(value)
            }
            Err(wrong) => {
                self.problems.push(wrong.placed(no_result(wrong)));
                None
            }
        }
    }

    /// Notes the keys of a value that its type does not write again.
    fn passed_over(&mut self, node: Node<'_>, written: &Value) {
        for (key, value) in node.entries() {
            match key.as_text().and_then(|key| written.get(&*key)) {
                Some(written) => self.passed_over(value, written),
                None => self.unread(node, key, value),
            }
        }
        let entries = written.as_array().into_iter().flatten();
        for (node, written) in node.elements().zip(entries) {
            self.passed_over(node, written);
        }
    }

    fn unread(&mut self, object: Node<'_>, key: Node<'_>, value: Node<'_>) {
        let (key, value) = (key.source(), value.source());
        self.unread.push(Difference {
            kind: DifferenceKind::Form,
            pointer: object.pointer(),
            stored: quote(&format!("{{{key}:{value}}}")),
            computed: "`{}`".to_owned(),
        });
    }

    /// Tells the keys that are strange to an object that lacks one: they are misspelt.
    fn tell_misspelt(&mut self) {
        let lacking = self.problems.iter_mut();
        let lacking = lacking.filter(|problem| matches!(problem.slip, Some(Slip::AbsentKey(_))));
        let lacking: BTreeSet<String> = lacking.map(|problem| problem.pointer.clone()).collect();
        let strange = std::mem::take(&mut self.strange).into_iter();
        let misspelt = strange.filter(|problem| lacking.contains(&problem.pointer));
        self.problems.extend(misspelt);
    }
}

fn no_result(node: Node<'_>) -> Diagnostic {
    let expected = phrase!(
        "một kết quả của `ocop evaluate --json`",
        "a result of `ocop evaluate --json`"
    );
    refusal(ProblemCode::WrongType, node.described(), expected)
}
