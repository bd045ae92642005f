//! A case in the canonical case format: what it states, with defaults written out.

use std::borrow::Cow;

use super::Case;
use crate::input::readers::Ticked;
use crate::input::record::Field;
use crate::input::{
    RawAdopts, RawAnswer, RawApplication, RawCase, RawCouncil, RawPart, RawPrevious, RawProducer,
    RawProduct, RawReportItem, RawSelfAssessment, RawSheet, RawStage,
};
use crate::law::CriteriaSet;
use crate::procedure::seal::json;
use crate::procedure::stage::{Content, ReportEntry, Stage};
use crate::scoring::ScoreSheet;
use crate::text::normalise;
use crate::value::PartId;

/// Texts as they were typed, or as they are compared and sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    AsTyped,
    Sealed,
}

impl Form {
    fn text<'c>(self, text: &'c str) -> Field<Cow<'c, str>> {
        Field::Value(match self {
            Form::AsTyped => Cow::Borrowed(text),
            Form::Sealed => normalise(text),
        })
    }

    fn optional<'c>(self, text: Option<&'c String>) -> Field<Cow<'c, str>> {
        text.map_or(Field::Absent, |text| self.text(text))
    }
}

fn list<T>(values: impl Iterator<Item = T>) -> Field<Vec<Field<T>>> {
    Field::Value(values.map(Field::Value).collect())
}

impl Case {
    /// What the case states, to be given again, such as with one stage more.
    #[must_use]
    pub fn to_raw(&self) -> RawCase<'_> {
        self.raw(Form::AsTyped)
    }

    /// What the case states, in one of two forms.
    pub(crate) fn raw(&self, form: Form) -> RawCase<'_> {
        RawCase {
            application: self.raw_application(form),
            format: Field::Value(1),
            product: Field::Value(self.raw_product(form)),
            regulation: match self.named {
                true => Field::Value(self.regulation.id.clone()),
                false => Field::Absent,
            },
            self_assessment: Field::of(self.raw_self_assessment()),
            set: Field::Value(self.set.code),
            stages: list(self.stages.iter().map(|stage| stage.raw(form))),
        }
    }

    /// What the case states and the days of its decisions, as one text: equal cases have one.
    pub(crate) fn text(&self) -> String {
        let decided = self.stages.iter().map(|stage| stage.decided);
        json(&(self.raw(Form::Sealed), decided.collect::<Vec<_>>()))
    }

    /// The producer's own sheet, by the set that it was filled in for.
    fn raw_self_assessment(&self) -> Option<RawSelfAssessment<'_>> {
        let (sheet, _, set) = self.own_sheet()?;
        Some(RawSelfAssessment {
            answers: answers(set, sheet),
        })
    }

    fn raw_application(&self, form: Form) -> Field<RawApplication<'_>> {
        let own = &self.application;
        let raw = RawApplication {
            filed: Field::of(own.filed),
            items: own.items.as_ref().map_or(Field::Absent, |items| {
                let mut items: Vec<&str> = items.iter().map(String::as_str).collect();
                if form == Form::Sealed {
                    items.sort_unstable();
                }
                list(items.into_iter().map(Cow::Borrowed))
            }),
            kind: Field::of(own.kind),
            previous: Field::of(own.previous.map(|previous| RawPrevious {
                expires: Field::Value(previous.expires),
                issued: Field::Value(previous.issued),
                star: Field::Value(previous.star),
            })),
        };
        // An application that states nothing is none.
        if raw == RawApplication::default() {
            Field::Absent
        } else {
            Field::Value(raw)
        }
    }

    fn raw_product(&self, form: Form) -> RawProduct<'_> {
        let own = &self.product;
        let producer = own.producer.as_ref().map(|producer| RawProducer {
            address: form.optional(producer.address.as_ref()),
            id: form.optional(producer.id.as_ref()),
            kind: Field::of(producer.kind),
            name: form.optional(producer.name.as_ref()),
            phone: form.optional(producer.phone.as_ref()),
        });
        RawProduct {
            code: form.optional(own.code.as_ref()),
            commune: form.optional(own.commune.as_ref()),
            craft_village: Field::of(own.craft_village),
            district: form.optional(own.district.as_ref()),
            name: form.text(&own.name),
            // A producer of which nothing is stated is none.
            producer: Field::of(producer.filter(|raw| *raw != RawProducer::default())),
        }
    }
}

impl Stage {
    fn raw(&self, form: Form) -> RawStage<'_> {
        let mut raw = RawStage {
            date: Field::of(self.date),
            level: Field::Value(self.level),
            ..RawStage::default()
        };
        if form == Form::AsTyped {
            raw.decided = Field::of(self.decided);
            raw.decision = form.optional(self.decision.as_ref());
        }
        let findings = self.findings.iter();
        let mut findings: Vec<_> = findings.map(|finding| finding.id.clone()).collect();
        if form == Form::Sealed {
            findings.sort_unstable();
        }
        raw.findings = list(findings.into_iter());
        match &self.content {
            Content::Sheets {
                sheets,
                rules,
                appointed,
                form: how,
            } => {
                raw.council = Field::Value(RawCouncil {
                    appointed: Field::of(*appointed),
                    form: Field::Value(*how),
                    rules: Field::Value(rules.id.clone()),
                });
                let sheets = sheets.iter().map(|sheet| self.raw_sheet(sheet, form));
                let mut sheets: Vec<_> = sheets.map(Field::Value).collect();
                if form == Form::Sealed {
                    // Assessors differ within a stage.
                    sheets.sort_by(|a, b| assessor(a).cmp(&assessor(b)));
                }
                raw.sheets = Field::Value(sheets);
            }
            Content::Parts {
                points,
                total,
                attested,
                ..
            } => {
                let parts = PartId::ALL.iter().zip(points);
                raw.parts = list(parts.map(|(part, points)| RawPart {
                    part: Field::Value(*part),
                    points: Field::Value(*points),
                }));
                raw.total = Field::of(*total);
                raw.attested_star = Field::of(*attested);
            }
            Content::Total { points, attested } => {
                raw.total = Field::Value(*points);
                raw.attested_star = Field::of(*attested);
            }
            Content::Forwarded => raw.forwarded = Field::Value(true),
            Content::Adopts(star) => {
                raw.adopts = Field::Value(RawAdopts {
                    star: Field::Value(*star),
                });
            }
            Content::Report(entries) => {
                raw.report = list(entries.iter().map(|entry| entry.raw(form)));
            }
            Content::FindingsOnly => {}
        }
        raw
    }

    fn raw_sheet<'c>(&'c self, sheet: &'c ScoreSheet, form: Form) -> RawSheet<'c> {
        RawSheet {
            answers: answers(&self.set, sheet),
            assessor: form.text(sheet.assessor()),
            name: sheet.name().map_or(Field::Absent, |name| form.text(name)),
            role: Field::Value(sheet.role()),
            stopped_at: Field::of(sheet.stopped_at().map(|code| code.as_str().into())),
        }
    }
}

impl ReportEntry {
    fn raw(&self, form: Form) -> RawReportItem<'_> {
        RawReportItem {
            item: Field::Value(self.item),
            met: Field::of(self.met),
            note: form.optional(self.note.as_ref()),
        }
    }
}

/// What the stage states, to be given again in another case.
///
/// ```
/// use ocop::input::{RawCase, RawStage};
/// use ocop::{Case, Catalog};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let again = case.to_raw().stages(case.stages().iter().map(RawStage::from));
/// assert_eq!(Case::new(&again, "the same case", &catalog)?, case);
/// # Ok::<(), ocop::LoadError>(())
/// ```
impl<'c> From<&'c Stage> for RawStage<'c> {
    fn from(stage: &'c Stage) -> RawStage<'c> {
        stage.raw(Form::AsTyped)
    }
}

/// Who signed a sheet.
fn assessor<'r>(sheet: &'r Field<RawSheet<'_>>) -> Option<&'r str> {
    sheet.get()?.assessor.get().map(|name| &**name)
}

/// The answers of a sheet, in the order of its criteria.
fn answers<'c>(set: &'c CriteriaSet, sheet: &ScoreSheet) -> Field<Vec<Field<RawAnswer<'c>>>> {
    let entries = &set.table.entries;
    let mut answers = Vec::with_capacity(entries.len());
    answers.extend(entries.iter().enumerate().filter_map(|(position, entry)| {
        Some(Field::Value(RawAnswer {
            ticked: Field::Value(Ticked::Box(sheet.box_at(position)?.into())),
            criterion: Field::Value(Cow::Borrowed(entry.code.as_str())),
        }))
    }));
    Field::Value(answers)
}

/// Two cases are equal when they state the same, whatever they were read with.
impl PartialEq for Case {
    fn eq(&self, other: &Case) -> bool {
        self.raw(Form::AsTyped) == other.raw(Form::AsTyped)
    }
}

impl Eq for Case {}

/// The canonical case format: keys in the order of RFC 8785, defaults written out, texts as they
/// were typed. It reads back to an equal case.
impl serde::Serialize for Case {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw(Form::AsTyped).serialize(serializer)
    }
}
