//! `ocop report`: many cases counted, against a plan.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::{
    Case, Catalog, CatalogError, Counts, Date, Diagnostic, LoadError, Plan, Points, Portfolio,
    ProblemCode, Progress, Stock,
};
use serde::Serialize;

use crate::{Failure, Outcome, input, optional_date, print_json};

/// What `ocop report` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One case per line; `-` is standard input.
    cases: PathBuf,
    /// A plan: a file, or the name of one that ships with the program.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// What is achieved of targets that are not in the cases: `{"start-ups": "9"}`.
    #[arg(long, value_name = "FILE", requires = "plan")]
    declared: Option<PathBuf>,
    /// The day to tell the state of certificates of.
    #[arg(long, value_name = "D")]
    as_of: Option<String>,
    /// Certificates that end within so many days are counted as expiring.
    #[arg(long, value_name = "DAYS", default_value_t = 180)]
    within: u16,
    /// Write the counts as comma-separated values too.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    products: usize,
    by_outcome: Counts,
    by_star: Counts,
    by_level: Counts,
    by_set: Counts,
    by_district: Counts,
    by_producer: Counts,
    targets: Vec<TargetView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificates: Option<StockView>,
    lists: BTreeMap<String, Vec<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<ConflictView>,
}

#[derive(Serialize)]
struct TargetView {
    id: String,
    required: String,
    achieved: Option<String>,
    met: bool,
    citation: String,
    #[serde(skip)]
    label: String,
    #[serde(skip)]
    percent: bool,
}

#[derive(Serialize)]
struct StockView {
    as_of: String,
    valid: Counts,
    expiring: u32,
    within: u16,
    expired: u32,
}

#[derive(Serialize)]
struct ConflictView {
    id: String,
    other: String,
    citation: String,
    why: String,
}

/// Counts the cases and prints the report.
pub fn report(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let as_of = optional_date(arguments.as_of.as_deref())?;
    if let Some(path) = &arguments.csv {
        let read = [
            Some(&arguments.cases),
            arguments.plan.as_ref(),
            arguments.declared.as_ref(),
        ];
        let read: Vec<&Path> = read.into_iter().flatten().map(PathBuf::as_path).collect();
        input::is_not(path, &read)?;
    }
    let catalog = Catalog::bundled();
    let plan = arguments
        .plan
        .as_deref()
        .map(|path| plan(path, &catalog))
        .transpose()?;
    let declared = match (&arguments.declared, &plan) {
        (Some(path), Some(plan)) => declared(path, plan)?,
        _ => BTreeMap::new(),
    };
    let portfolio = portfolio(&arguments.cases, &catalog)?;
    let regulations = catalog.regulations()?;
    let progress = plan
        .as_ref()
        .map(|plan| portfolio.progress(plan, &declared));
    let stock = as_of.map(|today| {
        let stock = portfolio.stock(today, arguments.within, &regulations);
        stock_view(today, arguments.within, stock)
    });
    let answer = Answer {
        products: portfolio.products(),
        by_outcome: portfolio.by_outcome(),
        by_star: portfolio.by_star(),
        by_level: portfolio.by_level(),
        by_set: portfolio.by_set(),
        by_district: portfolio.by_district(),
        by_producer: portfolio.by_producer(),
        targets: progress.into_iter().flatten().map(target_view).collect(),
        certificates: stock,
        lists: portfolio.lists(),
        conflicts: plan.as_deref().map(conflicts).unwrap_or_default(),
    };
    if let Some(path) = &arguments.csv {
        write_csv(path, &answer)?;
    }
    if arguments.json {
        return print_json(&answer, out);
    }
    page(&answer, out)
}

fn plan(path: &Path, catalog: &Catalog) -> Result<std::sync::Arc<Plan>, Failure> {
    let name = path.display().to_string();
    if !path.exists() {
        match catalog.plan(&name) {
            Ok(plan) => return Ok(plan),
            Err(CatalogError::Load(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    let text = input::document(path)?;
    Ok(std::sync::Arc::new(Plan::from_json(&text, &name)?))
}

/// What is declared, by target; only targets that the cases cannot say may be declared.
fn declared(path: &Path, plan: &Plan) -> Result<BTreeMap<String, Points>, Failure> {
    let name = path.display().to_string();
    let wrong = |found: &str, expected: &str| {
        let code = ProblemCode::ReferenceUnknown;
        Failure::from(Diagnostic::of_file(code, &name, found, expected))
    };
    let text = input::document(path)?;
    let read: BTreeMap<String, String> = serde_json::from_str(&text)
        .map_err(|error| wrong(&error.to_string(), "an object of texts, by target"))?;
    let mut declared = BTreeMap::new();
    for (id, value) in read {
        let target = plan.targets().iter().find(|target| target.id == id);
        if target.is_none_or(|target| target.measure != ocop::Measure::Declared) {
            let found = format!("`{id}`");
            return Err(wrong(&found, "a target of the plan that is declared"));
        }
        let points = value
            .parse()
            .map_err(|_| wrong(&format!("`{value}`"), "a plain decimal"))?;
        declared.insert(id, points);
    }
    Ok(declared)
}

/// Reads every line; nothing is counted when one of them is wrong.
fn portfolio(path: &Path, catalog: &Catalog) -> Result<Portfolio, Failure> {
    let name = path.display().to_string();
    let mut portfolio = Portfolio::default();
    let mut problems: Vec<Diagnostic> = Vec::new();
    input::lines(path, |number, line| {
        let decided = line.and_then(|text| {
            let case = Case::from_line(&text, &name, number, catalog)
                .map_err(LoadError::into_diagnostics)?;
            let result = case.evaluate().map_err(LoadError::into_diagnostics)?;
            Ok((case, result))
        });
        match decided {
            Ok((case, result)) => portfolio.add(&case, &result),
            Err(found) => problems.extend(found),
        }
    })?;
    if problems.is_empty() {
        Ok(portfolio)
    } else {
        Err(Failure::Input(problems))
    }
}

fn target_view(progress: Progress) -> TargetView {
    TargetView {
        id: progress.target.id,
        required: progress.target.required.to_string(),
        achieved: progress.achieved,
        met: progress.met,
        citation: progress.target.citation,
        label: progress.target.label,
        percent: progress.target.percent,
    }
}

fn stock_view(today: Date, within: u16, stock: Stock) -> StockView {
    StockView {
        as_of: today.to_string(),
        valid: stock.valid,
        expiring: stock.expiring,
        within,
        expired: stock.expired,
    }
}

fn conflicts(plan: &Plan) -> Vec<ConflictView> {
    let conflicts = plan.conflicts().iter();
    conflicts
        .map(|conflict| ConflictView {
            id: conflict.target.clone(),
            other: conflict.other.to_string(),
            citation: conflict.citation.clone(),
            why: conflict.why.clone(),
        })
        .collect()
}

/// Names of the counts, in the language of the page.
fn counts(answer: &Answer) -> [(&'static str, &'static str, &Counts); 6] {
    [
        ("by_outcome", "Theo kết quả", &answer.by_outcome),
        ("by_star", "Theo hạng sao", &answer.by_star),
        ("by_level", "Theo cấp", &answer.by_level),
        ("by_set", "Theo bộ", &answer.by_set),
        ("by_district", "Theo huyện", &answer.by_district),
        ("by_producer", "Theo chủ thể", &answer.by_producer),
    ]
}

fn page(answer: &Answer, out: &mut impl Write) -> Outcome {
    writeln!(out, "Sản phẩm: {}", answer.products)?;
    for (_, name, counts) in counts(answer) {
        let listed: Vec<String> = counts.iter().map(|(k, n)| format!("{k} {n}")).collect();
        writeln!(out, "{name:<14} {}", listed.join(" · "))?;
    }
    if let Some(stock) = &answer.certificates {
        let valid: Vec<String> = stock
            .valid
            .iter()
            .map(|(star, n)| format!("{star}★ {n}"))
            .collect();
        writeln!(
            out,
            "Giấy chứng nhận ngày {}: còn hiệu lực {}; hết hạn trong {} ngày: {}; đã hết hạn: {}",
            stock.as_of,
            valid.join(" · "),
            stock.within,
            stock.expiring,
            stock.expired
        )?;
    }
    if !answer.targets.is_empty() {
        writeln!(out)?;
    }
    for target in &answer.targets {
        let sign = if target.percent { " %" } else { "" };
        let mark = if target.met { "✓" } else { " " };
        let achieved = target.achieved.as_deref().unwrap_or("chưa rõ");
        writeln!(
            out,
            "{mark} {:>10} / {:<9} {} [{}]",
            format!(
                "{achieved}{}",
                if target.achieved.is_some() { sign } else { "" }
            ),
            format!("{}{sign}", target.required),
            target.label,
            target.citation
        )?;
    }
    for conflict in &answer.conflicts {
        writeln!(out, "! {} [{}]", conflict.why, conflict.citation)?;
    }
    for (list, names) in &answer.lists {
        writeln!(out, "\n{list} ({})", names.len())?;
        for name in names {
            writeln!(out, "  {name}")?;
        }
    }
    Ok(())
}

fn write_csv(path: &Path, answer: &Answer) -> Outcome {
    let unwritten = |error: csv::Error| {
        Failure::Argument(format!("cannot write `{}`: {error}", path.display()))
    };
    let mut rows = csv::Writer::from_path(path).map_err(unwritten)?;
    let mut row = |cells: [&str; 4]| rows.write_record(cells).map_err(unwritten);
    row(["table", "key", "value", "required"])?;
    row(["products", "", &answer.products.to_string(), ""])?;
    for (table, _, counts) in counts(answer) {
        for (key, count) in counts {
            row([table, key, &count.to_string(), ""])?;
        }
    }
    for target in &answer.targets {
        let achieved = target.achieved.as_deref().unwrap_or_default();
        row(["targets", &target.id, achieved, &target.required])?;
    }
    Ok(rows.flush()?)
}
