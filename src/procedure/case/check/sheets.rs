//! The checks of a council and of its members' sheets.

use std::borrow::Cow;
use std::sync::Arc;

use super::Checker;
use crate::input::pointer::Pointer;
use crate::input::raw_case::MAX_APPOINTED;
use crate::input::readers::Ticked;
use crate::input::record::Field;
use crate::input::refusals::{
    MAX_SHEETS, did_you_mean, empty_list, list_of, quote, too_many_sheets, whole_number,
};
use crate::input::{Diagnostic, ProblemCode, RawAnswer, RawSheet, RawStage};
use crate::law::rules::Limit;
use crate::law::{CouncilRules, CriteriaSet, Criterion};
use crate::procedure::stage::Content;
use crate::scoring::council::member_errors;
use crate::scoring::{CouncilError, CouncilForm, Draft, Role, ScoreSheet, SheetError};
use crate::text::{Lang, phrase};
use crate::value::{CriterionCode, Points};

impl Checker<'_> {
    /// What a stage says of its council, whatever its sheets are: the rules that it works by, and how
    /// many members it has.
    pub(super) fn council(&mut self, stage: &RawStage<'_>, at: &Pointer<'_>) -> StatedCouncil {
        let at = at.key("council");
        let council = stage.council.get();
        let rules = council.and_then(|raw| raw.rules.get());
        let rules = rules.map_or("default", |id| id.as_str());
        let appointed = council.and_then(|raw| raw.appointed.get().copied());
        let in_range = |&number: &u16| (1..=MAX_APPOINTED).contains(&u32::from(number));
        if let Some(number) = appointed.filter(|number| !in_range(number)) {
            let (at, found) = (at.key("appointed"), format!("`{number}`"));
            let expected = whole_number(1, MAX_APPOINTED);
            self.refuse(&at, ProblemCode::BadNumber, found, expected);
        }
        StatedCouncil {
            rules: self.rules(rules, &at.key("rules")),
            appointed: appointed.filter(in_range),
            form: council.and_then(|raw| raw.form.get().copied()),
        }
    }

    /// The sheets of a stage; `by_law` says how its council decides where it does not say so itself.
    pub(super) fn sheets(
        &mut self,
        raws: &[Field<RawSheet<'_>>],
        council: StatedCouncil,
        set: Option<&CriteriaSet>,
        (by_law, spread): (Option<CouncilForm>, Option<&Limit<Points>>),
        stage: &Pointer<'_>,
    ) -> Option<Content> {
        let at = stage.key("sheets");
        let found = raws.len();
        if found > MAX_SHEETS {
            self.problems.push(at.placed(too_many_sheets(found)));
            return None;
        }
        if raws.is_empty() {
            self.problems.push(at.placed(empty_list()));
        }
        let mut members = Vec::with_capacity(found);
        let mut sheets = Vec::with_capacity(found);
        for (index, raw) in raws.iter().enumerate() {
            // A sheet that cannot be read is a member's all the same, and a chair's without a name.
            let assessor = raw.get().and_then(|raw| raw.assessor.get());
            let role = raw.get().and_then(|raw| raw.role.get().copied());
            let role = role.unwrap_or(Role::Member);
            members.push((index, assessor.map(|name| &**name), role));
            let sheet = raw.get().and_then(|raw| {
                let at = at.index(index);
                let assessor = self.problems.required(&raw.assessor, &at, "assessor");
                if let Some(assessor) = assessor {
                    self.printed(assessor, &at.key("assessor"));
                }
                let name = self.name(&raw.name, &at, "name");
                let answers = self.problems.required(&raw.answers, &at, "answers")?;
                let answers_at = at.key("answers");
                let assessor = assessor.map_or("", |text| text);
                let stop = self.stop(&raw.stopped_at, set, &at.key("stopped_at"));
                let signed = (assessor, role, stop);
                let sheet = self.answers(answers, set, signed, &answers_at)?;
                Some(sheet.named(name))
            });
            sheets.push(sheet);
        }
        for error in member_errors(members.into_iter(), council.appointed) {
            self.member_problem(&error, &at, &stage.key("council"));
        }
        Some(Content::Sheets {
            sheets: sheets.into_iter().collect::<Option<_>>()?,
            rules: council.rules?.within(spread),
            appointed: council.appointed,
            form: council.form.or(by_law)?,
        })
    }

    fn rules(&mut self, id: &str, at: &Pointer<'_>) -> Option<Arc<CouncilRules>> {
        let rules = self.catalog.rules(id);
        self.found_or_named(rules, at, ProblemCode::RulesUnknown, |catalog| {
            catalog.rules_ids().map(|id| id.to_string()).collect()
        })
    }

    fn member_problem(&mut self, error: &CouncilError, at: &Pointer<'_>, council: &Pointer<'_>) {
        match error {
            CouncilError::AssessorRepeated { assessor, sheet } => {
                let expected = phrase!(
                    "mỗi người đánh giá một phiếu",
                    "one sheet from each assessor"
                );
                let (at, code) = (at.index(*sheet), ProblemCode::AssessorRepeated);
                self.refuse(&at.key("assessor"), code, quote(assessor), expected);
            }
            CouncilError::ChairRepeated { sheet, .. } => {
                let expected = phrase!("một chủ tịch", "one chair");
                let found = phrase!("chủ tịch thứ hai", "`chair`");
                let at = at.index(*sheet);
                self.refuse(&at.key("role"), ProblemCode::ChairRepeated, found, expected);
            }
            CouncilError::AppointedTooFew { appointed, sheets } => {
                let expected = phrase!(
                    "ít nhất {sheets}, số người đã nộp phiếu",
                    "at least the {sheets} who gave sheets"
                );
                let (at, found) = (council.key("appointed"), format!("`{appointed}`"));
                self.refuse(&at, ProblemCode::AppointedTooFew, found, expected);
            }
            // Sheets without an assessor were reported, their number was checked before, and each
            // was checked against the set.
            CouncilError::Empty | CouncilError::TooMany { .. } | CouncilError::OtherSet { .. } => {}
        }
    }

    /// A sheet of `set`, complete or up to its stop; without a set only the shape of the answers is checked.
    pub(super) fn answers(
        &mut self,
        raws: &[Field<RawAnswer<'_>>],
        set: Option<&CriteriaSet>,
        (assessor, role, stop): (&str, Role, Field<CriterionCode>),
        at: &Pointer<'_>,
    ) -> Option<ScoreSheet> {
        let plain = raws.iter().map(|raw| match raw {
            Field::Value(RawAnswer {
                ticked: Field::Value(Ticked::Box(ticked)),
                criterion: Field::Value(criterion),
            }) => (&**criterion, *ticked),
            // No criterion has an empty code.
            _ => ("", 0),
        });
        if stop == Field::Absent
            && let Some(set) = set
            && let Some(sheet) = ScoreSheet::from_answers(set, assessor, role, plain)
        {
            return Some(sheet);
        }
        if raws.is_empty() && stop == Field::Absent {
            self.problems.push(at.placed(empty_list()));
            return None;
        }
        let (draft, strange) = self.draft(raws, set, at);
        let draft = draft?;
        match stop {
            Field::Absent => {}
            Field::Invalid => return None,
            Field::Value(stop) => return Some(draft.stopped(assessor, role, stop)),
        }
        // A code that is not on the sheet, or that is given twice, was meant for one that is open: that is
        // no second mistake.
        let open = draft.open().count();
        for criterion in draft.open().filter(|_| open > strange) {
            let code = criterion.code();
            let found = phrase!("không có trả lời cho `{code}`", "no answer for `{code}`");
            let expected = phrase!(
                "số ô, hoặc 0 khi không đánh dấu ô nào",
                "a box, or 0 where none is ticked"
            );
            self.refuse(at, ProblemCode::CriterionMissing, found, expected);
        }
        None
    }

    /// The criterion of the printed stop at which a sheet ends, where it ends at one.
    fn stop(
        &mut self,
        stopped_at: &Field<Cow<'_, str>>,
        set: Option<&CriteriaSet>,
        at: &Pointer<'_>,
    ) -> Field<CriterionCode> {
        let (code, set) = match (stopped_at, set) {
            (Field::Absent, _) => return Field::Absent,
            (Field::Value(code), Some(set)) => (code, set),
            (Field::Value(_) | Field::Invalid, _) => return Field::Invalid,
        };
        let stops: Vec<&CriterionCode> = set.stops().map(|stop| &stop.code).collect();
        if let Some(&stop) = stops.iter().find(|stop| stop.as_str() == code) {
            return Field::Value(stop.clone());
        }
        let list = list_of(&stops);
        let expected = if stops.is_empty() {
            phrase!(
                "không có: bộ này không in chỗ dừng",
                "none: the sheet prints no stop"
            )
        } else {
            phrase!(
                "một chỗ dừng in trên phiếu: {list}",
                "a stop that the sheet prints: {list}"
            )
        };
        self.refuse(at, ProblemCode::CriterionUnknown, quote(code), expected);
        Field::Invalid
    }

    /// What the answers fill of a sheet, with their problems reported, and how many open criteria may be
    /// meant by answers whose own cannot be known.
    fn draft<'s>(
        &mut self,
        raws: &[Field<RawAnswer<'_>>],
        set: Option<&'s CriteriaSet>,
        at: &Pointer<'_>,
    ) -> (Option<Draft<'s>>, usize) {
        let mut draft = set.map(Draft::new);
        let (mut strange, mut boxes) = (Vec::new(), Vec::new());
        let (mut unread, mut repeated) = (false, 0);
        for (index, raw) in raws.iter().enumerate() {
            let Some(raw) = raw.get() else {
                unread = true;
                continue;
            };
            let at = at.index(index);
            let code = self.problems.required(&raw.criterion, &at, "criterion");
            unread |= code.is_none();
            let ticked = self.problems.required(&raw.ticked, &at, "box");
            let known = code.and_then(|code| code.parse::<CriterionCode>().ok());
            let criterion = known.as_ref().zip(set);
            let criterion = criterion.and_then(|(code, set)| set.criterion(code));
            let (at_box, at_criterion) = (at.key("box"), at.key("criterion"));
            let bad_box = match ticked {
                Some(Ticked::Other(written)) => Some(box_unread(written, criterion, &at_box)),
                _ => None,
            };
            let (Some(found), Some(draft)) = (code.map(|code| quote(code)), &mut draft) else {
                boxes.extend(bad_box);
                continue;
            };
            let Some(code) = known else {
                let expected = <CriterionCode as crate::input::word::Word>::expected();
                strange.push(at_criterion.problem(ProblemCode::BadCode, found, expected));
                boxes.extend(bad_box);
                continue;
            };
            if draft.ticked(&code).is_some() {
                repeated += 1;
                let expected = phrase!("mỗi tiêu chí một lần", "each criterion once");
                self.refuse(
                    &at_criterion,
                    ProblemCode::CriterionRepeated,
                    found,
                    expected,
                );
                continue;
            }
            boxes.extend(bad_box);
            // An answer whose box cannot be read still answers its criterion.
            let number = match ticked {
                Some(Ticked::Box(number)) => *number,
                Some(Ticked::Other(_)) | None => 0,
            };
            match (draft.answer(&code, number), criterion) {
                (Err(SheetError::BoxUnknown { .. }), Some(criterion)) => {
                    let (code, found) = (ProblemCode::BoxUnknown, format!("`{number}`"));
                    boxes.push(at_box.problem(code, found, criterion.expected_box()));
                    // The criterion is answered, though wrongly, and not reported as missing too.
                    let _ = draft.answer(criterion.code(), 0);
                }
                (Err(_), _) => {
                    let known = set.into_iter().flat_map(CriteriaSet::criteria);
                    let known = known.map(|criterion| criterion.code().as_str());
                    let expected = phrase!("một tiêu chí của phiếu", "a criterion of the sheet");
                    let problem =
                        at_criterion.problem(ProblemCode::CriterionUnknown, found, expected);
                    strange.push(problem.with_hint(did_you_mean(code.as_str(), known)));
                }
                (Ok(()), _) => {}
            }
        }
        let count = strange.len();
        let mut strange = strange.into_iter();
        if let Some(set) = set.filter(|_| count >= MANY_STRANGE) {
            let first = strange.by_ref().next();
            self.problems
                .extend(first.map(|first| of_another_sheet(first, set)));
            return (draft, usize::MAX);
        }
        self.problems.extend(strange);
        self.problems.extend(boxes);
        (draft, if unread { usize::MAX } else { count + repeated })
    }
}

/// A number that is none of a box, with the boxes that the criterion has.
fn box_unread(written: &str, criterion: Option<&Criterion>, at: &Pointer<'_>) -> Diagnostic {
    let expected = match criterion {
        Some(criterion) => criterion.expected_box(),
        None => phrase!("số nguyên từ 0", "a whole number from 0"),
    };
    at.problem(ProblemCode::BadNumber, written.to_owned(), expected)
}

/// What a stage says of its council, as far as it can be read.
pub(super) struct StatedCouncil {
    rules: Option<Arc<CouncilRules>>,
    appointed: Option<u16>,
    form: Option<CouncilForm>,
}

/// Answers to criteria that a sheet does not have: so many of them are of another sheet.
const MANY_STRANGE: usize = 5;

/// One problem for the answers of a sheet of another set or decision.
fn of_another_sheet(first: Diagnostic, set: &CriteriaSet) -> Diagnostic {
    let (code, regulation) = (set.code(), set.regulation());
    let like = set
        .criteria()
        .next()
        .map(|criterion| quote(criterion.code().as_str()));
    let like = like.unwrap_or_default();
    let (vi, en) = (first.found.text(Lang::Vi), first.found.text(Lang::En));
    Diagnostic {
        found: phrase!(
            "{vi} và các tiêu chí khác không có trên phiếu",
            "{en} and other criteria that the sheet does not have"
        ),
        expected: phrase!(
            "các tiêu chí của bộ `{code}` theo `{regulation}`, như {like}",
            "the criteria of set `{code}` of `{regulation}`, such as {like}"
        ),
        meant: None,
        ..first
    }
}
