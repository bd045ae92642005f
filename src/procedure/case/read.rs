//! The reader that explains: every problem of a case, with its place.

use std::sync::Arc;

use super::{
    Application, Case, Content, Origin, Previous, Producer, Product, ReportEntry, ReportItem,
    Stage, form_by_law, level_follows, report_entries, warnings::warnings,
};
use crate::input::catalog::{ApplicableError, Catalog, CatalogError};
use crate::input::diagnostic::{Diagnostic, LoadError, ProblemCode, Problems};
use crate::input::document::{document, enum_is_word, no_repeats};
use crate::input::node::{Node, Object, did_you_mean, list_of, quote};
use crate::law::council_rules::CouncilRules;
use crate::law::criteria::{CriteriaSet, Finding};
use crate::law::regulation::{ChoiceError, Regulation};
use crate::scoring::council::{CouncilError, CouncilForm, MAX_SHEETS, member_errors};
use crate::scoring::sheet::{Draft, Role, ScoreSheet, SheetError};
use crate::text::reason::Reason;
use crate::value::codes::{
    CriterionCode, FindingId, Level, PartId, RegulationId, RulesId, SetCode,
};
use crate::value::dates::Date;
use crate::value::points::{Points, PointsError};
use crate::value::star::Star;

enum_is_word!(CouncilForm, ReportItem, Role);

/// Reads a case, or finds everything that is wrong with it.
pub(super) fn read(
    text: &str,
    file: &str,
    line: usize,
    catalog: &Catalog,
    origin: impl Fn() -> Origin,
) -> Result<Case, LoadError> {
    document(text, file, line, |_, object, problems| {
        let mut reader = Reader {
            origin,
            catalog,
            problems,
            items: Vec::new(),
        };
        reader.case(object)
    })
}

/// A place in the file, kept until the rules that judge it are known.
#[derive(Debug, Clone)]
struct Place(Diagnostic);

impl Place {
    fn of(node: &Node<'_>) -> Place {
        Place(node.problem(ProblemCode::StageOrder, "", ""))
    }

    fn problem(&self, code: ProblemCode, found: String, expected: String) -> Diagnostic {
        Diagnostic {
            code,
            found,
            expected,
            ..self.0.clone()
        }
    }
}

/// A council's rules, the number appointed with its place in the file, and how it decides.
struct Convened {
    rules: Arc<CouncilRules>,
    appointed: Option<(u16, Place)>,
    form: Option<CouncilForm>,
}

/// The rules of one stage, once its date is known.
#[derive(Clone)]
struct Applied {
    regulation: Arc<Regulation>,
    set: Option<Arc<CriteriaSet>>,
    why: Vec<Reason>,
}

struct Reader<'r, O> {
    origin: O,
    catalog: &'r Catalog,
    problems: &'r mut Problems,
    /// What the dossier is said to hold, to be looked up once its regulation is known.
    items: Vec<(Place, String)>,
}

/// What a case states before its stages.
struct Header {
    named: Option<Arc<Regulation>>,
    set_code: Option<SetCode>,
    application: Application,
    /// No regulation is named, well or badly: the application says when and what.
    by_dates: bool,
}

impl<O: Fn() -> Origin> Reader<'_, O> {
    fn case(&mut self, mut object: Object<'_>) -> Option<Case> {
        object.format(self.problems);
        let product = object
            .required("product", self.problems)
            .and_then(|node| self.product(&node));
        let regulation_node = object.optional("regulation");
        let named = regulation_node
            .as_ref()
            .and_then(|node| self.named_regulation(node));
        let set_node = object.required("set", self.problems);
        let set_code: Option<SetCode> = set_node
            .as_ref()
            .and_then(|node| node.parsed(self.problems));
        let by_dates = regulation_node.is_none();
        let application_node = if by_dates {
            object.required("application", self.problems)
        } else {
            object.optional("application")
        };
        let application = application_node.map_or_else(
            || (!by_dates).then(Application::default),
            |node| self.application(&node, by_dates),
        );
        let header = Header {
            named,
            set_code,
            application: application.clone().unwrap_or_default(),
            by_dates,
        };
        if let (Some(node), Some(regulation)) = (&set_node, &header.named) {
            // Reported once here, not at every stage.
            self.set_of(regulation, &header, Some(node));
        }
        let stage_nodes = object
            .required("stages", self.problems)
            .and_then(|node| node.some_list("stage", self.problems))
            .unwrap_or_default();
        let self_node = object.optional("self_assessment");
        object.finish(self.problems);
        let mut stages = Vec::new();
        let mut levels = Vec::new();
        let mut latest = header.application.filed;
        for node in &stage_nodes {
            let stage = self.stage(node, &header, set_node.as_ref(), &mut latest, &mut levels);
            stages.push(stage);
        }
        self.check_levels(&levels);
        let set = self.self_assessed_set(&header, &stages);
        let self_assessment = self_node.map(|node| self.self_assessment(&node, set.as_deref()));
        let stages: Vec<Stage> = stages.into_iter().collect::<Option<_>>()?;
        if !self.problems.is_empty() {
            return None;
        }
        let product = product?;
        let last = stages.last()?;
        self.check_items(&last.regulation);
        if !self.problems.is_empty() {
            return None;
        }
        let mut case = Case {
            product,
            regulation: Arc::clone(&last.regulation),
            set: Arc::clone(&last.set),
            application: application?,
            self_assessment: self_assessment.map_or(Some(None), |sheet| sheet.map(Some))?,
            warnings: Vec::new(),
            origin: (self.origin)(),
            stages,
        };
        let regulations = self.catalog.in_order().unwrap_or_default();
        case.warnings = warnings(&case, regulations);
        Some(case)
    }

    /// Items of the dossier that the regulation does not list.
    fn check_items(&mut self, regulation: &Regulation) {
        let known: Vec<&str> = regulation.dossier.iter().map(|i| i.id.as_str()).collect();
        for (place, item) in &self.items {
            if known.contains(&item.as_str()) {
                continue;
            }
            let expected = if known.is_empty() {
                format!("none, as `{}` lists no items", regulation.id)
            } else {
                format!("one of {}", list_of(&known))
            };
            let mut problem = place.problem(ProblemCode::ItemUnknown, quote(item), expected);
            problem.hint = did_you_mean(item, known.iter().copied());
            self.problems.push(problem);
        }
    }

    /// The sheet that the producer filled in is that of the regulation named, or of the first
    /// stage that could be read.
    fn self_assessed_set(
        &mut self,
        header: &Header,
        stages: &[Option<Stage>],
    ) -> Option<Arc<CriteriaSet>> {
        match &header.named {
            Some(regulation) => self.set_of(&Arc::clone(regulation), header, None),
            None => {
                let stage = stages.iter().flatten().next()?;
                Some(Arc::clone(&stage.set))
            }
        }
    }

    fn self_assessment(
        &mut self,
        node: &Node<'_>,
        set: Option<&CriteriaSet>,
    ) -> Option<ScoreSheet> {
        let mut object = node.object(self.problems)?;
        let draft = object
            .required("answers", self.problems)
            .and_then(|node| self.answers(&node, set, "self_assessment"));
        object.finish(self.problems);
        Some(draft?.sign("self", Role::Member))
    }

    fn named_regulation(&mut self, node: &Node<'_>) -> Option<Arc<Regulation>> {
        let id: RegulationId = node.parsed(self.problems)?;
        let known: Vec<&RegulationId> = self.catalog.regulation_ids().collect();
        let regulation = self.catalog.regulation(id.as_str());
        self.found_or_reported(regulation, node, ProblemCode::RegulationUnknown, &known)
    }

    /// What the catalog gives, or its problem reported at `node`.
    fn found_or_reported<T, N: std::fmt::Display>(
        &mut self,
        found: Result<T, CatalogError>,
        node: &Node<'_>,
        code: ProblemCode,
        names: &[N],
    ) -> Option<T> {
        match found {
            Ok(value) => Some(value),
            Err(CatalogError::Load(error)) => {
                for diagnostic in error.into_diagnostics() {
                    self.problems.push(diagnostic);
                }
                None
            }
            Err(CatalogError::Unknown { found, .. }) => {
                let names: Vec<String> = names.iter().map(ToString::to_string).collect();
                let mut problem =
                    node.problem(code, quote(&found), format!("one of {}", list_of(&names)));
                problem.hint = did_you_mean(&found, names.iter().map(String::as_str));
                self.problems.push(problem);
                None
            }
        }
    }

    /// The case's set under `regulation`; a missing one is reported at `node` where that is given.
    fn set_of(
        &mut self,
        regulation: &Regulation,
        header: &Header,
        node: Option<&Node<'_>>,
    ) -> Option<Arc<CriteriaSet>> {
        let code = header.set_code?.to_string();
        let set = self.catalog.set(regulation.id.as_str(), &code);
        match node {
            None => set.ok(),
            Some(node) => {
                let names: Vec<SetCode> = self.catalog.set_codes(&regulation.sheets).collect();
                self.found_or_reported(set, node, ProblemCode::SetUnknown, &names)
            }
        }
    }

    fn product(&mut self, node: &Node<'_>) -> Option<Product> {
        let mut object = node.object(self.problems)?;
        let name = object.text("name", self.problems);
        let code = self.optional_text(&mut object, "code");
        let craft_village = object
            .optional("craft_village")
            .and_then(|node| node.boolean(self.problems));
        let district = self.optional_text(&mut object, "district");
        let producer = object.optional("producer").and_then(|node| {
            let mut object = node.object(self.problems)?;
            let producer = Producer {
                id: self.optional_text(&mut object, "id"),
                name: self.optional_text(&mut object, "name"),
                kind: object
                    .optional("kind")
                    .and_then(|node| node.parsed(self.problems)),
            };
            object.finish(self.problems);
            Some(producer)
        });
        object.finish(self.problems);
        Some(Product {
            name: name?,
            code,
            craft_village,
            district,
            producer,
        })
    }

    fn optional_text(&mut self, object: &mut Object<'_>, key: &'static str) -> Option<String> {
        object.optional(key)?.text(self.problems)
    }

    fn application(&mut self, node: &Node<'_>, required: bool) -> Option<Application> {
        let mut object = node.object(self.problems)?;
        let kind_node = self.field(&mut object, "kind", required);
        let filed_node = self.field(&mut object, "filed", required);
        let kind = kind_node.and_then(|node| node.parsed(self.problems));
        let filed = filed_node.and_then(|node| {
            let filed = node.parsed(self.problems)?;
            self.not_before_the_law(&node, filed)
        });
        let previous = object
            .optional("previous")
            .and_then(|node| previous(&node, self.problems));
        let items = object.optional("items").map(|node| self.items(&node));
        object.finish(self.problems);
        Some(Application {
            kind,
            filed,
            previous,
            items,
        })
    }

    fn items(&mut self, node: &Node<'_>) -> Vec<String> {
        let nodes = node.list("item", self.problems).unwrap_or_default();
        let mut named = Vec::new();
        for node in nodes {
            if let Some(item) = node.text(self.problems) {
                self.items.push((Place::of(&node), item.clone()));
                named.push((node, item));
            }
        }
        no_repeats(&named, ProblemCode::Repeated, "item", self.problems);
        named.into_iter().map(|(_, item)| item).collect()
    }

    fn field<'a>(
        &mut self,
        object: &mut Object<'a>,
        key: &'static str,
        required: bool,
    ) -> Option<Node<'a>> {
        if required {
            object.required(key, self.problems)
        } else {
            object.optional(key)
        }
    }

    /// Refuses a date before the first regulation that is loaded.
    fn not_before_the_law(&mut self, node: &Node<'_>, date: Date) -> Option<Date> {
        let first = self.catalog.in_order().ok()?.first()?.in_force.from;
        if date < first {
            self.problems.push(node.problem(
                ProblemCode::DateOrder,
                node.quoted(),
                format!("a day from `{first}` on, when the first regulation took effect"),
            ));
            return None;
        }
        Some(date)
    }

    fn in_order(&mut self, node: &Node<'_>, date: Date, earlier: Option<Date>) {
        if let Some(earlier) = earlier.filter(|&earlier| date < earlier) {
            self.problems.push(node.problem(
                ProblemCode::DateOrder,
                node.quoted(),
                format!("a day not before `{earlier}`"),
            ));
        }
    }

    /// The rules that apply to a stage on `date`.
    fn applied(&mut self, node: &Node<'_>, header: &Header, date: Option<Date>) -> Option<Applied> {
        if let Some(named) = &header.named {
            return Some(Applied {
                regulation: Arc::clone(named),
                set: self.set_of(named, header, None),
                why: Vec::new(),
            });
        }
        if !header.by_dates {
            return None;
        }
        let application = &header.application;
        let (filed, kind) = (application.filed?, application.kind?);
        let date = date.filter(|&date| date >= filed);
        match self.catalog.applicable(filed, kind, date) {
            Ok(found) => Some(Applied {
                set: self.set_of(&found.regulation, header, None),
                regulation: found.regulation,
                why: found.reasons,
            }),
            Err(ApplicableError::Choice(error)) => {
                let found = match error {
                    ChoiceError::NoneInForce { filed } => filed,
                    ChoiceError::EvaluatedBeforeFiled { evaluated, .. } => evaluated,
                };
                self.problems.push(node.problem(
                    ProblemCode::DateOrder,
                    format!("`{found}`"),
                    "a day on which a regulation is in force",
                ));
                None
            }
            Err(ApplicableError::Catalog(CatalogError::Load(error))) => {
                for diagnostic in error.into_diagnostics() {
                    self.problems.push(diagnostic);
                }
                None
            }
            Err(ApplicableError::Catalog(CatalogError::Unknown { .. })) => None,
        }
    }

    fn stage(
        &mut self,
        node: &Node<'_>,
        header: &Header,
        set_node: Option<&Node<'_>>,
        latest: &mut Option<Date>,
        levels: &mut Vec<(Place, Level, Arc<Regulation>)>,
    ) -> Option<Stage> {
        let mut object = node.object(self.problems)?;
        let level_node = object.required("level", self.problems);
        let level: Option<Level> = level_node
            .as_ref()
            .and_then(|node| node.parsed(self.problems));
        let forwarded = object.optional("forwarded");
        let date_node = self.field(&mut object, "date", forwarded.is_none());
        let date = date_node.as_ref().and_then(|node| {
            let date = node.parsed(self.problems)?;
            let date = self.not_before_the_law(node, date)?;
            self.in_order(node, date, *latest);
            *latest = (*latest).max(Some(date));
            Some(date)
        });
        let decided = object.optional("decided").and_then(|node| {
            let decided = node.parsed(self.problems)?;
            self.in_order(&node, decided, date);
            Some(decided)
        });
        // An undated forwarding falls under the rules of the stage before, or of the filing.
        let applied = self.applied(node, header, date.or(*latest));
        if let (Some(applied), None, Some(node), Some(_)) =
            (&applied, &header.named, set_node, header.set_code)
            && applied.set.is_none()
        {
            self.set_of(&applied.regulation, header, Some(node));
        }
        if let (Some(applied), Some(node), Some(level)) = (&applied, level_node, level) {
            self.check_level(&node, level, &applied.regulation);
            levels.push((Place::of(&node), level, Arc::clone(&applied.regulation)));
        }
        let set = applied.as_ref().and_then(|applied| applied.set.clone());
        let council = object.optional("council").map(|node| self.council(&node));
        let attested = object.optional("attested_star");
        let findings_node = object.optional("findings");
        let findings = findings_node
            .as_ref()
            .map(|node| self.findings(node, set.as_deref()));
        let mut content = Vec::new();
        let mut kinds = Vec::new();
        let has_council = council.is_some();
        if let Some(node) = object.optional("sheets") {
            kinds.push("sheets");
            let council = council.unwrap_or_else(|| self.default_council(&node));
            let by_law = applied.as_ref().map_or(CouncilForm::Meeting, |applied| {
                form_by_law(&applied.regulation, header.application.kind)
            });
            content.push(self.sheets(&node, set.as_deref(), council, by_law));
        }
        let mut attested_star = || {
            attested
                .as_ref()
                .map(|node| node.star(Star::One, self.problems))
        };
        if let Some(node) = object.optional("parts") {
            kinds.push("parts");
            let attested = attested_star();
            content.push(self.parts(&node, set.as_deref(), attested));
        } else if let Some(node) = object.optional("total") {
            kinds.push("total");
            let attested = attested_star();
            content.push(self.total(&node, applied.as_ref(), attested));
        }
        if kinds.contains(&"parts") && object.optional("total").is_some() {
            kinds.push("total");
        }
        if let Some(node) = forwarded {
            kinds.push("forwarded");
            content.push(self.forwarded(&node));
        }
        if let Some(node) = object.optional("adopts") {
            kinds.push("adopts");
            content.push(self.adopts(&node));
        }
        if let Some(node) = object.optional("report") {
            kinds.push("report");
            content.push(self.report(&node));
        }
        object.finish(self.problems);
        let some_findings = findings
            .as_ref()
            .is_some_and(|list| list.as_ref().is_none_or(|list| !list.is_empty()));
        self.check_content(
            node,
            level,
            &kinds,
            some_findings,
            has_council,
            attested.is_some(),
        );
        let applied = applied?;
        Some(Stage {
            level: level?,
            date,
            decided,
            regulation: applied.regulation,
            set: set?,
            content: content.pop().unwrap_or(Some(Content::FindingsOnly))?,
            findings: findings.unwrap_or(Some(Vec::new()))?,
            why: applied.why,
        })
    }

    fn check_level(&mut self, node: &Node<'_>, level: Level, regulation: &Regulation) {
        if regulation.level(level).is_none() {
            let known: Vec<Level> = regulation.levels.iter().map(|rule| rule.level).collect();
            self.problems.push(node.problem(
                ProblemCode::LevelUnknown,
                node.quoted(),
                format!("a level of `{}`: {}", regulation.id, list_of(&known)),
            ));
        }
    }

    /// What no result of the stage before can lead to is refused without asking for the result.
    fn check_levels(&mut self, levels: &[(Place, Level, Arc<Regulation>)]) {
        let mut before: Option<(Level, &Regulation)> = None;
        for (place, level, rules) in levels {
            let follows = level_follows(before, *level, rules);
            if !follows && rules.level(*level).is_some() {
                let (found, expected) = match before {
                    None => (
                        format!("`{level}` first"),
                        match rules.first_scoring() {
                            Some(first) => format!("`{first}`, where scoring begins"),
                            None => "a level that scores".to_owned(),
                        },
                    ),
                    Some((before, _)) => (
                        format!("`{level}` after `{before}`"),
                        format!("a level that `{before}` forwards or returns to"),
                    ),
                };
                self.problems
                    .push(place.problem(ProblemCode::StageOrder, found, expected));
            }
            before = Some((*level, rules));
        }
    }

    fn check_content(
        &mut self,
        node: &Node<'_>,
        level: Option<Level>,
        kinds: &[&str],
        findings: bool,
        council: bool,
        attested: bool,
    ) {
        let mut wrong = |found: String, expected: &str| {
            self.problems
                .push(node.problem(ProblemCode::StageContent, found, expected));
        };
        let one = "one of `sheets`, `parts`, `total`, `forwarded`, `adopts`, `report`, or findings";
        match kinds {
            [] if !findings => wrong("none".to_owned(), one),
            [] | [_] => {}
            several => wrong(list_of(several), one),
        }
        let commune = level == Some(Level::Commune);
        let reports = kinds.contains(&"report");
        let holds_something = !kinds.is_empty() || findings;
        if level.is_some() && commune != reports && kinds.len() <= 1 && holds_something {
            let expected = if commune {
                "`report` and nothing else at the commune"
            } else {
                "`report` at the commune only"
            };
            let found = kinds.first().copied().unwrap_or("findings");
            wrong(quote(found), expected);
        }
        if council && !kinds.contains(&"sheets") {
            wrong("`council` without `sheets`".to_owned(), "both or neither");
        }
        if attested && !kinds.iter().any(|kind| matches!(*kind, "parts" | "total")) {
            wrong(
                "`attested_star` without `parts` or `total`".to_owned(),
                "it with a mean that has no sheets",
            );
        }
    }

    fn council(&mut self, node: &Node<'_>) -> Option<Convened> {
        let mut object = node.object(self.problems)?;
        let rules = match object.optional("rules") {
            None => self.rules(node, "default"),
            Some(node) => {
                let id: Option<RulesId> = node.parsed(self.problems);
                id.and_then(|id| self.rules(&node, id.as_str()))
            }
        };
        let appointed = object.optional("appointed").map(|node| {
            let number = node.number(1, 9_999, self.problems)?;
            Some((u16::try_from(number).ok()?, Place::of(&node)))
        });
        let form = object
            .optional("form")
            .map(|node| node.parsed(self.problems));
        object.finish(self.problems);
        Some(Convened {
            rules: rules?,
            appointed: appointed.map_or(Some(None), |appointed| appointed.map(Some))?,
            form: form.map_or(Some(None), |form| form.map(Some))?,
        })
    }

    fn default_council(&mut self, node: &Node<'_>) -> Option<Convened> {
        self.rules(node, "default").map(|rules| Convened {
            rules,
            appointed: None,
            form: None,
        })
    }

    fn rules(&mut self, node: &Node<'_>, id: &str) -> Option<Arc<CouncilRules>> {
        let names: Vec<&RulesId> = self.catalog.rules_ids().collect();
        let rules = self.catalog.rules(id);
        self.found_or_reported(rules, node, ProblemCode::RulesUnknown, &names)
    }

    fn findings(&mut self, node: &Node<'_>, set: Option<&CriteriaSet>) -> Option<Vec<Finding>> {
        let nodes = node.list("finding", self.problems)?;
        let mut ids: Vec<(Node<'_>, FindingId)> = Vec::new();
        for node in nodes {
            if let Some(id) = node.parsed(self.problems) {
                ids.push((node, id));
            }
        }
        no_repeats(&ids, ProblemCode::Repeated, "finding", self.problems);
        let set = set?;
        let mut findings = Vec::new();
        for (node, id) in &ids {
            if let Some(finding) = set.finding(id) {
                findings.push(finding.clone());
                continue;
            }
            let known: Vec<&str> = set.findings.iter().map(|f| f.id.as_str()).collect();
            let expected = if known.is_empty() {
                format!("none, as set `{}` lists no findings", set.code)
            } else {
                format!("one of {}", list_of(&known))
            };
            let mut problem = node.problem(ProblemCode::FindingUnknown, node.quoted(), expected);
            problem.hint = did_you_mean(id.as_str(), known.into_iter());
            self.problems.push(problem);
        }
        Some(findings)
    }

    fn sheets(
        &mut self,
        node: &Node<'_>,
        set: Option<&CriteriaSet>,
        council: Option<Convened>,
        form_by_law: CouncilForm,
    ) -> Option<Content> {
        if let Some(found) = node.length().filter(|&found| found > MAX_SHEETS) {
            self.problems.push(node.problem(
                ProblemCode::TooManySheets,
                format!("{found} sheets"),
                format!("at most {MAX_SHEETS} in a stage"),
            ));
            return None;
        }
        let nodes = node.some_list("sheet", self.problems)?;
        let mut members: Vec<(String, Role)> = Vec::new();
        let mut places: Vec<(Node<'_>, Node<'_>)> = Vec::new();
        let mut sheets = Vec::new();
        for node in &nodes {
            let stage = node.path().rsplit_once('/').map_or("", |(stage, _)| stage);
            let Some(mut object) = node.object(self.problems) else {
                sheets.push(None);
                continue;
            };
            let assessor_node = object.required("assessor", self.problems);
            let assessor = assessor_node
                .as_ref()
                .and_then(|node| node.text(self.problems));
            let role_node = object.optional("role");
            let role = match &role_node {
                None => Some(Role::Member),
                Some(node) => node.parsed(self.problems),
            };
            let name = assessor.as_deref().unwrap_or("?");
            let answers = object
                .required("answers", self.problems)
                .and_then(|node| self.answers(&node, set, &format!("{stage}/sheet {name}")));
            object.finish(self.problems);
            if let (Some(assessor_node), Some(assessor)) = (assessor_node, &assessor) {
                members.push((assessor.clone(), role.unwrap_or(Role::Member)));
                places.push((assessor_node.clone(), role_node.unwrap_or(assessor_node)));
            }
            sheets.push(match (assessor, role, answers) {
                (Some(assessor), Some(role), Some(draft)) => Some(draft.sign(&assessor, role)),
                _ => None,
            });
        }
        let members: Vec<(&str, Role)> = members
            .iter()
            .map(|(assessor, role)| (assessor.as_str(), *role))
            .collect();
        let appointed = council
            .as_ref()
            .and_then(|council| council.appointed.clone());
        for error in member_errors(&members, appointed.as_ref().map(|(number, _)| *number)) {
            self.member_problem(&error, &places, appointed.as_ref());
        }
        let council = council?;
        Some(Content::Sheets {
            sheets: sheets.into_iter().collect::<Option<_>>()?,
            rules: council.rules,
            appointed: appointed.map(|(number, _)| number),
            form: council.form.unwrap_or(form_by_law),
        })
    }

    fn member_problem(
        &mut self,
        error: &CouncilError,
        places: &[(Node<'_>, Node<'_>)],
        appointed: Option<&(u16, Place)>,
    ) {
        let problem = match error {
            CouncilError::AssessorRepeated { sheet, .. } => places.get(*sheet).map(|(node, _)| {
                let expected = "one sheet from each assessor";
                node.problem(ProblemCode::AssessorRepeated, node.quoted(), expected)
            }),
            CouncilError::ChairRepeated { sheet, .. } => places.get(*sheet).map(|(_, node)| {
                node.problem(ProblemCode::ChairRepeated, node.quoted(), "one chair")
            }),
            CouncilError::AppointedTooFew {
                appointed: n,
                sheets,
            } => appointed.map(|(_, place)| {
                place.problem(
                    ProblemCode::AppointedTooFew,
                    format!("`{n}`"),
                    format!("at least the {sheets} who gave sheets"),
                )
            }),
            // Empty lists and too many sheets are reported where the list is read.
            CouncilError::Empty | CouncilError::TooMany { .. } | CouncilError::OtherSet { .. } => {
                None
            }
        };
        if let Some(problem) = problem {
            self.problems.push(problem);
        }
    }

    fn answers<'s>(
        &mut self,
        node: &Node<'_>,
        set: Option<&'s CriteriaSet>,
        path: &str,
    ) -> Option<Draft<'s>> {
        let nodes = node.list("answer", self.problems)?;
        let mut draft = set.map(Draft::new);
        for node in nodes {
            let Some(mut object) = node.object(self.problems) else {
                continue;
            };
            let code_node = object.required("criterion", self.problems);
            let code: Option<CriterionCode> = code_node
                .as_ref()
                .and_then(|node| node.parsed(self.problems));
            let box_node = object
                .required("box", self.problems)
                .map(|node| match &code {
                    Some(code) => node.at(format!("{path}/{code}/box")),
                    None => node,
                });
            let ticked = box_node
                .as_ref()
                .and_then(|node| node.number(0, u32::MAX, self.problems));
            object.finish(self.problems);
            let (Some(code_node), Some(code)) = (code_node, code) else {
                continue;
            };
            let Some(draft) = &mut draft else {
                continue;
            };
            let code_node = code_node.at(format!("{path}/{code}"));
            // An answer whose box cannot be read still answers its criterion.
            match draft.answer(&code, ticked.unwrap_or(0)) {
                Err(SheetError::CriterionUnknown { .. }) => {
                    let mut problem = code_node.problem(
                        ProblemCode::CriterionUnknown,
                        code_node.quoted(),
                        "a criterion of the sheet",
                    );
                    let known = set.into_iter().flat_map(CriteriaSet::criteria);
                    let known = known.map(|criterion| criterion.code.as_str());
                    problem.hint = did_you_mean(code.as_str(), known);
                    self.problems.push(problem);
                }
                Err(SheetError::BoxUnknown { boxes, .. }) => {
                    if let Some(node) = &box_node {
                        let expected = format!("a box from 0 to {boxes}");
                        self.problems.push(node.problem(
                            ProblemCode::BoxUnknown,
                            node.quoted(),
                            expected,
                        ));
                    }
                    // It is answered, though wrongly: it must not be reported as missing too.
                    let _ = draft.answer(&code, 0);
                }
                Err(_) => self.problems.push(code_node.problem(
                    ProblemCode::CriterionRepeated,
                    code_node.quoted(),
                    "each criterion once",
                )),
                Ok(()) => {}
            }
        }
        let draft = draft?;
        let missing: Vec<&CriterionCode> = draft.missing().collect();
        for code in &missing {
            self.problems.push(node.at(path).problem(
                ProblemCode::CriterionMissing,
                format!("no answer for `{code}`"),
                "a box, or 0 where none is ticked",
            ));
        }
        missing.is_empty().then_some(draft)
    }

    fn parts(
        &mut self,
        node: &Node<'_>,
        set: Option<&CriteriaSet>,
        attested: Option<Option<Star>>,
    ) -> Option<Content> {
        let nodes = node.some_list("part", self.problems)?;
        let mut given: Vec<(Node<'_>, PartId)> = Vec::new();
        let mut values = Vec::new();
        for node in nodes {
            let Some(mut object) = node.object(self.problems) else {
                continue;
            };
            let id_node = object.required("part", self.problems);
            let id: Option<PartId> = id_node.as_ref().and_then(|node| node.parsed(self.problems));
            let points_node = object.required("points", self.problems);
            let points: Option<Points> = points_node
                .as_ref()
                .and_then(|node| node.parsed(self.problems));
            object.finish(self.problems);
            if let (Some(id_node), Some(id)) = (id_node, id) {
                given.push((id_node, id));
                let part = set.and_then(|set| set.parts.iter().find(|part| part.id == id));
                if let (Some(part), Some(node), Some(points)) = (part, points_node, points) {
                    self.at_most(&node, points, part.max);
                }
                values.push((id, points));
            }
        }
        no_repeats(&given, ProblemCode::Repeated, "part", self.problems);
        let mut points = [Points::ZERO; 3];
        let mut complete = true;
        for (slot, id) in points.iter_mut().zip(PartId::ALL) {
            match values.iter().find(|(given, _)| given == id) {
                Some((_, Some(points))) => *slot = *points,
                Some((_, None)) => complete = false,
                None => {
                    complete = false;
                    self.problems.push(node.problem(
                        ProblemCode::PartsWrong,
                        format!("no part `{id}`"),
                        "parts A, B and C, once each",
                    ));
                }
            }
        }
        let sum: Result<Points, PointsError> = points
            .iter()
            .try_fold(Points::ZERO, |sum, part| sum.checked_add(*part));
        let sum = match sum {
            Ok(sum) => Some(sum),
            Err(error) => {
                self.problems
                    .push(node.problem(ProblemCode::BadPoints, error, "a smaller sum"));
                None
            }
        };
        Some(Content::Parts {
            points: complete.then_some(points)?,
            sum: sum?,
            attested: attested.map_or(Some(None), |star| star.map(Some))?,
        })
    }

    fn at_most(&mut self, node: &Node<'_>, points: Points, most: Points) {
        if points > most {
            self.problems.push(node.problem(
                ProblemCode::PartOutOfRange,
                node.quoted(),
                format!("from `0` to `{most}`"),
            ));
        }
    }

    fn total(
        &mut self,
        node: &Node<'_>,
        applied: Option<&Applied>,
        attested: Option<Option<Star>>,
    ) -> Option<Content> {
        let points: Points = node.parsed(self.problems)?;
        if let Some(applied) = applied {
            self.at_most(node, points, applied.regulation.total);
        }
        Some(Content::Total {
            points,
            attested: attested.map_or(Some(None), |star| star.map(Some))?,
        })
    }

    fn forwarded(&mut self, node: &Node<'_>) -> Option<Content> {
        if !node.boolean(self.problems)? {
            self.problems.push(node.problem(
                ProblemCode::BadWord,
                node.quoted(),
                "`true`, or no `forwarded`",
            ));
            return None;
        }
        Some(Content::Forwarded)
    }

    fn adopts(&mut self, node: &Node<'_>) -> Option<Content> {
        let mut object = node.object(self.problems)?;
        let star = object
            .required("star", self.problems)
            .and_then(|node| node.star(Star::One, self.problems));
        object.finish(self.problems);
        star.map(Content::Adopts)
    }

    fn report(&mut self, node: &Node<'_>) -> Option<Content> {
        let nodes = node.list("item", self.problems)?;
        let mut items: Vec<(Node<'_>, ReportItem)> = Vec::new();
        let mut entries = Vec::new();
        for node in nodes {
            let Some(mut object) = node.object(self.problems) else {
                continue;
            };
            let item_node = object.required("item", self.problems);
            let item = item_node
                .as_ref()
                .and_then(|node| node.parsed(self.problems));
            let met = object
                .optional("met")
                .and_then(|node| node.boolean(self.problems));
            let note = self.optional_text(&mut object, "note");
            if let (Some(node), Some(item)) = (item_node, item) {
                entries.push(ReportEntry { item, met, note });
                items.push((node, item));
            }
            object.finish(self.problems);
        }
        no_repeats(&items, ProblemCode::Repeated, "item", self.problems);
        Some(Content::Report(report_entries(entries)))
    }
}

/// An earlier certificate, in a case or a history.
pub(crate) fn previous(node: &Node<'_>, problems: &mut Problems) -> Option<Previous> {
    let mut object = node.object(problems)?;
    let star = object
        .required("star", problems)
        .and_then(|node| node.star(Star::One, problems));
    let issued: Option<Date> = object.parsed("issued", problems);
    let expires_node = object.required("expires", problems);
    let expires: Option<Date> = expires_node.as_ref().and_then(|node| node.parsed(problems));
    object.finish(problems);
    let (star, issued, expires) = (star?, issued?, expires?);
    if let Some(node) = expires_node.filter(|_| expires < issued) {
        let expected = format!("a day not before `{issued}`");
        problems.push(node.problem(ProblemCode::DateOrder, node.quoted(), expected));
    }
    Some(Previous {
        star,
        issued,
        expires,
    })
}
