//! From a raw case to a case: the checks that every source goes through, or every problem with its
//! pointer.

use std::borrow::Cow;
use std::sync::Arc;

use super::{
    Application, At, Case, Content, Origin, Previous, Producer, Product, ReportEntry, Stage,
    form_by_law, report_entries, warnings::warnings,
};
use crate::input::catalog::{Catalog, CatalogError};
use crate::input::diagnostic::{ProblemCode, Problems};
use crate::input::node::{
    bad_character, did_you_mean, empty_list, empty_text, list_of, missing, quote,
};
use crate::input::pointer::Pointer;
use crate::input::raw_case::{
    RawApplication, RawCase, RawPart, RawPrevious, RawProduct, RawReportItem, RawSelfAssessment,
    RawStage,
};
use crate::input::record::Field;
use crate::law::criteria::{CriteriaSet, Finding};
use crate::law::regulation::{ChoiceError, Regulation};
use crate::procedure::evaluate::decide_all;
use crate::procedure::machine::{Rules, may_follow};
use crate::scoring::sheet::{Role, ScoreSheet};
use crate::text::phrase::{Phrase, phrase};
use crate::text::reason::Reason;
use crate::value::codes::{FindingId, Level, PartId, ReportItem, SetCode};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

/// The case, if everything about it is in order; else its problems, without file, line and column.
pub(super) fn check(
    raw: &RawCase<'_>,
    origin: Origin,
    catalog: &Catalog,
    problems: &mut Problems,
) -> Option<Case> {
    let mut checker = Checker { catalog, problems };
    checker.case(raw, origin)
}

/// The rules of one stage, once its date is known.
#[derive(Clone)]
struct Applied {
    regulation: Arc<Regulation>,
    set: Option<Arc<CriteriaSet>>,
    why: Vec<Reason>,
}

/// A stage's level, and the rules of its day.
struct Placed {
    level: Level,
    regulation: Arc<Regulation>,
    day: Option<Date>,
}

impl Placed {
    fn rules(&self) -> Rules<'_> {
        Rules {
            regulation: &self.regulation,
            day: self.day,
        }
    }
}

/// What a case states before its stages.
struct Header {
    named: Option<Arc<Regulation>>,
    /// No regulation is named, well or badly: the application says when and what.
    by_dates: bool,
    set: Option<SetCode>,
    application: Application,
}

pub(super) struct Checker<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) problems: &'c mut Problems,
}

impl Checker<'_> {
    fn case(&mut self, raw: &RawCase<'_>, origin: Origin) -> Option<Case> {
        let root = Pointer::ROOT;
        if let Some(format) = raw.format.get().filter(|&&format| format != 1) {
            self.problems.push(root.key("format").problem(
                ProblemCode::FormatVersion,
                format!("`{format}`"),
                "`1`".to_owned(),
            ));
        }
        let product = self.required(&raw.product, &root, "product");
        let product = product.and_then(|raw| self.product(raw, &root.key("product")));
        let named = raw.regulation.get().and_then(|id| {
            let found = self.catalog.regulation(id.as_str());
            if found.is_ok() {
                return found.ok();
            }
            let ids = self.catalog.regulation_ids();
            let known: Vec<String> = ids.map(|id| id.to_string()).collect();
            let (at, code) = (root.key("regulation"), ProblemCode::RegulationUnknown);
            self.found_or_reported(found, &at, code, &known)
        });
        let set = self.required(&raw.set, &root, "set").copied();
        let by_dates = !raw.regulation.is_given();
        let application = self.application(raw, named.as_deref());
        let header = Header {
            named,
            by_dates,
            set,
            application,
        };
        if let Some(regulation) = &header.named {
            // Reported once here, not at every stage.
            self.set_or_reported(regulation, &header);
        }
        let stages = self.stages(raw, &header);
        let set = match &header.named {
            Some(named) => header
                .set
                .and_then(|code| self.catalog.set_of(named, code).ok()),
            None => stages
                .iter()
                .flatten()
                .next()
                .map(|stage| Arc::clone(&stage.set)),
        };
        let own = raw.self_assessment.get();
        let own = own.map(|own| self.self_assessment(own, set.as_deref()));
        let stages: Vec<Stage> = stages.into_iter().collect::<Option<_>>()?;
        let last = stages.last()?;
        self.items(raw, &last.regulation);
        if !self.problems.is_empty() {
            return None;
        }
        let decided = match decide_all(&stages, &header.application) {
            Ok(decided) => decided,
            Err(problem) => {
                let at = At::Stage(problem.stage);
                let (found, expected) = (problem.found, problem.expected);
                self.problems
                    .push(origin.problem(at, problem.code, found, expected));
                return None;
            }
        };
        let mut case = Case {
            decided,
            product: product?,
            regulation: Arc::clone(&last.regulation),
            set: Arc::clone(&last.set),
            application: header.application,
            self_assessment: own.map_or(Some(None), |sheet| sheet.map(Some))?,
            named: header.named.is_some(),
            warnings: Vec::new(),
            catalog: self.catalog.clone(),
            origin,
            stages,
        };
        case.warnings = warnings(&case, self.catalog);
        Some(case)
    }

    /// The value of a key that has to be there.
    pub(super) fn required<'v, T>(
        &mut self,
        field: &'v Field<T>,
        at: &Pointer<'_>,
        key: &str,
    ) -> Option<&'v T> {
        if !field.is_given() {
            let (found, expected) = missing(key);
            self.problems
                .push(at.problem(ProblemCode::MissingKey, found, expected));
        }
        field.get()
    }

    /// A text that is printed on one line, as it was typed.
    pub(super) fn name(&mut self, text: &str, at: &Pointer<'_>) -> String {
        self.printed(text, at);
        text.to_owned()
    }

    /// Reports a text that cannot be printed on one line.
    pub(super) fn printed(&mut self, text: &str, at: &Pointer<'_>) {
        if text.trim().is_empty() {
            let (found, expected) = empty_text();
            self.problems
                .push(at.problem(ProblemCode::Empty, found, expected));
        } else if let Some((found, expected)) = bad_character(text) {
            self.problems
                .push(at.problem(ProblemCode::BadCharacter, found, expected));
        }
    }

    pub(super) fn optional_name(
        &mut self,
        field: &Field<Cow<'_, str>>,
        at: &Pointer<'_>,
        key: &str,
    ) -> Option<String> {
        field.get().map(|text| self.name(text, &at.key(key)))
    }

    /// Reports each value that occurred before; `what` is named in both languages.
    fn no_repeats<T: PartialEq + ToString>(
        &mut self,
        values: &[(usize, T)],
        at: &Pointer<'_>,
        key: &'static str,
        expected: &Phrase,
    ) {
        for (count, (index, value)) in values.iter().enumerate() {
            if values
                .iter()
                .take(count)
                .any(|(_, earlier)| earlier == value)
            {
                let at = at.index(*index);
                let at = if key.is_empty() { at } else { at.key(key) };
                self.problems.push(at.problem(
                    ProblemCode::Repeated,
                    quote(&value.to_string()),
                    expected.clone(),
                ));
            }
        }
    }

    /// What the catalog gives, or its problem reported at `at`.
    pub(super) fn found_or_reported<T>(
        &mut self,
        found: Result<T, CatalogError>,
        at: &Pointer<'_>,
        code: ProblemCode,
        names: &[String],
    ) -> Option<T> {
        match found {
            Ok(value) => Some(value),
            Err(CatalogError::Load(error)) => {
                self.problems.extend(error.into_diagnostics());
                None
            }
            Err(CatalogError::Unknown { found, .. }) => {
                self.unknown(at, code, &found, names);
                None
            }
            Err(CatalogError::Dates(error)) => {
                let found = match error {
                    ChoiceError::NoneInForce { filed } => filed,
                    ChoiceError::EvaluatedBeforeFiled { evaluated, .. } => evaluated,
                };
                let expected = phrase!(
                    "một ngày có quyết định đang hiệu lực",
                    "a day on which a regulation is in force"
                );
                let found = format!("`{found}`");
                self.problems
                    .push(at.problem(ProblemCode::DateOrder, found, expected));
                None
            }
        }
    }

    /// Reports a name that is none of those known.
    fn unknown(&mut self, at: &Pointer<'_>, code: ProblemCode, found: &str, names: &[String]) {
        let list = list_of(names);
        let expected = phrase!("một trong {list}", "one of {list}");
        let meant = did_you_mean(found, names.iter().map(String::as_str));
        let problem = at.problem(code, quote(found), expected);
        self.problems.push(problem.with_hint(meant));
    }

    /// The case's set under `regulation`; one that is not there is reported.
    fn set_or_reported(
        &mut self,
        regulation: &Regulation,
        header: &Header,
    ) -> Option<Arc<CriteriaSet>> {
        let set = self.catalog.set_of(regulation, header.set?);
        match set {
            Ok(set) => Some(set),
            Err(error) => {
                let codes = self.catalog.set_codes(&regulation.sheets);
                let names: Vec<String> = codes.map(|code| code.to_string()).collect();
                let at = Pointer::ROOT.key("set");
                self.found_or_reported(Err(error), &at, ProblemCode::SetUnknown, &names)
            }
        }
    }

    fn product(&mut self, raw: &RawProduct<'_>, at: &Pointer<'_>) -> Option<Product> {
        let name = self.required(&raw.name, at, "name");
        let name = name.map(|text| self.name(text, &at.key("name")));
        let producer = raw.producer.get().map(|raw| {
            let at = at.key("producer");
            Producer {
                id: self.optional_name(&raw.id, &at, "id"),
                name: self.optional_name(&raw.name, &at, "name"),
                kind: raw.kind.get().copied(),
                address: self.optional_name(&raw.address, &at, "address"),
                phone: self.optional_name(&raw.phone, &at, "phone"),
            }
        });
        Some(Product {
            code: self.optional_name(&raw.code, at, "code"),
            craft_village: raw.craft_village.get().copied(),
            commune: self.optional_name(&raw.commune, at, "commune"),
            district: self.optional_name(&raw.district, at, "district"),
            producer,
            name: name?,
        })
    }

    fn application(&mut self, raw: &RawCase<'_>, named: Option<&Regulation>) -> Application {
        let root = Pointer::ROOT;
        let by_dates = !raw.regulation.is_given();
        let at = root.key("application");
        let none = RawApplication::default();
        let given = match by_dates {
            true => self.required(&raw.application, &root, "application"),
            false => raw.application.get(),
        };
        let raw = given.unwrap_or(&none);
        if by_dates && given.is_some() {
            self.required(&raw.kind, &at, "kind");
            self.required(&raw.filed, &at, "filed");
        }
        let filed = raw.filed.get().copied();
        let filed = filed.filter(|&filed| self.since_the_law(filed, named, &at.key("filed")));
        let previous = raw.previous.get();
        let previous =
            previous.and_then(|raw| previous_in_order(raw, &at.key("previous"), self.problems));
        if let (Some(previous), Some(filed)) = (&previous, filed)
            && previous.issued > filed
        {
            let expected = phrase!("một ngày không sau `{filed}`", "a day not after `{filed}`");
            let found = format!("`{}`", previous.issued);
            self.problems.push(at.key("previous").key("issued").problem(
                ProblemCode::DateOrder,
                found,
                expected,
            ));
        }
        Application {
            kind: raw.kind.get().copied(),
            filed,
            previous,
            items: raw.items.get().map(|items| {
                let items = items.iter().filter_map(Field::get);
                items.map(|item| item.clone().into_owned()).collect()
            }),
        }
    }

    /// Items of the dossier that are blank, repeated or not listed by the regulation.
    fn items(&mut self, raw: &RawCase<'_>, regulation: &Regulation) {
        let application = Pointer::ROOT.key("application");
        let at = application.key("items");
        let items = raw.application.get().and_then(|raw| raw.items.get());
        let known: Vec<String> = regulation
            .dossier
            .iter()
            .map(|item| item.id.clone())
            .collect();
        let mut given = Vec::new();
        for (index, item) in items.into_iter().flatten().enumerate() {
            let Some(item) = item.get() else { continue };
            given.push((index, item.clone()));
            if known.iter().any(|known| known == item) {
                continue;
            }
            let at = at.index(index);
            if known.is_empty() {
                let id = &regulation.id;
                let expected = phrase!(
                    "không có mục nào, vì `{id}` không liệt kê",
                    "none, as `{id}` lists no items"
                );
                self.problems
                    .push(at.problem(ProblemCode::ItemUnknown, quote(item), expected));
            } else {
                self.unknown(&at, ProblemCode::ItemUnknown, item, &known);
            }
        }
        let expected = phrase!("mỗi thành phần hồ sơ một lần", "each item once");
        self.no_repeats(&given, &at, "", &expected);
    }

    /// Whether a date is not before the first regulation that is loaded; reported where it is.
    fn since_the_law(&mut self, date: Date, named: Option<&Regulation>, at: &Pointer<'_>) -> bool {
        // The others need not be read for a day on which the named one is in force.
        if named.is_some_and(|named| named.in_force.from <= date) {
            return true;
        }
        let first = self.catalog.in_order().ok().and_then(|all| all.first());
        let Some(first) = first.map(|first| first.in_force.from) else {
            return true;
        };
        if date < first {
            self.problems.push(at.problem(
                ProblemCode::DateOrder,
                format!("`{date}`"),
                phrase!(
                    "một ngày từ `{first}`, khi quyết định đầu tiên có hiệu lực",
                    "a day from `{first}` on, when the first regulation took effect"
                ),
            ));
        }
        date >= first
    }

    fn stages(&mut self, raw: &RawCase<'_>, header: &Header) -> Vec<Option<Stage>> {
        let root = Pointer::ROOT;
        let at = root.key("stages");
        let Some(raws) = self.required(&raw.stages, &root, "stages") else {
            return Vec::new();
        };
        if raws.is_empty() {
            let (found, expected) = empty_list();
            self.problems
                .push(at.problem(ProblemCode::Empty, found, expected));
        }
        let mut stages = Vec::with_capacity(raws.len());
        let mut latest = header.application.filed;
        let mut before: Option<Placed> = None;
        for (index, raw) in raws.iter().enumerate() {
            let at = at.index(index);
            let stage = raw.get().and_then(|raw| {
                let applied = self.applied(raw, &at, header, &mut latest);
                if let (Some(applied), Some(&level)) = (&applied, raw.level.get()) {
                    let placed = Placed {
                        level,
                        regulation: Arc::clone(&applied.regulation),
                        day: raw.date.get().copied().or(latest),
                    };
                    self.level(&placed, before.as_ref(), &at.key("level"));
                    before = Some(placed);
                }
                self.stage(raw, &at, header, applied)
            });
            stages.push(stage);
        }
        stages
    }

    /// The dates of a stage, and the rules that apply on them.
    fn applied(
        &mut self,
        raw: &RawStage<'_>,
        at: &Pointer<'_>,
        header: &Header,
        latest: &mut Option<Date>,
    ) -> Option<Applied> {
        if !raw.forwarded.is_given() {
            self.required(&raw.date, at, "date");
        }
        let date = raw.date.get().copied();
        let named = header.named.as_ref();
        let date = date
            .filter(|&date| self.since_the_law(date, named.map(|named| &**named), &at.key("date")));
        if let Some(date) = date {
            in_order(date, *latest, &at.key("date"), self.problems);
            *latest = (*latest).max(Some(date));
        }
        if let Some(&decided) = raw.decided.get() {
            in_order(decided, date, &at.key("decided"), self.problems);
        }
        if let Some(named) = named {
            return Some(Applied {
                regulation: Arc::clone(named),
                set: header
                    .set
                    .and_then(|code| self.catalog.set_of(named, code).ok()),
                why: Vec::new(),
            });
        }
        let (filed, kind) = (header.application.filed?, header.application.kind?);
        if !header.by_dates {
            return None;
        }
        // An undated forwarding falls under the rules of the stage before, or of the filing.
        let date = date.or(*latest).filter(|&date| date >= filed);
        let found = self.catalog.applicable(filed, kind, date);
        let found = self.found_or_reported(found, at, ProblemCode::RegulationUnknown, &[])?;
        Some(Applied {
            set: self.set_or_reported(&found.regulation, header),
            regulation: found.regulation,
            why: found.reasons,
        })
    }

    /// Refuses a level without a part in the procedure, and one that no result of the stage before
    /// can lead to.
    fn level(&mut self, placed: &Placed, before: Option<&Placed>, at: &Pointer<'_>) {
        let (level, rules) = (placed.level, &placed.regulation);
        if rules.level(level).is_none() {
            let known: Vec<Level> = rules.levels.iter().map(|rule| rule.level).collect();
            let (id, list) = (&rules.id, list_of(&known));
            self.problems.push(at.problem(
                ProblemCode::LevelUnknown,
                format!("`{level}`"),
                phrase!("một cấp của `{id}`: {list}", "a level of `{id}`: {list}"),
            ));
            return;
        }
        let before = before.map(|before| (before.level, before.rules()));
        if may_follow(before, level, placed.rules()) {
            return;
        }
        let (found, expected) = match (before, rules.first_scoring()) {
            (None, Some(first)) => (
                phrase!("`{level}` đầu tiên", "`{level}` first"),
                phrase!(
                    "`{first}`, nơi bắt đầu chấm điểm",
                    "`{first}`, where scoring begins"
                ),
            ),
            (None, None) => (
                phrase!("`{level}` đầu tiên", "`{level}` first"),
                phrase!("một cấp chấm điểm", "a level that scores"),
            ),
            (Some((before, _)), _) => (
                phrase!("`{level}` sau `{before}`", "`{level}` after `{before}`"),
                phrase!(
                    "cấp mà `{before}` chuyển hoặc trả hồ sơ về",
                    "a level that `{before}` forwards or returns to"
                ),
            ),
        };
        self.problems
            .push(at.problem(ProblemCode::StageOrder, found, expected));
    }

    fn stage(
        &mut self,
        raw: &RawStage<'_>,
        at: &Pointer<'_>,
        header: &Header,
        applied: Option<Applied>,
    ) -> Option<Stage> {
        let level = self.required(&raw.level, at, "level").copied();
        if let (Some(level), Some(&decided), Some(applied)) = (level, raw.decided.get(), &applied)
            && let Some(ended) = applied.regulation.ended(level)
            && decided > ended.last_day
        {
            let last_day = ended.last_day;
            let expected = phrase!(
                "một ngày không sau `{last_day}`, ngày cuối của `{level}`",
                "a day not after `{last_day}`, the last of `{level}`"
            );
            self.problems.push(at.key("decided").problem(
                ProblemCode::DateOrder,
                format!("`{decided}`"),
                expected,
            ));
        }
        let set = applied.as_ref().and_then(|applied| applied.set.as_deref());
        self.one_content(raw, at, level);
        let findings = self.findings(raw, set, at);
        let content = self.content(raw, at, header, applied.as_ref());
        let decision = self.optional_name(&raw.decision, at, "decision");
        let applied = applied?;
        Some(Stage {
            level: level?,
            date: raw.date.get().copied(),
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
    fn one_content(&mut self, raw: &RawStage<'_>, at: &Pointer<'_>, level: Option<Level>) {
        let mut kinds = Vec::new();
        for (given, kind) in [
            (raw.sheets.is_given(), "sheets"),
            (raw.parts.is_given(), "parts"),
            (raw.total.is_given() && !raw.parts.is_given(), "total"),
            (raw.forwarded.is_given(), "forwarded"),
            (raw.adopts.is_given(), "adopts"),
            (raw.report.is_given(), "report"),
        ] {
            kinds.extend(given.then_some(kind));
        }
        let mut wrong = |found: Phrase, expected: Phrase| {
            self.problems
                .push(at.problem(ProblemCode::StageContent, found, expected));
        };
        let findings = match &raw.findings {
            Field::Value(list) => !list.is_empty(),
            other => other.is_given(),
        };
        if kinds.len() > 1 || (kinds.is_empty() && !findings) {
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

    fn findings(
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
            let at = at.index(*index);
            if set.findings.is_empty() {
                let code = set.code;
                let expected = phrase!(
                    "không có, vì bộ `{code}` không liệt kê căn cứ loại",
                    "none, as set `{code}` lists no findings"
                );
                let found = quote(id.as_str());
                self.problems
                    .push(at.problem(ProblemCode::FindingUnknown, found, expected));
            } else {
                let known: Vec<String> = set.findings.iter().map(|f| f.id.to_string()).collect();
                self.unknown(&at, ProblemCode::FindingUnknown, id.as_str(), &known);
            }
        }
        Some(findings)
    }

    fn content(
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
                    self.mean(points, total, attested, &at.key("total"))
                }),
                None if raw.parts.is_given() => None,
                None => total
                    .flatten()
                    .map(|points| Content::Total { points, attested }),
            };
        }
        if raw.sheets.is_given() {
            let by_law =
                applied.map(|applied| form_by_law(&applied.regulation, header.application.kind));
            let level = raw.level.get().copied();
            let rule = applied.zip(level);
            let rule = rule.and_then(|(applied, level)| applied.regulation.level(level));
            let law = (by_law, rule.and_then(|rule| rule.spread.as_ref()));
            let sheets = raw.sheets.get();
            content = sheets.and_then(|sheets| self.sheets(sheets, raw, set, law, at));
        }
        content
    }

    /// The total, where one is given; nothing where it cannot be read.
    fn total(
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
    fn mean(
        &mut self,
        points: [Points; 3],
        total: Option<Points>,
        attested: Option<Star>,
        at: &Pointer<'_>,
    ) -> Option<Content> {
        let [a, b, c] = points;
        // INVARIANT: parts lie below their maxima, far from what points can hold.
        let sum = a.checked_add(b).and_then(|sum| sum.checked_add(c)).ok()?;
        // Three parts and the total, each rounded to two decimals, are off by 0.005 at most.
        let most = Points::of_units(Points::UNITS / 50);
        if let Some(total) = total.filter(|&total| total.distance(sum) > most) {
            self.problems.push(at.problem(
                ProblemCode::PartsWrong,
                format!("`{total}`"),
                phrase!(
                    "tổng của ba phần, `{sum}`, sai lệch nhiều nhất `{most}` do làm tròn",
                    "the sum of the parts, `{sum}`, within `{most}` for rounding"
                ),
            ));
        }
        Some(Content::Parts {
            points,
            sum: total.unwrap_or(sum),
            total,
            attested,
        })
    }

    fn parts(
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
        for id in PartId::ALL {
            if !given.iter().any(|(_, given)| given == id) {
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

    fn at_most(&mut self, points: Points, most: Points, at: &Pointer<'_>) {
        if points > most {
            self.problems.push(at.problem(
                ProblemCode::PartOutOfRange,
                format!("`{points}`"),
                phrase!("từ `0` đến `{most}`", "from `0` to `{most}`"),
            ));
        }
    }

    fn report(&mut self, raws: &[Field<RawReportItem<'_>>], at: &Pointer<'_>) -> Content {
        let mut given: Vec<(usize, ReportItem)> = Vec::new();
        let mut entries: Vec<ReportEntry> = Vec::new();
        for (index, raw) in raws.iter().enumerate() {
            let Some(raw) = raw.get() else { continue };
            let at = at.index(index);
            if raw.note.get().is_some_and(|note| note.trim().is_empty()) {
                let (found, expected) = empty_text();
                let at = at.key("note");
                self.problems
                    .push(at.problem(ProblemCode::Empty, found, expected));
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

    fn self_assessment(
        &mut self,
        raw: &RawSelfAssessment<'_>,
        set: Option<&CriteriaSet>,
    ) -> Option<ScoreSheet> {
        let at = Pointer::ROOT.key("self_assessment");
        let answers = self.required(&raw.answers, &at, "answers")?;
        self.answers(
            answers,
            set,
            ("self", Role::Member, None),
            &at.key("answers"),
        )
    }
}

/// Refuses a date before another.
fn in_order(date: Date, earlier: Option<Date>, at: &Pointer<'_>, problems: &mut Problems) {
    if let Some(earlier) = earlier.filter(|&earlier| date < earlier) {
        problems.push(at.problem(
            ProblemCode::DateOrder,
            format!("`{date}`"),
            phrase!(
                "một ngày không trước `{earlier}`",
                "a day not before `{earlier}`"
            ),
        ));
    }
}

/// An earlier certificate, in a case or a history.
pub(crate) fn previous_in_order(
    raw: &RawPrevious,
    at: &Pointer<'_>,
    problems: &mut Problems,
) -> Option<Previous> {
    let mut missing_key = |field: bool, key| {
        if !field {
            let (found, expected) = missing(key);
            problems.push(at.problem(ProblemCode::MissingKey, found, expected));
        }
    };
    missing_key(raw.star.is_given(), "star");
    missing_key(raw.issued.is_given(), "issued");
    missing_key(raw.expires.is_given(), "expires");
    let (star, issued, expires) = (raw.star.get()?, raw.issued.get()?, raw.expires.get()?);
    in_order(*expires, Some(*issued), &at.key("expires"), problems);
    Some(Previous {
        star: *star,
        issued: *issued,
        expires: *expires,
    })
}
