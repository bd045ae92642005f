//! Reads `criteria/plans/*.json`, and what is declared to be achieved of a plan.

use std::collections::BTreeMap;

use super::{
    All, CITE, FLAG, Field, Keys, LoadError, Node, Parsed, ProblemCode, Problems, Reads, STARS,
    Shape, Simple, Text, Then, days_reversed, did_you_mean, document, each_once, file_record,
    one_of, record, refusals,
};
use crate::law::plan::{plan_record, plan_records};
use crate::law::{Budget, Conflict, Declared, Measure, Period, Plan, ReportDue, Target};
use crate::value::Points;

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
        document(text, file, 1, |root, problems| Keys.read(root, problems))
    }
}

file_record! {
    /// A share of a budget.
    Share {
        /// The source or the year.
        required name: String = "name", Text, r#""2024""#;
        /// The amount.
        required amount: u64 = "amount", AMOUNT, r#""150""#;
    }
}

plan_record!(record);
plan_records!(record);

impl Share {
    fn pair(self) -> (String, u64) {
        (self.name, self.amount)
    }
}

/// An amount of money in đồng, as a string of digits.
const AMOUNT: Simple<u64> = Simple(
    |node, problems| {
        let text = node.some_text(problems)?;
        let digits = text.len() <= AMOUNT_DIGITS && text.bytes().all(|b| b.is_ascii_digit());
        let amount = if digits { text.parse().ok() } else { None };
        if amount.is_none() {
            problems.push(node.placed(no_amount(node.quoted())));
        }
        amount
    },
    || Shape::Pattern("^[0-9]{1,18}$"),
);

fn check_plan(plan: &Plan, node: Node<'_>, problems: &mut Problems) {
    let targets = node.list("targets").map(|target| target.find("target"));
    each_once(targets, target_twice, problems);
    for (index, conflict) in plan.conflicts.iter().enumerate() {
        let mut targets = plan.targets.iter();
        if !targets.any(|target| target.id == conflict.target) {
            let node = node.entry("conflicts", index).find("target");
            problems.push(node.placed(target_unknown(node.quoted())));
        }
    }
}

fn check_period(period: &Period, node: Node<'_>, problems: &mut Problems) {
    if period.to < period.from {
        problems.push(node.placed(days_reversed()));
    }
}

/// A target counts stars or kinds exactly where its measure does.
fn check_target(target: &Target, node: Node<'_>, problems: &mut Problems) {
    for (key, measure) in [
        ("stars", Measure::Recognised),
        ("kinds", Measure::Producers),
    ] {
        node.only_and_always_with(key, measure, target.measure == measure, problems);
    }
}

fn check_budget(budget: &Budget, node: Node<'_>, problems: &mut Problems) {
    for (key, shares) in [
        ("by_source", &budget.by_source),
        ("by_year", &budget.by_year),
    ] {
        // Shares of 18 digits may add up to more than fits in 64 bits.
        let sum: u128 = shares.iter().map(|(_, share)| u128::from(*share)).sum();
        if u128::from(budget.total) != sum {
            problems.push(node.find(key).placed(wrong_sum(sum, budget.total)));
        }
    }
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
        document(text, file, 1, |root, problems| {
            let mut declared = Declared::default();
            for (key, node) in root.members(problems)? {
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
    let open = targets.filter(|target| target.measure == Measure::Declared);
    let Some(target) = open.clone().find(|target| target.id == key) else {
        let meant = did_you_mean(key, open.map(|target| target.id.as_str()));
        problems.push(node.placed(not_declared(key).with_hint(meant)));
        return None;
    };
    let value: Points = node.parsed(problems)?;
    let most: Option<Points> = "100".parse().ok();
    if target.percent && most.is_some_and(|most| value > most) {
        problems.push(node.placed(more_than_a_hundred(node.quoted())));
    }
    Some(value)
}

/// What was spent of the budget.
fn spent(node: &Node<'_>, plan: &Plan, declared: &mut Declared, problems: &mut Problems) {
    let Some(budget) = &plan.budget else {
        problems.push(node.placed(no_budget()));
        return;
    };
    let Some([sources, years]) = node.fields(&["by_source", "by_year"], problems) else {
        return;
    };
    let mut by = |shares: Field<Node<'_>>, names: &[(String, u64)]| {
        let mut amounts = BTreeMap::new();
        let shares = shares.get().and_then(|node| node.members(problems));
        for (name, node) in shares.into_iter().flatten() {
            if !names.iter().any(|(known, _)| *known == name) {
                let names: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
                let (code, found) = (ProblemCode::ReferenceUnknown, format!("`{name}`"));
                problems.push(node.problem(code, found, one_of(&names)));
            } else if let Some(amount) = AMOUNT.read(node, problems) {
                amounts.insert(name.into_owned(), amount);
            }
        }
        amounts
    };
    declared.spent_by_source = by(sources, &budget.by_source);
    declared.spent_by_year = by(years, &budget.by_year);
    // At most 18 digits each, and no more shares than a budget has, so the sums stay far below 2^64.
    let sum =
        |amounts: &BTreeMap<String, u64>| amounts.values().copied().fold(0, u64::saturating_add);
    let (sources, years) = (sum(&declared.spent_by_source), sum(&declared.spent_by_year));
    let both = !declared.spent_by_source.is_empty() && !declared.spent_by_year.is_empty();
    if both && sources != years {
        problems.push(node.placed(sums_differ(sources, years)));
    }
}

refusals! {
    target_twice(quoted: String) = Repeated, ["{quoted}"], ["mỗi chỉ tiêu một lần", "each target once"];
    no_amount(quoted: String) = BadNumber,
        ["{quoted}"],
        ["số tiền nguyên tính bằng đồng, viết bằng chữ số trong chuỗi",
         "a whole amount in đồng, as digits in a string"];
    target_unknown(quoted: String) = ReferenceUnknown,
        ["{quoted}"], ["một chỉ tiêu của kế hoạch này", "a target of this plan"];
    wrong_sum(sum: u128, total: u64) = BudgetSum,
        ["các phần cộng lại `{sum}`", "shares of `{sum}`"], ["`{total}`"];
    not_declared(key: &str) = ReferenceUnknown,
        ["`{key}`"],
        ["một chỉ tiêu của kế hoạch được khai báo, hoặc `budget`",
         "a target of the plan that is declared, or `budget`"];
    more_than_a_hundred(quoted: String) = PartOutOfRange,
        ["{quoted}"], ["nhiều nhất `100` phần trăm", "at most `100` per cent"];
    no_budget() = ReferenceUnknown,
        ["`budget`"], ["một kế hoạch có kinh phí", "a plan with a budget"];
    sums_differ(sources: u64, years: u64) = BudgetSum,
        ["`{sources}` theo nguồn và `{years}` theo năm",
         "`{sources}` by source and `{years}` by year"],
        ["cùng một số tiền", "the same amount"];
}
