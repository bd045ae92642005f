//! A stored result held against a new computation of it: what differs, by kind.

use std::fmt::Display;

use crate::input::diagnostic::Diagnostic;
use crate::input::json::Document;
use crate::input::load_error::{LoadError, Problems};
use crate::input::problem_code::ProblemCode;
use crate::input::refusals::json_fault;
use crate::procedure::certificate::CertificateBasis;
use crate::procedure::evaluated_case::EvaluatedCase;
use crate::procedure::result::{Evaluation, Outcome, StageResult};
use crate::text::lang::Lang;
use crate::text::normalise::normalise;
use crate::text::phrase::phrase;
use crate::text::reason::Reason;
use crate::value::codes::word_code;

word_code! {
    /// What differs between a stored result and a new one.
    DifferenceKind, "one of `form`, `engine`, `criteria`, `input`, `decision`, `wording`",
    /// The form of the result or of its seal.
    Form = "form",
    /// The version of the engine.
    Engine = "engine",
    /// The regulations, sheets or council rules, or how sure they are.
    Criteria = "criteria",
    /// The case: product, set, stages, recognition decisions.
    Input = "input",
    /// What was decided: a status, points, a star, a minimum, an action, the outcome.
    Decision = "decision",
    /// How it is put: reasons, warnings, rounded figures.
    Wording = "wording",
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Its kind.
    pub kind: DifferenceKind,
    /// The place in the stored result, as a JSON Pointer.
    pub pointer: String,
    /// What is stored.
    pub stored: String,
    /// What was computed.
    pub computed: String,
}

/// One line for people.
impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Difference {
            kind,
            pointer,
            stored,
            computed,
        } = self;
        write!(f, "{kind} {pointer}: stored {stored}, now {computed}")
    }
}

/// What verification of a stored result found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    differences: Vec<Difference>,
}

impl Verification {
    /// Every difference, in the order of the result.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Whether case and decision are the same: another engine, other data, another form or wording
    /// does not make another decision.
    #[must_use]
    pub fn is_same_decision(&self) -> bool {
        let decides = [DifferenceKind::Input, DifferenceKind::Decision];
        let mut differences = self.differences.iter();
        !differences.any(|difference| decides.contains(&difference.kind))
    }

    /// The differences as problems of `text`, from which the stored result was read.
    ///
    /// # Errors
    ///
    /// [`LoadError`] when `text` is not JSON.
    pub fn diagnostics(&self, text: &str, file: &str) -> Result<Vec<Diagnostic>, LoadError> {
        let document = Document::read(text, file, 1)?;
        let mut problems = Problems::default();
        for difference in &self.differences {
            let (stored, computed) = (&difference.stored, &difference.computed);
            let code = ProblemCode::ResultDiffers;
            problems.push(Diagnostic {
                path: difference.pointer.trim_start_matches('/').to_owned(),
                pointer: difference.pointer.clone(),
                ..Diagnostic::of_file(code, "", stored, computed)
            });
        }
        document.locate(&mut problems);
        match problems.give::<()>(None) {
            Err(error) => Ok(error.into_diagnostics()),
            Ok(()) => Ok(Vec::new()),
        }
    }

    fn compare<T: PartialEq + Display>(
        &mut self,
        kind: DifferenceKind,
        pointer: impl Into<String>,
        stored: T,
        computed: T,
    ) {
        if stored != computed {
            self.differences.push(Difference {
                kind,
                pointer: pointer.into(),
                stored: stored.to_string(),
                computed: computed.to_string(),
            });
        }
    }
}

impl Evaluation {
    /// Reads a stored result.
    ///
    /// # Errors
    ///
    /// [`LoadError`] when the text is not JSON, or not a result.
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
        read(text, file)
    }
}

impl Evaluation {
    /// Reads the stored results of one case, or of several in a list.
    ///
    /// # Errors
    ///
    /// As [`Evaluation::from_json`].
    pub fn list_from_json(text: &str, file: &str) -> Result<Vec<Evaluation>, LoadError> {
        if text.trim_start().starts_with('[') {
            return read(text, file);
        }
        Ok(vec![Evaluation::from_json(text, file)?])
    }
}

/// A value from JSON; problems are told at their place.
fn read<T: serde::de::DeserializeOwned>(text: &str, file: &str) -> Result<T, LoadError> {
    Document::read(text, file, 1)?;
    serde_json::from_str(text).map_err(|error| {
        let expected = phrase!(
            "một kết quả của `ocop evaluate --json`",
            "a result of `ocop evaluate --json`"
        );
        let (line, column) = (error.line(), error.column());
        let found = json_fault(&error);
        let problem = Diagnostic::of_file(ProblemCode::WrongType, file, found, expected);
        LoadError::from(problem.at(line, column))
    })
}

impl EvaluatedCase {
    /// Holds a stored result against this one.
    ///
    /// A result of the old form (0.1.0, without `form` in its seal) is compared but for its seal and
    /// for what it does not say.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, EvaluatedCase, Evaluation};
    /// use ocop::procedure::DifferenceKind;
    ///
    /// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
    /// let evaluated = EvaluatedCase::from_json(text, "case.json", &Catalog::bundled())?;
    /// let mut stored: Evaluation = serde_json::from_str(&serde_json::to_string(&evaluated)?)?;
    /// stored.seal.engine = "ocop 9.9.9".to_owned();
    /// let verification = evaluated.verify(&stored);
    /// assert_eq!(verification.differences()[0].kind, DifferenceKind::Engine);
    /// assert!(verification.is_same_decision());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn verify(&self, stored: &Evaluation) -> Verification {
        use DifferenceKind::{Criteria, Decision, Engine, Form, Input};
        let mut found = Verification::default();
        let new = self.evaluation();
        let old_form = stored.seal.form != new.seal.form;
        found.compare(Form, "/format", stored.format, new.format);
        if normalise(&stored.product) != normalise(&new.product) {
            found.compare(Input, "/product", &stored.product, &new.product);
        }
        if !old_form {
            found.compare(Criteria, "/regulation", &stored.regulation, &new.regulation);
        }
        found.compare(Input, "/set", stored.set, new.set);
        found.compare(Input, "/stages", stored.stages.len(), new.stages.len());
        for (index, (stored, new)) in stored.stages.iter().zip(&new.stages).enumerate() {
            stage(&mut found, index, (stored, new), old_form);
        }
        found.compare(
            Decision,
            "/outcome",
            printed(&stored.outcome),
            printed(&if old_form {
                without_basis(new.outcome)
            } else {
                new.outcome
            }),
        );
        found.compare(
            Criteria,
            "/data/status",
            stored.data.status,
            new.data.status,
        );
        let warnings = (&stored.data.warnings[..], &new.data.warnings[..]);
        reasons(&mut found, "/data/warnings", warnings);
        let (sealed, anew) = (&stored.seal, &new.seal);
        found.compare(Form, "/seal/form", sealed.form, anew.form);
        found.compare(Engine, "/seal/engine", &sealed.engine, &anew.engine);
        if !old_form {
            found.compare(Criteria, "/seal/criteria", &sealed.criteria, &anew.criteria);
            found.compare(Input, "/seal/input", &sealed.input, &anew.input);
            found.compare(
                Input,
                "/seal/decision",
                printed(&sealed.decision),
                printed(&anew.decision),
            );
        }
        found
    }
}

/// An outcome as the old form says it, without what a certificate's days rest on.
fn without_basis(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Recognised {
            star,
            by,
            certificate,
        } => Outcome::Recognised {
            star,
            by,
            certificate: certificate.with_basis(CertificateBasis::Decision),
        },
        other => other,
    }
}

/// A value as the result prints it.
fn printed(value: &impl serde::Serialize) -> String {
    // INVARIANT: parts of a result have text keys only, so they can be written.
    serde_json::to_string(value).unwrap_or_default()
}

fn stage(
    found: &mut Verification,
    index: usize,
    (stored, new): (&StageResult, &StageResult),
    old_form: bool,
) {
    use DifferenceKind::{Criteria, Decision, Input, Wording};
    let at = |key: &str| format!("/stages/{index}/{key}");
    found.compare(Input, at("level"), stored.level, new.level);
    found.compare(Input, at("date"), printed(&stored.date), printed(&new.date));
    if stored.regulation.is_some() || !old_form {
        let (stored, new) = (printed(&stored.regulation), printed(&new.regulation));
        found.compare(Criteria, at("regulation"), stored, new);
    }
    found.compare(Decision, at("status"), stored.status, new.status);
    let exact = |stage: &StageResult| {
        let total = stage.total.as_ref();
        printed(&total.map(|total| (total.mean().sum(), total.mean().count())))
    };
    found.compare(Decision, at("total"), exact(stored), exact(new));
    let parts = |stage: &StageResult| {
        let parts = stage.parts.as_ref();
        printed(&parts.map(|parts| parts.each_ref().map(|part| (part.part, part.sum))))
    };
    found.compare(Decision, at("parts"), parts(stored), parts(new));
    for (key, value) in [
        ("spread", (printed(&stored.spread), printed(&new.spread))),
        ("minima", (printed(&stored.minima), printed(&new.minima))),
        (
            "band_star",
            (printed(&stored.band_star), printed(&new.band_star)),
        ),
        ("star", (printed(&stored.star), printed(&new.star))),
        ("unmet", (printed(&stored.unmet), printed(&new.unmet))),
        ("action", (printed(&stored.action), printed(&new.action))),
    ] {
        found.compare(Decision, at(key), value.0, value.1);
    }
    if let (Some(stored), Some(new)) = (&stored.total, &new.total) {
        found.compare(Wording, at("total/shown"), stored.shown(), new.shown());
    }
    let parts = stored
        .parts
        .iter()
        .flatten()
        .zip(new.parts.iter().flatten());
    for (part, (stored, new)) in parts.enumerate() {
        let at = at(&format!("parts/{part}/shown"));
        found.compare(Wording, at, &stored.shown, &new.shown);
    }
    reasons(found, &at("reasons"), (&stored.reasons, &new.reasons));
}

fn reasons(found: &mut Verification, at: &str, (stored, new): (&[Reason], &[Reason])) {
    let wording = DifferenceKind::Wording;
    found.compare(wording, at, stored.len(), new.len());
    for (index, (stored, new)) in stored.iter().zip(new).enumerate() {
        if stored == new {
            continue;
        }
        let at = format!("{at}/{index}");
        let (before, now) = (stored.text(Lang::En), new.text(Lang::En));
        if before != now {
            found.compare(wording, at, before, now);
            continue;
        }
        // Where the sentence is the same, what else of the reason is not.
        let value = |reason: &Reason| serde_json::to_value(reason).unwrap_or_default();
        let (stored, new) = (value(stored), value(new));
        for key in ["code", "args", "citation", "reading", "vi"] {
            let part = |of: &serde_json::Value| of.get(key).map(printed).unwrap_or_default();
            found.compare(wording, format!("{at}/{key}"), part(&stored), part(&new));
        }
    }
}
