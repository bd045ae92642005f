//! The checks of the stages: their days, the rules that apply on them, their levels, what they may hold.

use std::sync::Arc;

use super::{Applied, Checker, Header};
use crate::input::load_error::Problems;
use crate::input::pointer::Pointer;
use crate::input::record::Field;
use crate::input::refusals::{empty_list, list_of};
use crate::input::{Diagnostic, ProblemCode, RawCase, RawStage, Slip};
use crate::law::{CriteriaSet, Finding, Regulation};
use crate::procedure::machine::{Rules, may_follow};
use crate::procedure::stage::Stage;
use crate::text::{Phrase, phrase};
use crate::value::{Date, FindingId, Level};

/// A stage's level, and the rules of its day.
type Placed = (Level, Arc<Regulation>, Option<Date>);

/// The days of a case so far.
#[derive(Default)]
pub(super) struct Days {
    latest: Option<Date>,
    /// The least day that one, two and more days in order can end with.
    ends: Vec<Date>,
}

impl Days {
    /// Takes in a day, and gives the one that it is before, where one mistake more makes it so. Of two days in
    /// the wrong order either may be the wrong one: as many are told as have to change at least, so that no
    /// mistake is told twice.
    fn add(&mut self, day: Date) -> Option<Date> {
        self.latest = Some(day);
        let last = self.ends.last().copied();
        let at = self.ends.partition_point(|&end| end <= day);
        match self.ends.get_mut(at) {
            Some(end) => *end = day,
            None => self.ends.push(day),
        }
        last.filter(|&last| day < last)
    }
}

fn rules((level, regulation, day): &Placed) -> (Level, Rules<'_>) {
    let day = *day;
    (*level, Rules { regulation, day })
}

/// Whether a stage has findings, well or badly.
fn has_findings(raw: &RawStage<'_>) -> bool {
    match &raw.findings {
        Field::Value(list) => !list.is_empty(),
        other => other.is_given(),
    }
}

/// Whether a stage says that it forwards, well or badly; that it does not is told at the key, and says nothing.
fn forwards(raw: &RawStage<'_>) -> bool {
    raw.forwarded.is_given() && raw.forwarded.get() != Some(&false)
}

/// What a stage holds beside findings, of which it should hold one, by the keys.
fn kinds(raw: &RawStage<'_>) -> impl Iterator<Item = &'static str> {
    let given = [
        (raw.sheets.is_given(), "sheets"),
        (raw.parts.is_given(), "parts"),
        (raw.total.is_given() && !raw.parts.is_given(), "total"),
        (forwards(raw), "forwarded"),
        (raw.adopts.is_given(), "adopts"),
        (raw.report.is_given(), "report"),
    ];
    given
        .into_iter()
        .filter_map(|(given, kind)| given.then_some(kind))
}

impl Checker<'_> {
    /// The stages; the rules of the first, also where the rest of it cannot be read; and the regulation
    /// of the last.
    pub(super) fn stages(
        &mut self,
        raw: &RawCase<'_>,
        header: &Header,
    ) -> (Vec<Option<Stage>>, Option<Applied>, Option<Arc<Regulation>>) {
        let root = Pointer::ROOT;
        let at = root.key("stages");
        let Some(raws) = self.problems.required(&raw.stages, &root, "stages") else {
            return (Vec::new(), None, None);
        };
        if raws.is_empty() {
            self.problems.push(at.placed(empty_list()));
        }
        let mut stages = Vec::with_capacity(raws.len());
        let mut first = None;
        let mut days = Days::default();
        if let Some(filed) = header.application.filed {
            days.add(filed);
        }
        // The stage before, if there is one; not known after a stage whose level or rules are not.
        let mut before = Some(None);
        let mut last = None;
        for (index, raw) in raws.iter().enumerate() {
            let at = at.index(index);
            let known = before.take();
            let stage = raw.get().and_then(|raw| {
                let begun = first.as_ref().map(|first: &Applied| &first.regulation);
                let applied = self.applied(raw, &at, header, begun, &mut days);
                if index == 0 {
                    first.clone_from(&applied);
                }
                last = applied.as_ref().map(|one| Arc::clone(&one.regulation));
                // A forwarding without a day goes by the rules of the day before it.
                let day = raw.date.get().copied().or(days.latest);
                let other = applied.as_ref().and_then(|applied| applied.other.as_ref());
                let Some((applied, other)) = applied.as_ref().zip(other) else {
                    let placed = self.placed(raw, applied.as_ref(), day, known.as_ref(), &at);
                    before = placed.map(Some);
                    return self.stage(raw, &at, header, applied, day);
                };
                // What is wrong under both laws is wrong.
                let found = [&applied.regulation, other].map(|regulation| {
                    let mut found = Problems::default();
                    let mut checker = Checker {
                        catalog: self.catalog,
                        problems: &mut found,
                    };
                    let applied = Applied {
                        set: checker.set_or_reported(regulation, header.set),
                        regulation: Arc::clone(regulation),
                        ..applied.clone()
                    };
                    checker.placed(raw, Some(&applied), day, known.as_ref(), &at);
                    checker.stage(raw, &at, header, Some(applied), day);
                    found
                });
                self.problems.extend(Problems::of_both(found));
                None
            });
            stages.push(stage);
        }
        (stages, first, last)
    }

    /// The dates of a stage, and the rules that apply on them; `begun` are those of the first stage.
    pub(super) fn applied(
        &mut self,
        raw: &RawStage<'_>,
        at: &Pointer<'_>,
        header: &Header,
        begun: Option<&Arc<Regulation>>,
        days: &mut Days,
    ) -> Option<Applied> {
        // Of a stage that holds nothing it is not known whether it needs a day.
        let holds_something = kinds(raw).next().is_some() || has_findings(raw);
        if !raw.forwarded.is_given() && holds_something {
            self.problems.required(&raw.date, at, "date");
        }
        let date = raw.date.get().copied();
        let named = header.named.as_ref();
        let law = named.map(|named| &*named.regulation);
        let date = date.filter(|&date| self.since_the_law(date, law, &at.key("date")));
        if let Some(date) = date {
            let earlier = days.add(date);
            self.problems.in_order(date, earlier, &at.key("date"));
        }
        if let Some(&decided) = raw.decided.get() {
            // An undated forwarding is decided on after the stages before it.
            let since = match raw.date.is_given() {
                true => date,
                false => days.latest,
            };
            self.problems.in_order(decided, since, &at.key("decided"));
            if since.is_some_and(|since| decided < since) {
                days.add(decided);
            }
        }
        if let Some(named) = named {
            return Some(named.clone());
        }
        let (filed, kind) = (header.application.filed?, header.application.kind?);
        if !header.by_dates {
            return None;
        }
        // An undated forwarding falls under the rules of the stage before, or of the filing.
        let day = date.or(days.latest);
        let evaluated = day.filter(|&day| day >= filed);
        let found = self.catalog.applicable(filed, kind, evaluated);
        let found = self.found_or_reported(found, at, ProblemCode::RegulationUnknown)?;
        // Of a stage before its filing one of the two days is wrong, which was told.
        let before = day.filter(|&day| day < filed);
        let other = before.map(|day| self.catalog.applicable(day, kind, Some(day)));
        let other = other.transpose().ok()?.map(|other| other.regulation);
        let other = other.filter(|other| other.id != found.regulation.id);
        let found = found.held_to(begun, date);
        let sheets = other.as_ref().map(|other| &other.sheets);
        let known = sheets.is_none_or(|sheets| *sheets == found.regulation.sheets);
        Some(Applied {
            set: self.set_or_reported(&found.regulation, header.set.filter(|_| known)),
            regulation: found.regulation,
            other,
            why: found.reasons,
        })
    }

    /// The level of a stage with the rules of its day, where it has a part in them.
    fn placed(
        &mut self,
        raw: &RawStage<'_>,
        applied: Option<&Applied>,
        day: Option<Date>,
        before: Option<&Option<Placed>>,
        at: &Pointer<'_>,
    ) -> Option<Placed> {
        let placed = (*raw.level.get()?, Arc::clone(&applied?.regulation), day);
        let is_level = self.level(&placed, raw.report.is_given(), before, &at.key("level"));
        is_level.then_some(placed)
    }

    /// Refuses a level without a part in the procedure, and, where the stages before it are known,
    /// one that no result of them can lead to. Whether it has a part. `reports` says that the stage holds
    /// a commune's report.
    fn level(
        &mut self,
        placed: &Placed,
        reports: bool,
        before: Option<&Option<Placed>>,
        at: &Pointer<'_>,
    ) -> bool {
        let (level, rules) = (placed.0, &placed.1);
        if rules.level(level).is_none() {
            let known = rules.levels.iter().map(|rule| rule.level);
            let mut known: Vec<Level> = known.collect();
            // The commune reports and scores nothing; the others do not report. Where no level reports, the
            // report is the mistake, and any level may be meant.
            if known.contains(&Level::Commune) || !reports {
                known.retain(|&level| reports == (level == Level::Commune));
            }
            let (id, list) = (&rules.id, list_of(&known));
            let found = format!("`{level}`");
            let expected = phrase!("một cấp của `{id}`: {list}", "a level of `{id}`: {list}");
            self.refuse(at, ProblemCode::LevelUnknown, found, expected);
            return false;
        }
        let Some(before) = before.map(|before| before.as_ref().map(self::rules)) else {
            return true;
        };
        if may_follow(before, level, self::rules(placed).1) {
            return true;
        }
        let first = rules.first_scoring();
        let (found, expected) = match before {
            None => (
                phrase!("`{level}` đầu tiên", "`{level}` first"),
                phrase!(
                    "`{first}`, nơi bắt đầu chấm điểm",
                    "`{first}`, where scoring begins"
                ),
            ),
            Some((before, _)) => (
                phrase!("`{level}` sau `{before}`", "`{level}` after `{before}`"),
                phrase!(
                    "cấp mà `{before}` chuyển hoặc trả hồ sơ về",
                    "a level that `{before}` forwards or returns to"
                ),
            ),
        };
        self.refuse(at, ProblemCode::StageOrder, found, expected);
        true
    }

    pub(super) fn stage(
        &mut self,
        raw: &RawStage<'_>,
        at: &Pointer<'_>,
        header: &Header,
        applied: Option<Applied>,
        day: Option<Date>,
    ) -> Option<Stage> {
        let level = self.problems.required(&raw.level, at, "level").copied();
        if let (Some(level), Some(&decided), Some(applied)) = (level, raw.decided.get(), &applied)
            && let Some(ended) = applied.regulation.ended_by(level, decided)
        {
            let last_day = ended.last_day;
            let expected = phrase!(
                "một ngày không sau `{last_day}`, ngày cuối của `{level}`",
                "a day not after `{last_day}`, the last of `{level}`"
            );
            let (at, found) = (at.key("decided"), format!("`{decided}`"));
            self.refuse(&at, ProblemCode::DateOrder, found, expected);
        }
        let set = applied.as_ref().and_then(|applied| applied.set.as_deref());
        self.one_content(raw, at, level);
        let findings = self.findings(raw, set, at);
        let content = self.content(raw, at, header, applied.as_ref());
        let decision = self.name(&raw.decision, at, "decision");
        let applied = applied?;
        Some(Stage {
            level: level?,
            date: raw.date.get().copied(),
            day,
            decided: raw.decided.get().copied(),
            decision,
            regulation: applied.regulation,
            set: applied.set?,
            content: content?,
            findings: findings?,
            why: applied.why,
        })
    }

    /// Refuses a stage that holds nothing, or things that do not belong together.
    pub(super) fn one_content(
        &mut self,
        raw: &RawStage<'_>,
        at: &Pointer<'_>,
        level: Option<Level>,
    ) {
        let kinds: Vec<&str> = kinds(raw).collect();
        let findings = has_findings(raw);
        if kinds.is_empty() && !findings && raw.forwarded.is_given() {
            // That `forwarded` is false was told.
            return;
        }
        let slip = (kinds.is_empty() && !findings).then_some(Slip::AbsentOneOf);
        let mut wrong = |found: Phrase, expected: Phrase| {
            let problem = at.problem(ProblemCode::StageContent, found, expected);
            let slip = slip.clone();
            self.problems.push(Diagnostic { slip, ..problem });
        };
        if kinds.len() > 1 || slip.is_some() {
            let found = if kinds.is_empty() {
                phrase!("không có", "none")
            } else {
                list_of(&kinds).into()
            };
            wrong(
                found,
                phrase!(
                    "một trong `sheets`, `parts`, `total`, `forwarded`, `adopts`, `report`, hoặc `findings`",
                    "one of `sheets`, `parts`, `total`, `forwarded`, `adopts`, `report`, or findings"
                ),
            );
        } else if let Some(level) = level {
            let commune = level == Level::Commune;
            let found = kinds.first().copied().unwrap_or("findings");
            if commune != (found == "report") {
                let expected = if commune {
                    phrase!(
                        "chỉ `report` ở cấp xã",
                        "`report` and nothing else at the commune"
                    )
                } else {
                    phrase!("`report` chỉ ở cấp xã", "`report` at the commune only")
                };
                wrong(format!("`{found}`").into(), expected);
            }
        }
        // What stands beside nothing was meant for what is missing.
        if slip.is_some() {
            return;
        }
        if raw.council.is_given() && !raw.sheets.is_given() {
            wrong(
                phrase!(
                    "`council` mà không có `sheets`",
                    "`council` without `sheets`"
                ),
                phrase!("cả hai hoặc không có", "both or neither"),
            );
        }
        if raw.attested_star.is_given() && !raw.parts.is_given() && !raw.total.is_given() {
            wrong(
                phrase!(
                    "`attested_star` mà không có `parts` hoặc `total`",
                    "`attested_star` without `parts` or `total`"
                ),
                phrase!(
                    "đi cùng điểm trung bình không có phiếu",
                    "it with a mean that has no sheets"
                ),
            );
        }
    }

    pub(super) fn findings(
        &mut self,
        raw: &RawStage<'_>,
        set: Option<&CriteriaSet>,
        at: &Pointer<'_>,
    ) -> Option<Vec<Finding>> {
        let at = at.key("findings");
        let list = raw.findings.get().map_or(&[][..], Vec::as_slice);
        let ids = list.iter().enumerate();
        let ids: Vec<(usize, FindingId)> = ids
            .filter_map(|(index, id)| Some((index, id.get()?.clone())))
            .collect();
        let expected = phrase!("mỗi căn cứ loại một lần", "each finding once");
        self.no_repeats(&ids, &at, "", &expected);
        let set = set?;
        let mut findings = Vec::new();
        for (index, id) in &ids {
            if let Some(finding) = set.finding(id) {
                findings.push(finding.clone());
                continue;
            }
            let (at, set_code) = (at.index(*index), set.code);
            let known: Vec<String> = set.findings.iter().map(|f| f.id.to_string()).collect();
            let none = phrase!(
                "không có, vì bộ `{set_code}` không liệt kê căn cứ loại",
                "none, as set `{set_code}` lists no findings"
            );
            let code = ProblemCode::FindingUnknown;
            self.unknown(&at, code, id.as_str(), &known, Some(none));
        }
        Some(findings)
    }
}
