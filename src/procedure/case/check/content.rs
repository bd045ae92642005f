//! The checks of what a stage holds beside sheets: points, a report, a result adopted.

use super::sheets::Ends;
use super::{Applied, Checker, Header};
use crate::input::pointer::Pointer;
use crate::input::problem_code::ProblemCode;
use crate::input::raw_case::{RawPart, RawReportItem, RawSelfAssessment, RawStage};
use crate::input::record::Field;
use crate::input::refusals::empty_text;
use crate::law::criteria::CriteriaSet;
use crate::procedure::rounded::true_sums;
use crate::procedure::stage::{Content, ReportEntry, report_entries};
use crate::scoring::sheet::{Role, ScoreSheet};
use crate::text::phrase::phrase;
use crate::value::codes::{PartId, ReportItem};
use crate::value::points::Points;
use crate::value::star::Star;

impl Checker<'_> {
    pub(super) fn content(
        &mut self,
        raw: &RawStage<'_>,
        at: &Pointer<'_>,
        header: &Header,
        applied: Option<&Applied>,
    ) -> Option<Content> {
        let set = applied.and_then(|applied| applied.set.as_deref());
        let attested = raw.attested_star.get().copied();
        let mut content = Some(Content::FindingsOnly);
        if raw.report.is_given() {
            let report = raw.report.get();
            content = report.map(|report| self.report(report, &at.key("report")));
        }
        if raw.adopts.is_given() {
            let adopts = raw.adopts.get();
            let star = adopts.and_then(|raw| self.required(&raw.star, &at.key("adopts"), "star"));
            content = star.map(|&star| Content::Adopts(star));
        }
        if raw.forwarded.is_given() {
            if raw.forwarded.get() == Some(&false) {
                let expected = phrase!(
                    "`true`, hoặc không có `forwarded`",
                    "`true`, or no `forwarded`"
                );
                let at = at.key("forwarded");
                self.problems.push(at.problem(
                    ProblemCode::BadWord,
                    "`false`".to_owned(),
                    expected,
                ));
            }
            content = Some(Content::Forwarded);
        }
        if raw.total.is_given() || raw.parts.is_given() {
            let total = self.total(raw, applied, at);
            let parts = raw.parts.get();
            let parts = parts.map(|parts| self.parts(parts, set, &at.key("parts")));
            content = match parts {
                Some(points) => points.zip(total).and_then(|(points, total)| {
                    self.mean(points, total, attested, set, &at.key("total"))
                }),
                // Also of parts that cannot be read: no case comes of them.
                None => total
                    .flatten()
                    .map(|points| Content::Total { points, attested }),
            };
        }
        if raw.sheets.is_given() || raw.council.is_given() {
            let council = self.council(raw, at);
            let by_law =
                applied.map(|applied| applied.regulation.council_form(header.application.kind));
            let level = raw.level.get().copied();
            let rule = applied.zip(level);
            let rule = rule.and_then(|(applied, level)| applied.regulation.level(level));
            let law = (by_law, rule.and_then(|rule| rule.spread.as_ref()));
            if raw.sheets.is_given() {
                let sheets = raw.sheets.get();
                content = sheets.and_then(|sheets| self.sheets(sheets, council, set, law, at));
            }
        }
        content
    }

    /// The total, where one is given; nothing where it cannot be read.
    pub(super) fn total(
        &mut self,
        raw: &RawStage<'_>,
        applied: Option<&Applied>,
        at: &Pointer<'_>,
    ) -> Option<Option<Points>> {
        if !raw.total.is_given() {
            return Some(None);
        }
        let total = *raw.total.get()?;
        if let Some(applied) = applied {
            self.at_most(total, applied.regulation.total, &at.key("total"));
        }
        Some(Some(total))
    }

    /// Parts with their sum, or with the total that is known beside them.
    pub(super) fn mean(
        &mut self,
        points: [Points; 3],
        total: Option<Points>,
        attested: Option<Star>,
        set: Option<&CriteriaSet>,
        at: &Pointer<'_>,
    ) -> Option<Content> {
        let [a, b, c] = points;
        // INVARIANT: parts lie below their maxima, far from what points can hold.
        let sum = a.checked_add(b).and_then(|sum| sum.checked_add(c)).ok()?;
        if let (Some(total), Some(set)) = (total, set) {
            let (lowest, highest) = true_sums(set, points);
            if total < lowest || total > highest {
                self.problems.push(at.problem(
                    ProblemCode::PartsWrong,
                    format!("`{total}`"),
                    phrase!(
                        "tổng của ba phần, từ `{lowest}` đến `{highest}` do làm tròn",
                        "the sum of the parts, from `{lowest}` to `{highest}` as they are rounded"
                    ),
                ));
            }
        }
        Some(Content::Parts {
            points,
            sum: total.unwrap_or(sum),
            total,
            attested,
        })
    }

    pub(super) fn parts(
        &mut self,
        raws: &[Field<RawPart>],
        set: Option<&CriteriaSet>,
        at: &Pointer<'_>,
    ) -> Option<[Points; 3]> {
        let mut given: Vec<(usize, PartId)> = Vec::new();
        let mut values = [None; 3];
        for (index, raw) in raws.iter().enumerate() {
            let Some(raw) = raw.get() else { continue };
            let at = at.index(index);
            let id = self.required(&raw.part, &at, "part").copied();
            let points = self.required(&raw.points, &at, "points").copied();
            let Some(id) = id else { continue };
            given.push((index, id));
            let part = set.and_then(|set| set.parts.iter().find(|part| part.id == id));
            if let (Some(part), Some(points)) = (part, points) {
                self.at_most(points, part.max, &at.key("points"));
            }
            for (slot, known) in values.iter_mut().zip(PartId::ALL) {
                if *known == id {
                    *slot = slot.or(points);
                }
            }
        }
        let expected = phrase!("mỗi phần một lần", "each part once");
        self.no_repeats(&given, at, "part", &expected);
        let is_given = |id: &PartId| given.iter().any(|(_, given)| given == id);
        let missing: Vec<&PartId> = PartId::ALL.iter().filter(|id| !is_given(id)).collect();
        // A part that is repeated or cannot be read was meant for one that is missing.
        let strange = raws.len() + missing.len() - PartId::ALL.len();
        if missing.len() > strange {
            for id in missing {
                self.problems.push(at.problem(
                    ProblemCode::PartsWrong,
                    phrase!("không có phần `{id}`", "no part `{id}`"),
                    phrase!(
                        "phần A, B và C, mỗi phần một lần",
                        "parts A, B and C, once each"
                    ),
                ));
            }
        }
        let [a, b, c] = values;
        Some([a?, b?, c?])
    }

    pub(super) fn at_most(&mut self, points: Points, most: Points, at: &Pointer<'_>) {
        if points > most {
            self.problems.push(at.problem(
                ProblemCode::PartOutOfRange,
                format!("`{points}`"),
                phrase!("từ `0` đến `{most}`", "from `0` to `{most}`"),
            ));
        }
    }

    pub(super) fn report(
        &mut self,
        raws: &[Field<RawReportItem<'_>>],
        at: &Pointer<'_>,
    ) -> Content {
        let mut given: Vec<(usize, ReportItem)> = Vec::new();
        let mut entries: Vec<ReportEntry> = Vec::new();
        for (index, raw) in raws.iter().enumerate() {
            let Some(raw) = raw.get() else { continue };
            let at = at.index(index);
            if raw.note.get().is_some_and(|note| note.trim().is_empty()) {
                let at = at.key("note");
                self.problems.push(at.placed(empty_text()));
            }
            let Some(&item) = self.required(&raw.item, &at, "item") else {
                continue;
            };
            given.push((index, item));
            entries.push(ReportEntry {
                item,
                met: raw.met.get().copied(),
                note: raw.note.get().map(|note| note.clone().into_owned()),
            });
        }
        let expected = phrase!("mỗi nội dung một lần", "each item once");
        self.no_repeats(&given, at, "item", &expected);
        Content::Report(report_entries(entries))
    }

    pub(super) fn self_assessment(
        &mut self,
        raw: &RawSelfAssessment<'_>,
        set: Option<&CriteriaSet>,
    ) -> Option<ScoreSheet> {
        let at = Pointer::ROOT.key("self_assessment");
        let answers = self.required(&raw.answers, &at, "answers")?;
        self.answers(
            answers,
            set,
            ("self", Role::Member, Ends::Whole),
            &at.key("answers"),
        )
    }
}
