//! Reads `criteria/plans/*.json`, and what is declared to be achieved of a plan.

use std::collections::BTreeMap;

use super::document::{all, document, no_repeats, readings};
use crate::input::diagnostic::{LoadError, ProblemCode, Problems};
use crate::input::node::{Node, Object, did_you_mean, list_of};
use crate::law::plan::{Budget, Conflict, Declared, Measure, Period, Plan, ReportDue, Target};
use crate::value::points::Points;
use crate::value::star::Star;

/// Digits that an amount of money may have.
const AMOUNT_DIGITS: usize = 18;

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, an unknown or missing key, a period
    /// that ends before it begins, a target named twice, a budget whose parts do not add up.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::law::Plan;
    ///
    /// let text = r#"{"id": "kh-1-tay-ninh-2026", "decision": "1/KH-UBND", "title": "Kế hoạch",
    ///     "province": "Tây Ninh", "issued": "2026-06-01",
    ///     "period": {"from": "2026-01-01", "to": "2026-12-31", "citation": "1/KH-UBND, I"},
    ///     "targets": [{"target": "products", "label": "Sản phẩm", "measure": "recognised",
    ///         "stars": [3, 4, 5], "required": "12", "citation": "1/KH-UBND, II"}]}"#;
    /// assert_eq!(Plan::from_json(text, "plan.json")?.targets().len(), 1);
    /// assert!(Plan::from_json(&text.replace("12-31", "00-31"), "plan.json").is_err());
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    pub fn from_json(text: &str, file: &str) -> Result<Plan, LoadError> {
        document(text, file, 1, |_, object, problems| read(object, problems))
    }
}

fn read(mut object: Object<'_>, problems: &mut Problems) -> Option<Plan> {
    object.format(problems);
    let id = object.parsed("id", problems);
    let decision = object.text("decision", problems);
    let title = object.text("title", problems);
    let province = object.text("province", problems);
    let issued = object.parsed("issued", problems);
    let period = object
        .required("period", problems)
        .and_then(|node| period(&node, problems));
    let mut names = Vec::new();
    let targets = object
        .required("targets", problems)
        .and_then(|node| node.some_list("target", problems))
        .and_then(|nodes| all(nodes, problems, |node, p| target(node, &mut names, p)));
    no_repeats(&names, ProblemCode::Repeated, "target", problems);
    let conflicts = object.optional_list("conflicts", "conflict", problems, |node, p| {
        let mut object = node.object(p)?;
        let target_node = object.required("target", p);
        let target = target_node.as_ref().and_then(|node| node.text(p));
        if let (Some(node), Some(name)) = (&target_node, &target)
            && !names.iter().any(|(_, known)| known == name)
        {
            let expected = "a target of this plan";
            p.push(node.problem(ProblemCode::ReferenceUnknown, node.quoted(), expected));
        }
        let other = object.parsed("other", p);
        let citation = object.text("citation", p);
        let why = object.text("why", p);
        object.finish(p);
        Some(Conflict {
            target: target?,
            other: other?,
            citation: citation?,
            why: why?,
        })
    });
    let budget = object
        .optional("budget")
        .map(|node| budget(&node, problems));
    let reports = object.optional_list("reports", "report", problems, |node, p| {
        let mut object = node.object(p)?;
        let before = object.parsed("before", p);
        let citation = object.text("citation", p);
        object.finish(p);
        Some(ReportDue {
            before: before?,
            citation: citation?,
        })
    });
    let readings = readings(&mut object, problems);
    object.finish(problems);
    Some(Plan {
        id: id?,
        decision: decision?,
        title: title?,
        province: province?,
        issued: issued?,
        period: period?,
        targets: targets?,
        conflicts,
        budget: budget.map_or(Some(None), |budget| budget.map(Some))?,
        reports,
        readings,
    })
}

fn period(node: &Node<'_>, problems: &mut Problems) -> Option<Period> {
    let mut object = node.object(problems)?;
    let from = object.parsed("from", problems);
    let to = object.parsed("to", problems);
    let citation = object.text("citation", problems);
    object.finish(problems);
    let (from, to) = (from?, to?);
    if to < from {
        let found = "a last day before the first";
        problems.push(node.problem(ProblemCode::DateOrder, found, "`to` not before `from`"));
    }
    Some(Period {
        from,
        to,
        citation: citation?,
    })
}

fn target<'a>(
    node: &Node<'a>,
    names: &mut Vec<(Node<'a>, String)>,
    problems: &mut Problems,
) -> Option<Target> {
    let mut object = node.object(problems)?;
    let name_node = object.required("target", problems);
    let id = name_node.as_ref().and_then(|node| node.text(problems));
    if let (Some(node), Some(id)) = (name_node, &id) {
        names.push((node, id.clone()));
    }
    let label = object.text("label", problems);
    let measure: Option<Measure> = object.parsed("measure", problems);
    // A target counts stars or kinds exactly where its measure does.
    let mut counted = |key, wanted| {
        if measure == Some(wanted) {
            object.required(key, problems)
        } else {
            None
        }
    };
    let stars_node = counted("stars", Measure::Recognised);
    let kinds_node = counted("kinds", Measure::Producers);
    let stars = stars_node.map_or(Some(Vec::new()), |node| {
        let nodes = node.some_list("star", problems)?;
        all(nodes, problems, |node, p| node.star(Star::One, p))
    });
    let kinds = kinds_node.map_or(Some(Vec::new()), |node| {
        let nodes = node.some_list("kind", problems)?;
        all(nodes, problems, |node, p| node.parsed(p))
    });
    let required: Option<Points> = object.parsed("required", problems);
    let percent = object
        .optional("percent")
        .map_or(Some(false), |node| node.boolean(problems));
    let citation = object.text("citation", problems);
    object.finish(problems);
    Some(Target {
        id: id?,
        label: label?,
        measure: measure?,
        stars: stars?,
        kinds: kinds?,
        required: required?,
        percent: percent?,
        citation: citation?,
    })
}

fn budget(node: &Node<'_>, problems: &mut Problems) -> Option<Budget> {
    let mut object = node.object(problems)?;
    let total = object
        .required("total", problems)
        .and_then(|node| amount(&node, problems));
    let mut by = |key, name| {
        let list = object.required(key, problems)?;
        let nodes = list.some_list(name, problems)?;
        let shares = all(nodes, problems, |node, p| {
            let mut object = node.object(p)?;
            let name = object.text("name", p);
            let share = object
                .required("amount", p)
                .and_then(|node| amount(&node, p));
            object.finish(p);
            Some((name?, share?))
        })?;
        // Shares of 18 digits may add up to more than fits in 64 bits.
        let sum: u128 = shares.iter().map(|(_, share)| u128::from(*share)).sum();
        if let Some(total) = total.filter(|&total| u128::from(total) != sum) {
            let (found, expected) = (format!("shares of `{sum}`"), format!("`{total}`"));
            problems.push(list.problem(ProblemCode::BudgetSum, found, expected));
        }
        Some(shares)
    };
    let by_source = by("by_source", "source");
    let by_year = by("by_year", "year");
    let citation = object.text("citation", problems);
    object.finish(problems);
    Some(Budget {
        total: total?,
        by_source: by_source?,
        by_year: by_year?,
        citation: citation?,
    })
}

impl Declared {
    /// Reads what is achieved of a plan and not in the cases: an object with a decimal for each
    /// target that is declared, and, as `budget`, what was spent by source and by year.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, a target that the plan does not have
    /// or that is counted from the cases, more than 100 per cent, a source or year that the budget
    /// does not have, sources and years that do not add up to the same amount.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::law::Declared;
    ///
    /// let plan = Catalog::bundled().plan("kh-262-dong-nai-2024")?;
    /// let text = r#"{"start-ups": "9", "budget": {"by_year": {"2024": "16000000000"}}}"#;
    /// let declared = Declared::from_json(text, "declared.json", &plan)?;
    /// assert_eq!(declared.targets["start-ups"].to_string(), "9");
    /// assert!(Declared::from_json(r#"{"products": "88"}"#, "declared.json", &plan).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(text: &str, file: &str, plan: &Plan) -> Result<Declared, LoadError> {
        document(text, file, 1, |_, object, problems| {
            let mut declared = Declared::default();
            for (key, node) in object.into_values() {
                if key == "budget" {
                    spent(&node, plan, &mut declared, problems);
                } else if let Some(value) = achieved(&key, &node, plan, problems) {
                    declared.targets.insert(key.into_owned(), value);
                }
            }
            Some(declared)
        })
    }
}

/// What is achieved of one target.
fn achieved(key: &str, node: &Node<'_>, plan: &Plan, problems: &mut Problems) -> Option<Points> {
    let targets = plan.targets.iter();
    let mut open = targets.filter(|target| target.measure == Measure::Declared);
    let Some(target) = open.clone().find(|target| target.id == key) else {
        let found = format!("`{key}`");
        let expected = "a target of the plan that is declared, or `budget`";
        let mut problem = node.problem(ProblemCode::ReferenceUnknown, found, expected);
        problem.hint = did_you_mean(key, open.by_ref().map(|target| target.id.as_str()));
        problems.push(problem);
        return None;
    };
    let value: Points = node.parsed(problems)?;
    let most: Option<Points> = "100".parse().ok();
    if target.percent && most.is_some_and(|most| value > most) {
        let expected = "at most `100` per cent";
        problems.push(node.problem(ProblemCode::PartOutOfRange, node.quoted(), expected));
    }
    Some(value)
}

/// What was spent of the budget.
fn spent(node: &Node<'_>, plan: &Plan, declared: &mut Declared, problems: &mut Problems) {
    let Some(budget) = &plan.budget else {
        let expected = "a plan with a budget";
        problems.push(node.problem(ProblemCode::ReferenceUnknown, "`budget`", expected));
        return;
    };
    let Some(mut object) = node.object(problems) else {
        return;
    };
    let mut by = |key, names: &[(String, u64)]| {
        let mut amounts = BTreeMap::new();
        let list = object.optional(key);
        let shares = list.and_then(|node| node.object(problems));
        for (name, node) in shares.into_iter().flat_map(Object::into_values) {
            if !names.iter().any(|(known, _)| *known == name) {
                let names: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
                let (found, expected) =
                    (format!("`{name}`"), format!("one of {}", list_of(&names)));
                problems.push(node.problem(ProblemCode::ReferenceUnknown, found, expected));
            } else if let Some(amount) = amount(&node, problems) {
                amounts.insert(name.into_owned(), amount);
            }
        }
        amounts
    };
    declared.spent_by_source = by("by_source", &budget.by_source);
    declared.spent_by_year = by("by_year", &budget.by_year);
    object.finish(problems);
    // At most 18 digits each, and no more shares than a budget has, so the sums stay far below 2^64.
    let sum =
        |amounts: &BTreeMap<String, u64>| amounts.values().copied().fold(0, u64::saturating_add);
    let (sources, years) = (sum(&declared.spent_by_source), sum(&declared.spent_by_year));
    let both = !declared.spent_by_source.is_empty() && !declared.spent_by_year.is_empty();
    if both && sources != years {
        let found = format!("`{sources}` by source and `{years}` by year");
        problems.push(node.problem(ProblemCode::BudgetSum, found, "the same amount"));
    }
}

/// An amount of money in đồng, as a string of digits.
fn amount(node: &Node<'_>, problems: &mut Problems) -> Option<u64> {
    let text = node.text(problems)?;
    let digits = text.len() <= AMOUNT_DIGITS && text.bytes().all(|b| b.is_ascii_digit());
    let amount = if digits { text.parse().ok() } else { None };
    if amount.is_none() {
        let expected = "a whole amount in đồng, as digits in a string";
        problems.push(node.problem(ProblemCode::BadNumber, node.quoted(), expected));
    }
    amount
}
