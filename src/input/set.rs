//! Reads `criteria/<regulation>/sets/NN-slug.json`: the shape first, then the rules of a sheet.

use std::collections::BTreeSet;

use super::document::{document, no_repeats};
use crate::input::diagnostic::{LoadError, ProblemCode, Problems};
use crate::input::json::Node;
use crate::input::node::{Object, did_you_mean, list_of, quote};
use crate::input::record::{Cite, Reads};
use crate::input::regulation_check::check_readings;
use crate::law::criteria::{
    Alternative, Amendment, Certainty, Choice, CriteriaSet, Criterion, Defect, DefectKind,
    DisputedMark, Erratum, Finding, FindingVerb, Heading, Note, NoteKind, OpenFinding, OtherTable,
    Part, Section, SetStatus, SheetName, ZeroNote,
};
use crate::law::regulation::Regulation;
use crate::law::table::{MAX_BOXES, MAX_CRITERIA, MAX_STEPS, SheetTable};
use crate::value::codes::{CriterionCode, FindingId, PartId, RegulationId, SetCode};
use crate::value::points::Points;
use crate::value::star::Star;

/// Decimals that points of a sheet may have, so that sums of whole units stay small integers.
const MAX_DECIMALS: u32 = 4;
/// Characters that a label may have.
const MAX_LABEL: usize = 600;

impl CriteriaSet {
    /// Reads one sheet of `regulation`.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, an unknown, missing or repeated
    /// key, sums that disagree and are not listed as defects (or defects that do not exist),
    /// codes given twice, falling points, marks out of order, labels too long or repeated.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::law::CriteriaSet;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-26-2026")?;
    /// let text = r#"{"set": "27", "name": "Bộ 27"}"#;
    /// let error = CriteriaSet::from_json(text, "27.json", &regulation).unwrap_err();
    /// let codes: Vec<&str> = error.diagnostics().iter().map(|p| p.code().as_str()).collect();
    /// assert!(codes.contains(&"set-unknown") && codes.contains(&"missing-key"));
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn from_json(
        text: &str,
        file: &str,
        regulation: &Regulation,
    ) -> Result<CriteriaSet, LoadError> {
        document(text, file, 1, |_, object, problems| {
            let mut reader = Reader {
                regulation,
                problems,
                gaps: Vec::new(),
                codes: Vec::new(),
                places: BTreeSet::from(["sheet".to_owned()]),
                references: Vec::new(),
                noted: Vec::new(),
            };
            reader.set(object)
        })
    }
}

/// A sum that disagrees, until it is known whether the file lists it as a defect.
struct Gap<'a> {
    kind: DefectKind,
    node: Node<'a>,
    expected: Points,
    found: Points,
}

struct Reader<'r, 'a> {
    regulation: &'r Regulation,
    problems: &'r mut Problems,
    gaps: Vec<Gap<'a>>,
    codes: Vec<(Node<'a>, CriterionCode)>,
    /// Every path of the sheet that an erratum may name.
    places: BTreeSet<String>,
    /// Codes that notes refer to.
    references: Vec<(Node<'a>, CriterionCode)>,
    /// Criteria and sections whose notes print a finding.
    noted: Vec<(Node<'a>, CriterionCode)>,
}

impl<'a> Reader<'_, 'a> {
    fn set(&mut self, mut object: Object<'a>) -> Option<CriteriaSet> {
        object.format(self.problems);
        let regulation_node = object.required("regulation", self.problems);
        let regulation: Option<RegulationId> = regulation_node
            .as_ref()
            .and_then(|node| node.parsed(self.problems));
        if let (Some(node), Some(found)) = (&regulation_node, &regulation)
            && *found != self.regulation.sheets
        {
            let expected = format!("`{}`", self.regulation.sheets);
            self.problems.push(node.problem(
                ProblemCode::RegulationUnknown,
                node.quoted(),
                expected,
            ));
        }
        let code_node = object.required("set", self.problems);
        let code = code_node
            .as_ref()
            .and_then(|node| node.parsed(self.problems));
        let name_node = object.required("name", self.problems);
        let name = name_node.as_ref().and_then(|node| node.text(self.problems));
        if let (Some(code_node), Some(code), Some(name_node), Some(name)) =
            (code_node, code, name_node, &name)
        {
            self.check_name(&code_node, code, &name_node, name);
        }
        let citation = object.text("citation", self.problems);
        let sources = self.sources(&mut object);
        let checked = object.text("checked", self.problems);
        let status_node = object.required("status", self.problems);
        let status: Option<SetStatus> = status_node
            .as_ref()
            .and_then(|node| node.parsed(self.problems));
        let as_amended = object
            .optional("as_amended")
            .map(|node| self.amendment(&node));
        let neighbours = self.records(&mut object, "neighbours", Self::sheet_name);
        let findings = self.findings(&mut object);
        let open_findings = self.records(&mut object, "open_findings", Self::open_finding);
        let defects = self.defects(&mut object);
        let errata_nodes = object.optional("errata");
        let disputed_nodes = object.optional("disputed");
        let parts = object.required("parts", self.problems).and_then(|list| {
            let nodes = list.some_list(self.problems)?;
            let parts: Vec<Option<Part>> = nodes.iter().map(|node| self.part(node)).collect();
            let parts: Vec<Part> = parts.into_iter().collect::<Option<_>>()?;
            self.check_parts(&list, &parts);
            self.check_size(&list, &parts);
            Some(parts)
        });
        let errata = errata_nodes
            .and_then(|node| node.list(self.problems))
            .unwrap_or_default()
            .iter()
            .filter_map(|node| self.erratum(node))
            .collect();
        let disputed = self.disputed(disputed_nodes, parts.as_deref().unwrap_or_default());
        object.finish(self.problems);
        self.check_codes();
        self.check_gaps(&defects);
        if let (Some(node), Some(status)) = (status_node, status)
            && (status == SetStatus::Incomplete) == defects.is_empty()
        {
            self.problems.push(node.problem(
                ProblemCode::StatusWrong,
                format!("{} with {} defects", node.quoted(), defects.len()),
                "`incomplete` with defects, `transcribed` without",
            ));
        }
        if !self.problems.is_empty() {
            return None;
        }
        let parts = parts?;
        Some(CriteriaSet {
            regulation: regulation?,
            code: code?,
            name: name?,
            citation: citation?,
            sources: sources?,
            checked: checked?,
            status: status?,
            as_amended: as_amended.map_or(Some(None), |amendment| amendment.map(Some))?,
            table: SheetTable::of(&parts)?,
            other_tables: other_tables(&parts, &disputed)?,
            parts,
            neighbours,
            findings,
            open_findings,
            defects: defects.into_iter().map(|(_, defect)| defect).collect(),
            errata,
            disputed,
            laid_over: None,
        })
    }

    fn check_name(
        &mut self,
        code_node: &Node<'a>,
        code: SetCode,
        name_node: &Node<'a>,
        name: &str,
    ) {
        match self.regulation.set(code) {
            None => self.problems.push(code_node.problem(
                ProblemCode::SetUnknown,
                code_node.quoted(),
                format!("a set that `{}` lists", self.regulation.id),
            )),
            Some(entry) if entry.name != name => self.problems.push(name_node.problem(
                ProblemCode::NameDiffers,
                name_node.quoted(),
                format!("`{}`, as the regulation lists it", entry.name),
            )),
            Some(_) => {}
        }
    }

    fn amendment(&mut self, node: &Node<'a>) -> Option<Amendment> {
        let mut object = node.object(self.problems)?;
        let decision = object.text("decision", self.problems);
        let from = object.parsed("from", self.problems);
        object.finish(self.problems);
        Some(Amendment {
            decision: decision?,
            from: from?,
        })
    }

    /// The sources, at least one, each once; `source` is the only one.
    fn sources(&mut self, object: &mut Object<'a>) -> Option<Vec<String>> {
        if let Some(node) = object.optional("source") {
            if object.optional("sources").is_some() {
                let expected = "either `source` or `sources`";
                self.problems.push(node.problem(
                    ProblemCode::Repeated,
                    "`source` and `sources`",
                    expected,
                ));
            }
            return node.text(self.problems).map(|source| vec![source]);
        }
        let nodes = object
            .required("sources", self.problems)?
            .some_list(self.problems)?;
        let mut read = Vec::new();
        for node in nodes {
            read.push((node, node.text(self.problems)?));
        }
        no_repeats(&read, ProblemCode::Repeated, "source", self.problems);
        Some(read.into_iter().map(|(_, source)| source).collect())
    }

    /// The records of an optional list.
    fn records<T>(
        &mut self,
        object: &mut Object<'a>,
        key: &'static str,
        read: impl Fn(&mut Self, Object<'a>) -> Option<T>,
    ) -> Vec<T> {
        let nodes = object
            .optional(key)
            .and_then(|node| node.list(self.problems))
            .unwrap_or_default();
        let records = nodes.iter().filter_map(|node| {
            let object = node.object(self.problems)?;
            read(self, object)
        });
        records.collect()
    }

    fn sheet_name(&mut self, mut object: Object<'a>) -> Option<SheetName> {
        let regulation = object.parsed("regulation", self.problems);
        let set = object.parsed("set", self.problems);
        object.finish(self.problems);
        Some(SheetName {
            regulation: regulation?,
            set: set?,
        })
    }

    fn open_finding(&mut self, mut object: Object<'a>) -> Option<OpenFinding> {
        let id = object.parsed("finding", self.problems);
        let printed_by = self.sheet_name(object);
        Some(OpenFinding {
            id: id?,
            printed_by: printed_by?,
        })
    }

    /// Marks that another source prints differently, at boxes of this sheet.
    fn disputed(&mut self, list: Option<Node<'a>>, parts: &[Part]) -> Vec<DisputedMark> {
        let nodes = list
            .and_then(|node| node.list(self.problems))
            .unwrap_or_default();
        let mut disputed = Vec::new();
        for node in nodes {
            let Some(mut object) = node.object(self.problems) else {
                continue;
            };
            let at_node = object.required("at", self.problems);
            let at = at_node.as_ref().and_then(|node| node.text(self.problems));
            let other = object.required("other", self.problems).and_then(|node| {
                let mut other = node.object(self.problems)?;
                let star = other.optional("star").map(|node| self.mark(&node));
                other.finish(self.problems);
                star.map_or(Some(None), |star| star.map(Some))
            });
            object.finish(self.problems);
            let (Some(at_node), Some(at), Some(other)) = (at_node, at, other) else {
                continue;
            };
            let boxes = boxes(parts);
            let Some((_, place, ours)) = boxes.into_iter().find(|(path, ..)| *path == at) else {
                let mut problem = at_node.problem(
                    ProblemCode::ReferenceUnknown,
                    quote(&at),
                    "a box of this sheet such as `A/1/1.2/box 1`",
                );
                problem.meant = did_you_mean(&at, self.places.iter().map(String::as_str));
                self.problems.push(problem);
                continue;
            };
            if ours == other {
                self.problems.push(at_node.problem(
                    ProblemCode::DefectVanished,
                    quote(&at),
                    "a box where the other source prints another mark",
                ));
            }
            disputed.push(DisputedMark {
                at,
                place,
                ours,
                other,
            });
        }
        disputed
    }

    fn findings(&mut self, object: &mut Object<'a>) -> Vec<Finding> {
        let mut ids = Vec::new();
        let nodes = object
            .optional("findings")
            .and_then(|node| node.list(self.problems))
            .unwrap_or_default();
        let mut findings = Vec::new();
        for node in nodes {
            let Some(mut object) = node.object(self.problems) else {
                continue;
            };
            let id_node = object.required("finding", self.problems);
            let id: Option<FindingId> =
                id_node.as_ref().and_then(|node| node.parsed(self.problems));
            let label = self.label(&mut object);
            let verb = object.optional("verb");
            let verb: Option<FindingVerb> = match verb {
                Some(node) => node.parsed(self.problems),
                None => Some(FindingVerb::Rejected),
            };
            let certainty = object.optional("certainty");
            let certainty: Option<Certainty> = match certainty {
                Some(node) => node.parsed(self.problems),
                None => Some(Certainty::Printed),
            };
            let at_node = object.optional("at");
            let at: Option<CriterionCode> =
                at_node.as_ref().and_then(|node| node.parsed(self.problems));
            if let (Some(node), Some(code)) = (at_node, &at) {
                self.noted.push((node, code.clone()));
            }
            let as_issued = object.optional("as_issued");
            let as_issued = match as_issued {
                Some(node) => node.boolean(self.problems),
                None => Some(false),
            };
            let citation = object.required("citation", self.problems);
            let citation = citation.and_then(|node| {
                check_readings(node, &self.regulation.readings, self.problems);
                Cite.read(node, self.problems)
            });
            object.finish(self.problems);
            if let (
                Some(id_node),
                Some(id),
                Some(label),
                Some(verb),
                Some(certainty),
                Some(citation),
            ) = (id_node, id, label, verb, certainty, citation)
            {
                ids.push((id_node, id.clone()));
                findings.push(Finding {
                    id,
                    label,
                    verb,
                    certainty,
                    at,
                    as_issued: as_issued.unwrap_or_default(),
                    citation,
                });
            }
        }
        no_repeats(&ids, ProblemCode::Repeated, "finding", self.problems);
        findings
    }

    fn defects(&mut self, object: &mut Object<'a>) -> Vec<(Node<'a>, Defect)> {
        let nodes = object
            .optional("defects")
            .and_then(|node| node.list(self.problems))
            .unwrap_or_default();
        let mut defects = Vec::new();
        for node in nodes {
            let Some(mut object) = node.object(self.problems) else {
                continue;
            };
            let kind = object.parsed("rule", self.problems);
            let at = object.text("at", self.problems);
            let expected = object.parsed("expected", self.problems);
            let found = object.parsed("found", self.problems);
            let why = object.text("why", self.problems);
            object.finish(self.problems);
            if let (Some(kind), Some(at), Some(expected), Some(found), Some(why)) =
                (kind, at, expected, found, why)
            {
                let defect = Defect {
                    kind,
                    at,
                    expected,
                    found,
                    why,
                };
                defects.push((node, defect));
            }
        }
        defects
    }

    fn erratum(&mut self, node: &Node<'a>) -> Option<Erratum> {
        let mut object = node.object(self.problems)?;
        let at_node = object.required("at", self.problems);
        let at = at_node.as_ref().and_then(|node| node.text(self.problems));
        if let (Some(at_node), Some(at)) = (&at_node, &at)
            && !self.places.contains(at)
        {
            let mut problem = at_node.problem(
                ProblemCode::ReferenceUnknown,
                quote(at),
                "a place of this sheet such as `A/1/1.2/box 1`, or `sheet`",
            );
            problem.meant = did_you_mean(at, self.places.iter().map(String::as_str));
            self.problems.push(problem);
        }
        let printed = object.text("printed", self.problems);
        let read = object.text("read", self.problems);
        let why = object.text("why", self.problems);
        object.finish(self.problems);
        Some(Erratum {
            at: at?,
            printed: printed?,
            read: read?,
            why: why?,
        })
    }

    fn part(&mut self, node: &Node<'a>) -> Option<Part> {
        let mut object = node.object(self.problems)?;
        let id: Option<PartId> = object.parsed("part", self.problems);
        self.places.insert(node.path());
        let max: Option<Points> = object.parsed("max", self.problems);
        let sections = object
            .required("sections", self.problems)
            .and_then(|node| node.some_list(self.problems))
            .and_then(|nodes| {
                let read = nodes.iter().map(|node| self.section(node));
                read.collect::<Vec<_>>()
                    .into_iter()
                    .collect::<Option<Vec<_>>>()
            });
        object.finish(self.problems);
        let (id, max, sections) = (id?, max?, sections?);
        let prescribed = self.regulation.part_max(id);
        if max != prescribed {
            self.gap(DefectKind::PartMax, node, prescribed, Some(max));
        }
        let sum = sum(sections.iter().map(|section: &Section| section.max));
        if sum != Some(max) {
            self.gap(DefectKind::PartSum, node, max, sum);
        }
        Some(Part { id, max, sections })
    }

    fn section(&mut self, node: &Node<'a>) -> Option<Section> {
        let mut object = node.object(self.problems)?;
        let code = object.parsed::<crate::value::codes::SectionCode>("section", self.problems);
        if !self.places.insert(node.path()) {
            let found = code
                .as_ref()
                .map_or_else(String::new, |code| format!("`{code}`"));
            self.problems
                .push(node.problem(ProblemCode::Repeated, found, "each section once"));
        }
        let title = object.text("title", self.problems);
        let max: Option<Points> = object.parsed("max", self.problems);
        let notes = self.notes(&mut object);
        let zero_rule = self.zero_rule(&mut object);
        let criteria = object
            .required("criteria", self.problems)
            .and_then(|node| node.some_list(self.problems))
            .and_then(|nodes| {
                let read = nodes.iter().map(|node| self.criterion(code.as_ref(), node));
                read.collect::<Vec<_>>()
                    .into_iter()
                    .collect::<Option<Vec<_>>>()
            });
        object.finish(self.problems);
        let (max, criteria) = (max?, criteria?);
        self.check_sum(node, &node.path(), max, criteria.iter());
        for criterion in &criteria {
            if let Some(heading) = &criterion.under {
                let members = criteria
                    .iter()
                    .filter(|other| other.under.as_ref().is_some_and(|h| h.code == heading.code));
                if members.clone().next() == Some(criterion) {
                    let at = format!("{}/{}", node.path(), heading.code);
                    self.check_sum(node, &at, heading.max, members);
                    self.places.insert(at);
                }
            }
        }
        Some(Section {
            code: code?,
            title: title?,
            max,
            notes,
            zero_rule: zero_rule.map_or(Some(None), |rule| rule.map(Some))?,
            criteria,
        })
    }

    fn check_sum<'c>(
        &mut self,
        node: &Node<'a>,
        path: &str,
        max: Points,
        criteria: impl Iterator<Item = &'c Criterion>,
    ) {
        let found = sum(criteria.map(|criterion| criterion.max));
        if found != Some(max) {
            let mut problem = node.problem(
                ProblemCode::SectionSum,
                format!("criteria that sum to {}", shown(found)),
                format!("`{max}`"),
            );
            path.clone_into(&mut problem.path);
            self.problems.push(problem);
        }
    }

    fn criterion(
        &mut self,
        section_code: Option<&crate::value::codes::SectionCode>,
        node: &Node<'a>,
    ) -> Option<Criterion> {
        let mut object = node.object(self.problems)?;
        let code_node = object.required("criterion", self.problems);
        let code: Option<CriterionCode> = code_node
            .as_ref()
            .and_then(|node| node.parsed(self.problems));
        self.places.insert(node.path());
        if let (Some(code_node), Some(code)) = (code_node, &code) {
            let first = code.as_str().split('.').next();
            if section_code.is_some_and(|section| first != Some(section.as_str())) {
                self.problems.push(code_node.problem(
                    ProblemCode::CodeOutOfPlace,
                    code_node.quoted(),
                    "a code that begins with its section's number",
                ));
            }
            self.codes.push((code_node, code.clone()));
        }
        let title = object.text("title", self.problems);
        let max: Option<Points> = object.parsed("max", self.problems);
        let under = object.optional("under").map(|node| self.heading(&node));
        let yes_no = object
            .optional("yes_no")
            .map(|node| node.boolean(self.problems));
        let heading_star = object.optional("heading_star").map(|node| self.mark(&node));
        let notes = self.notes(&mut object);
        let zero_rule = self.zero_rule(&mut object);
        let case_names = object.optional("cases");
        let choices = object
            .required("boxes", self.problems)
            .and_then(|node| node.some_list(self.problems))
            .and_then(|nodes| {
                let read = nodes.iter().map(|node| self.choice(node));
                let choices: Option<Vec<Choice>> = read.collect::<Vec<_>>().into_iter().collect();
                Some((nodes, choices?))
            });
        object.finish(self.problems);
        let yes_no = yes_no.unwrap_or(Some(false))?;
        let (nodes, choices) = choices?;
        let max = max?;
        self.check_choices(node, &nodes, &choices, max, yes_no);
        let has_cases = choices.iter().any(|choice| choice.case.is_some());
        let case_names = match case_names {
            Some(node) => self.case_names(&node, has_cases),
            None => Vec::new(),
        };
        Some(Criterion {
            code: code?,
            title: title?.into(),
            max,
            under: under.map_or(Some(None), |heading| heading.map(Some))?,
            yes_no,
            heading_star: heading_star.map_or(Some(None), |star| star.map(Some))?,
            notes,
            zero_rule: zero_rule.map_or(Some(None), |rule| rule.map(Some))?,
            choices,
            case_names,
        })
    }

    /// The names of two cases, of a criterion that has them.
    fn case_names(&mut self, node: &Node<'a>, has_cases: bool) -> Vec<String> {
        let nodes = node.some_list(self.problems).unwrap_or_default();
        let names = nodes.iter().map(|node| node.text(self.problems));
        let names: Vec<String> = names.collect::<Vec<_>>().into_iter().flatten().collect();
        if names.len() != if has_cases { 2 } else { 0 } {
            self.problems.push(node.problem(
                ProblemCode::CaseOrder,
                format!("{} names", names.len()),
                "two names where the boxes belong to two cases, else none",
            ));
        }
        names
    }

    fn heading(&mut self, node: &Node<'a>) -> Option<Heading> {
        let mut object = node.object(self.problems)?;
        let code = object.parsed("code", self.problems);
        let title = object.text("title", self.problems);
        let max = object.parsed("max", self.problems);
        object.finish(self.problems);
        Some(Heading {
            code: code?,
            title: title?,
            max: max?,
        })
    }

    fn choice(&mut self, node: &Node<'a>) -> Option<Choice> {
        self.places.insert(node.path());
        let mut object = node.object(self.problems)?;
        let points_node = object.required("points", self.problems);
        let points: Option<Points> = points_node
            .as_ref()
            .and_then(|node| node.parsed(self.problems));
        if let (Some(node), Some(points)) = (points_node, points)
            && points.decimals() > MAX_DECIMALS
        {
            self.problems.push(node.problem(
                ProblemCode::BadPoints,
                node.quoted(),
                format!("points of at most {MAX_DECIMALS} decimals"),
            ));
        }
        let star = object.optional("star").map(|node| self.mark(&node));
        let case: Option<Option<Alternative>> = object
            .optional("case")
            .map(|node| node.parsed(self.problems));
        let label = self.label(&mut object);
        object.finish(self.problems);
        Some(Choice {
            points: points?,
            star: star.map_or(Some(None), |star| star.map(Some))?,
            case: case.map_or(Some(None), |case| case.map(Some))?,
            label: label?,
        })
    }

    fn mark(&mut self, node: &Node<'a>) -> Option<Star> {
        let star = node.star(Star::One, self.problems)?;
        // A sheet has room for three marks; the law has none below three stars.
        let least = self.regulation.certificate.least.max(Star::Three);
        if star < least {
            let expected = format!("a star from {least} on");
            self.problems
                .push(node.problem(ProblemCode::MarkRange, node.quoted(), expected));
        }
        Some(star)
    }

    fn label(&mut self, object: &mut Object<'a>) -> Option<String> {
        let node = object.required("label", self.problems)?;
        let label = node.text(self.problems)?;
        let length = label.chars().count();
        if length > MAX_LABEL {
            self.problems.push(node.problem(
                ProblemCode::LabelLength,
                format!("{length} characters"),
                format!("at most {MAX_LABEL}"),
            ));
        }
        Some(label)
    }

    fn notes(&mut self, object: &mut Object<'a>) -> Vec<Note> {
        let nodes = object
            .optional("notes")
            .and_then(|node| node.list(self.problems))
            .unwrap_or_default();
        let mut notes = Vec::new();
        for node in nodes {
            let Some(mut object) = node.object(self.problems) else {
                continue;
            };
            let kind: Option<NoteKind> = object.parsed("kind", self.problems);
            let label = self.label(&mut object);
            let needs_node = if kind == Some(NoteKind::AppliesWhen) {
                object.required("criterion", self.problems)
            } else {
                None
            };
            let needs: Option<CriterionCode> = needs_node
                .as_ref()
                .and_then(|node| node.parsed(self.problems));
            object.finish(self.problems);
            if let (Some(node), Some(code)) = (needs_node, &needs) {
                self.references.push((node, code.clone()));
            }
            if let (Some(kind), Some(label)) = (kind, label) {
                notes.push(Note { kind, label, needs });
            }
        }
        notes
    }

    fn zero_rule(&mut self, object: &mut Object<'a>) -> Option<Option<ZeroNote>> {
        let node = object.optional("zero_rule")?;
        Some(node.object(self.problems).and_then(|mut object| {
            let label = self.label(&mut object);
            let citation = object.text("citation", self.problems);
            object.finish(self.problems);
            Some(ZeroNote {
                label: label?,
                citation: citation?,
            })
        }))
    }

    fn gap(&mut self, kind: DefectKind, node: &Node<'a>, expected: Points, found: Option<Points>) {
        self.gaps.push(Gap {
            kind,
            node: *node,
            expected,
            found: found.unwrap_or(Points::ZERO),
        });
    }

    fn check_parts(&mut self, list: &Node<'a>, parts: &[Part]) {
        let ids: Vec<PartId> = parts.iter().map(|part| part.id).collect();
        if ids != PartId::ALL {
            self.problems.push(list.problem(
                ProblemCode::PartsWrong,
                list_of(&ids),
                "`A`, `B`, `C`",
            ));
        }
    }

    /// Limits that keep sums of many sheets within whole numbers of a fixed size.
    fn check_size(&mut self, list: &Node<'a>, parts: &[Part]) {
        let criteria: Vec<&Criterion> = parts
            .iter()
            .flat_map(|part| &part.sections)
            .flat_map(|section| &section.criteria)
            .collect();
        if criteria.len() > MAX_CRITERIA {
            let found = format!("{} criteria", criteria.len());
            let expected = format!("at most {MAX_CRITERIA}");
            self.problems
                .push(list.problem(ProblemCode::TooMany, found, expected));
        }
        let choices = criteria.iter().flat_map(|criterion| &criterion.choices);
        let decimals = choices.map(|choice| choice.points.decimals()).max();
        let decimals = decimals.unwrap_or(0).min(MAX_DECIMALS);
        // Steps are counted as if the last decimal were one, so that the limit can be told.
        let step = Points::UNITS / 10_u128.pow(decimals);
        let most = criteria.iter().map(|criterion| {
            let points = criterion.choices.iter().map(|choice| choice.points);
            points.max().unwrap_or(Points::ZERO).units() / step
        });
        let most: u128 = most.sum();
        if most > MAX_STEPS {
            let found = format!("`{most}` units of {decimals} decimals in all");
            let expected = format!("at most {MAX_STEPS}");
            self.problems
                .push(list.problem(ProblemCode::TooMany, found, expected));
        }
    }

    fn check_choices(
        &mut self,
        here: &Node<'a>,
        nodes: &[Node<'a>],
        choices: &[Choice],
        max: Points,
        yes_no: bool,
    ) {
        if choices.len() > MAX_BOXES {
            let (found, expected) = (format!("{} boxes", choices.len()), MAX_BOXES);
            let expected = format!("at most {expected}");
            self.problems
                .push(here.problem(ProblemCode::TooMany, found, expected));
        }
        if (choices.len() == 1) != yes_no {
            self.problems.push(here.problem(
                ProblemCode::BoxCount,
                format!("{} boxes", choices.len()),
                if yes_no {
                    "one box, for `yes`"
                } else {
                    "two boxes or more"
                },
            ));
        }
        let cases: Vec<Option<Alternative>> = choices.iter().map(|choice| choice.case).collect();
        let one_case = cases.iter().all(Option::is_none);
        let two_cases = cases.is_sorted()
            && cases.first() == Some(&Some(Alternative::A))
            && cases.last() == Some(&Some(Alternative::B));
        if !one_case && !two_cases {
            self.problems.push(here.problem(
                ProblemCode::CaseOrder,
                "boxes that leave the order",
                "no `case`, or `a` for the first boxes and `b` for the rest",
            ));
        }
        let highest = choices.iter().map(|choice| choice.points).max();
        let highest = highest.unwrap_or(Points::ZERO);
        if highest < max {
            self.gap(DefectKind::CriterionMax, here, max, Some(highest));
        }
        let mut labels: Vec<&str> = Vec::new();
        let mut before: Option<&Choice> = None;
        let mut mark: Option<Star> = None;
        for (node, choice) in nodes.iter().zip(choices) {
            if choice.points > max {
                self.problems.push(node.problem(
                    ProblemCode::BoxAboveMax,
                    format!("`{}`", choice.points),
                    format!("at most `{max}`"),
                ));
            }
            if labels.contains(&choice.label.as_str()) {
                self.problems.push(node.problem(
                    ProblemCode::LabelRepeated,
                    quote(&choice.label),
                    "a label that no other box of the criterion has",
                ));
            }
            labels.push(&choice.label);
            if before.is_some_and(|before| before.case != choice.case) {
                (before, mark) = (None, None);
            }
            if let Some(before) = before.filter(|before| before.points > choice.points) {
                self.problems.push(node.problem(
                    ProblemCode::PointsFall,
                    format!("`{}`", choice.points),
                    format!("at least `{}`, as the box before", before.points),
                ));
            }
            if let Some(star) = choice.star {
                if mark.is_some_and(|mark| mark >= star) {
                    self.problems.push(node.problem(
                        ProblemCode::MarkOrder,
                        format!("`{star}` stars"),
                        "a higher star than the marks before",
                    ));
                }
                mark = Some(star);
            }
            before = Some(choice);
        }
    }

    fn check_codes(&mut self) {
        no_repeats(
            &self.codes,
            ProblemCode::Repeated,
            "criterion",
            self.problems,
        );
        let known: Vec<&str> = self.codes.iter().map(|(_, code)| code.as_str()).collect();
        let sections = self
            .places
            .iter()
            .filter_map(|place| place.split('/').nth(1));
        let places: Vec<&str> = sections.chain(known.iter().copied()).collect();
        for (node, code) in &self.noted {
            if !places.contains(&code.as_str()) {
                let mut problem = node.problem(
                    ProblemCode::ReferenceUnknown,
                    node.quoted(),
                    "a criterion or a section of this sheet",
                );
                problem.meant = did_you_mean(code.as_str(), places.iter().copied());
                self.problems.push(problem);
            }
        }
        for (node, code) in &self.references {
            if !known.contains(&code.as_str()) {
                let mut problem = node.problem(
                    ProblemCode::ReferenceUnknown,
                    node.quoted(),
                    "a criterion of this sheet",
                );
                problem.meant = did_you_mean(code.as_str(), known.iter().copied());
                self.problems.push(problem);
            }
        }
    }

    /// Gaps must be listed exactly, and what is listed must exist.
    fn check_gaps(&mut self, defects: &[(Node<'a>, Defect)]) {
        let same = |gap: &Gap<'a>, defect: &Defect| {
            gap.kind == defect.kind
                && gap.node.path() == defect.at
                && gap.expected == defect.expected
                && gap.found == defect.found
        };
        for gap in &self.gaps {
            if !defects.iter().any(|(_, defect)| same(gap, defect)) {
                let (code, what) = match gap.kind {
                    DefectKind::CriterionMax => (ProblemCode::CriterionMax, "boxes that reach"),
                    DefectKind::PartSum => (ProblemCode::PartSum, "sections that sum to"),
                    DefectKind::PartMax => (ProblemCode::PartMax, "a maximum of"),
                };
                let found = format!("{what} `{}`", gap.found);
                let expected = format!("`{}`", gap.expected);
                self.problems.push(gap.node.problem(code, found, expected));
            }
        }
        for (node, defect) in defects {
            if !self.gaps.iter().any(|gap| same(gap, defect)) {
                self.problems.push(node.problem(
                    ProblemCode::DefectVanished,
                    format!(
                        "`{}` at `{}`, `{}` for `{}`",
                        defect.kind, defect.at, defect.found, defect.expected
                    ),
                    "a defect that the sheet has, exactly as listed",
                ));
            }
        }
    }
}

/// Every box: its path, the places of criterion and box, and its mark.
fn boxes(parts: &[Part]) -> Vec<(String, (usize, usize), Option<Star>)> {
    let mut boxes = Vec::new();
    let mut position = 0;
    for part in parts {
        for section in &part.sections {
            for criterion in &section.criteria {
                for (index, choice) in criterion.choices.iter().enumerate() {
                    let (part, section, code) = (part.id, &section.code, &criterion.code);
                    let path = format!("{part}/{section}/{code}/box {}", index + 1);
                    boxes.push((path, (position, index), choice.star));
                }
                position += 1;
            }
        }
    }
    boxes
}

/// The tables of the other readings of disputed marks, each alone and all together, that ask for
/// other minima than ours.
fn other_tables(parts: &[Part], disputed: &[DisputedMark]) -> Option<Vec<OtherTable>> {
    let ours = SheetTable::of(parts)?;
    let mut tables: Vec<OtherTable> = Vec::new();
    let alone = disputed.iter().map(std::slice::from_ref);
    for marks in alone.chain([disputed]) {
        let mut parts = parts.to_vec();
        let sections = parts.iter_mut().flat_map(|part| &mut part.sections);
        let criteria = sections.flat_map(|section| &mut section.criteria);
        for (position, criterion) in criteria.enumerate() {
            for mark in marks.iter().filter(|mark| mark.place.0 == position) {
                if let Some(choice) = criterion.choices.get_mut(mark.place.1) {
                    choice.star = mark.other;
                }
            }
        }
        let table = SheetTable::of(&parts)?;
        if table.minima != ours.minima && tables.iter().all(|other| other.table != table) {
            let at = marks.iter().map(|mark| mark.at.clone()).collect();
            tables.push(OtherTable { at, table });
        }
    }
    Some(tables)
}

fn sum(points: impl Iterator<Item = Points>) -> Option<Points> {
    let mut points = points;
    points.try_fold(Points::ZERO, Points::checked_add).ok()
}

fn shown(points: Option<Points>) -> String {
    points.map_or_else(|| "too much".to_owned(), |points| format!("`{points}`"))
}
