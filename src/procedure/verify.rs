//! A stored result held against a new computation of it: what differs, by kind.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::input::json::Document;
use crate::input::load_error::Problems;
use crate::input::{Diagnostic, LoadError, ProblemCode, refusal};
use crate::procedure::evaluated_case::EvaluatedCase;
use crate::procedure::result::{Evaluation, MeanTotal, Outcome, PartMean, StageResult};
use crate::procedure::seal::json;
use crate::text::{Lang, Reason, normalise, phrase};
use crate::value::codes::{getters, word_code};

word_code! {
    /// What differs between a stored result and a new one.
    DifferenceKind:
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
    /// The place in the stored result, as a JSON Pointer. Where the result does not have the key, it is where the
    /// key would stand; [`Verification::diagnostics`] tells such a difference at the object that lacks it. A key
    /// that no result of this version has is told at the object that holds it.
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
        f.write_str(kind.as_str())?;
        if !pointer.is_empty() {
            write!(f, " {pointer}")?;
        }
        write!(f, ": stored {stored}, now {computed}")
    }
}

/// What verification of a stored result found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    differences: Vec<Difference>,
}

getters! { Verification {
    /// Every difference, in the order of the result; then what it says that no result of this version does.
    differences: list Difference,
} }

impl Verification {
    /// Whether case and decision are the same: another engine, other data, another form or wording
    /// does not make another decision.
    #[must_use]
    pub fn is_same_decision(&self) -> bool {
        let decides = [DifferenceKind::Input, DifferenceKind::Decision];
        let mut differences = self.differences.iter();
        !differences.any(|difference| decides.contains(&difference.kind))
    }

    /// The same differences of a result that is one of a list, by its position in it.
    #[must_use]
    pub fn in_list(mut self, position: usize) -> Verification {
        for difference in &mut self.differences {
            difference.pointer.insert_str(0, &format!("/{position}"));
        }
        self
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
            let node = document.at(&difference.pointer);
            // The key that is not there is the step after the nearest value that is.
            let nearest = node.pointer();
            let rest = difference.pointer.strip_prefix(&nearest);
            let absent = rest.and_then(|rest| rest.split('/').nth(1));
            let found = match absent {
                Some(key) => phrase!("không có khóa `{key}`", "no key `{key}`"),
                None => stored.into(),
            };
            problems.push(Diagnostic {
                path: nearest.trim_start_matches('/').to_owned(),
                ..node.placed(refusal(ProblemCode::ResultDiffers, found, computed))
            });
        }
        match problems.give(Some(())) {
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

impl EvaluatedCase {
    /// Holds a stored result against this one.
    ///
    /// A result of another form of the seal is compared but for its seal; one of the old form (0.1.0,
    /// without `form` in its seal) but for what it does not say, too. Keys that no result of this version has are
    /// differences of the form, where the result was read with [`Evaluation::from_json`].
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
        let same_form = stored.seal.form == new.seal.form;
        // The old form says less than the others do.
        let old_form = stored.seal.form < new.seal.form;
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
        let outcome = match (new.outcome, stored.outcome) {
            // The old form does not say what a certificate's days rest on.
            (
                Outcome::Recognised {
                    star,
                    by,
                    certificate,
                },
                Outcome::Recognised {
                    certificate: before,
                    ..
                },
            ) if old_form => Outcome::Recognised {
                star,
                by,
                certificate: certificate.with_basis(before.basis()),
            },
            (outcome, _) => outcome,
        };
        found.compare(Decision, "/outcome", json(&stored.outcome), json(&outcome));
        let (data, now) = (&stored.data, &new.data);
        found.compare(Criteria, "/data/status", data.status, now.status);
        let warnings = (&data.warnings[..], &now.warnings[..]);
        reasons(&mut found, "/data/warnings", warnings);
        let (sealed, anew) = (&stored.seal, &new.seal);
        found.compare(Form, "/seal/form", sealed.form, anew.form);
        found.compare(Engine, "/seal/engine", &sealed.engine, &anew.engine);
        // Another form of the seal hashes otherwise.
        if same_form {
            found.compare(Criteria, "/seal/criteria", &sealed.criteria, &anew.criteria);
            found.compare(Input, "/seal/input", &sealed.input, &anew.input);
            let (sealed, anew) = (json(&sealed.decision), json(&anew.decision));
            found.compare(Input, "/seal/decision", sealed, anew);
        }
        found.differences.extend(stored.unread.iter().cloned());
        found
    }
}

fn stage(
    found: &mut Verification,
    index: usize,
    (stored, new): (&StageResult, &StageResult),
    old_form: bool,
) {
    use DifferenceKind::{Criteria, Decision, Input, Wording};
    let at = |key: &str| format!("/stages/{index}/{key}");
    let mut compare = |kind, key: &str, of: &dyn Fn(&StageResult) -> String| {
        found.compare(kind, at(key), of(stored), of(new));
    };
    compare(Input, "level", &|stage| stage.level.to_string());
    compare(Input, "date", &|stage| json(&stage.date));
    if stored.regulation.is_some() || !old_form {
        compare(Criteria, "regulation", &|stage| json(&stage.regulation));
    }
    compare(Decision, "status", &|stage| stage.status.to_string());
    compare(Decision, "total", &|stage| {
        let mean = stage.total.as_ref().map(MeanTotal::mean);
        json(&mean.map(|mean| (mean.sum(), mean.count())))
    });
    compare(Decision, "parts", &|stage| {
        let parts = stage.parts.as_ref().map(<[PartMean; 3]>::each_ref);
        json(&parts.map(|parts| parts.map(|part| (part.part, part.sum))))
    });
    compare(Decision, "spread", &|stage| json(&stage.spread));
    compare(Decision, "minima", &|stage| json(&stage.minima));
    compare(Decision, "band_star", &|stage| json(&stage.band_star));
    compare(Decision, "star", &|stage| json(&stage.star));
    compare(Decision, "unmet", &|stage| json(&stage.unmet));
    compare(Decision, "action", &|stage| json(&stage.action));
    if let (Some(stored), Some(new)) = (&stored.total, &new.total) {
        found.compare(Wording, at("total/shown"), stored.shown(), new.shown());
    }
    let parts = stored.parts.iter().flatten();
    for (part, (stored, new)) in parts.zip(new.parts.iter().flatten()).enumerate() {
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
        let parts = |reason: &Reason| {
            let args = reason.args().iter();
            let args: BTreeMap<_, _> = args.map(|(name, value)| (*name, value.word())).collect();
            let citation = reason.citation();
            [
                ("code", json(&reason.code())),
                ("args", json(&args)),
                ("citation", json(&citation.clause())),
                ("reading", json(&citation.reading())),
                ("vi", json(&reason.text(Lang::Vi))),
            ]
        };
        for ((key, stored), (_, new)) in parts(stored).into_iter().zip(parts(new)) {
            found.compare(wording, format!("{at}/{key}"), stored, new);
        }
    }
}
