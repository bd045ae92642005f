//! `ocop report`: many cases counted, against a plan.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ocop::input::CatalogError;
use ocop::law::{Declared, Plan};
use ocop::portfolio::{Counts, Portfolio, Stock};
use ocop::procedure::History;
use ocop::report::{PlanView, PortfolioView, Table, portfolio_page};
use ocop::{Catalog, Diagnostic, EvaluatedCase, LoadError};
use serde::Serialize;

use crate::{Failure, Outcome, files, input, optional_date, print_json};

/// What `ocop report` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One case per line; `-` is standard input.
    cases: PathBuf,
    /// A plan: a file, or the name of one that ships with the program.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// What is achieved of the plan and not in the cases:
    /// `{"start-ups": "9", "budget": {"by_year": {"2024": "16000000000"}}}`.
    #[arg(long, value_name = "FILE", requires = "plan")]
    declared: Option<PathBuf>,
    /// The day to tell the state of certificates and the reports that are due of.
    #[arg(long, value_name = "D")]
    as_of: Option<String>,
    /// Certificates that end within so many days are counted as expiring.
    #[arg(long, value_name = "DAYS", default_value_t = 180)]
    within: u16,
    /// Histories of products, a file or a folder: certificates that were taken back.
    #[arg(long, value_name = "PATH", requires = "as_of")]
    histories: Option<PathBuf>,
    /// Write every table and list as comma-separated values too, with the byte-order mark by which
    /// Excel knows UTF-8; a text that Excel would take for a formula begins with `'`.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write a page with charts too.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Counts the cases and prints the report.
pub fn report(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let as_of = optional_date(arguments.as_of.as_deref())?;
    let catalog = Catalog::bundled();
    let plan = arguments
        .plan
        .as_deref()
        .map(|path| plan(path, &catalog))
        .transpose()?;
    let declared = match (&arguments.declared, &plan) {
        (Some(path), Some(plan)) => {
            Declared::from_json(&input::document(path)?, &path.display().to_string(), plan)?
        }
        _ => Declared::default(),
    };
    let mut portfolio = portfolio(&arguments.cases, &catalog)?;
    if let Some(path) = &arguments.histories {
        add_histories(path, &catalog, &mut portfolio)?;
    }
    let view = PortfolioView::new(
        &portfolio,
        plan.as_deref().map(|plan| (plan, &declared)),
        as_of.map(|today| (today, arguments.within)),
        &catalog.regulations()?,
    );
    let outputs: Vec<&Path> = [&arguments.csv, &arguments.html]
        .into_iter()
        .flatten()
        .map(PathBuf::as_path)
        .collect();
    files::claim(&outputs, true)?;
    if let Some(path) = &arguments.csv {
        let bytes = csv(&view).map_err(io::Error::from)?;
        files::write(path, &bytes)?;
    }
    if let Some(path) = &arguments.html {
        files::write(path, ocop_papers::plan_report(&view).as_bytes())?;
    }
    if arguments.json {
        return print_json(&view, out);
    }
    Ok(write!(out, "{}", portfolio_page(&view))?)
}

fn plan(path: &Path, catalog: &Catalog) -> Result<Arc<Plan>, Failure> {
    let name = path.display().to_string();
    if !path.exists() {
        match catalog.plan(&name) {
            Ok(plan) => return Ok(plan),
            Err(CatalogError::Load(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    let text = input::document(path)?;
    Ok(Arc::new(Plan::from_json(&text, &name)?))
}

/// Reads every line; nothing is counted when one of them is wrong.
fn portfolio(path: &Path, catalog: &Catalog) -> Result<Portfolio, Failure> {
    let name = path.display().to_string();
    let mut portfolio = Portfolio::default();
    let mut problems: Vec<Diagnostic> = Vec::new();
    input::lines(path, |number, line| {
        let decided = line.and_then(|text| {
            EvaluatedCase::from_json_line(&text, &name, number, catalog)
                .map_err(LoadError::into_diagnostics)
        });
        match decided {
            Ok(evaluated) => portfolio.add(&evaluated),
            Err(found) => problems.extend(found),
        }
    })?;
    if problems.is_empty() {
        Ok(portfolio)
    } else {
        Err(Failure::Input(problems))
    }
}

/// Adds every history at or below a path.
fn add_histories(path: &Path, catalog: &Catalog, portfolio: &mut Portfolio) -> Outcome {
    let files = input::json_files(path)?;
    let regulations = catalog.regulations()?;
    let mut problems: Vec<Diagnostic> = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let read = input::document(&file)
            .map_err(LoadError::from)
            .and_then(|text| History::from_json(&text, &name, regulations.clone()));
        match read {
            Ok((product, history)) => portfolio.add_history(&product, &history),
            Err(error) => problems.extend(error.into_diagnostics()),
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Input(problems))
    }
}

/// A row of the file for spreadsheets; a cell that says nothing is empty.
#[derive(Default, Serialize)]
struct Row {
    table: String,
    key: String,
    value: String,
    required: String,
    star: String,
    level: String,
    round: String,
    district: String,
    producer: String,
}

impl Row {
    fn new(table: &str, key: impl ToString, value: impl ToString) -> Row {
        Row {
            table: table.to_owned(),
            key: inert(&key.to_string()),
            value: inert(&value.to_string()),
            ..Row::default()
        }
    }
}

/// A text that a spreadsheet shows and does not compute.
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What may be missing.
fn cell(value: Option<&impl ToString>) -> String {
    value
        .map(|value| inert(&value.to_string()))
        .unwrap_or_default()
}

/// The file for spreadsheets.
fn csv(view: &PortfolioView) -> csv::Result<Vec<u8>> {
    let mut rows = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for row in csv_rows(view) {
        rows.serialize(row)?;
    }
    rows.into_inner().map_err(|error| error.into_error().into())
}

/// Every table and list, a row each.
fn csv_rows(view: &PortfolioView) -> Vec<Row> {
    let mut rows = vec![Row::new("products", "", view.products)];
    for (table, counts) in view.counts() {
        rows.extend(count_rows(table.key(), counts));
    }
    rows.push(Row::new("producers", "", view.producers.count));
    rows.extend(count_rows("producers", &view.producers.by_kind));
    for producer in &view.producers.unclear {
        let kinds: Vec<&str> = producer.kinds.iter().map(|kind| kind.as_str()).collect();
        let kinds = kinds.join(", ");
        rows.push(Row::new("producers-unclear", &producer.id, kinds));
    }
    for product in &view.producers.without_id {
        rows.push(Row::new("producers-without-id", product, ""));
    }
    for target in &view.targets {
        rows.push(Row {
            required: target.required.clone(),
            ..Row::new("targets", &target.id, cell(target.achieved.as_ref()))
        });
    }
    for conflict in &view.conflicts {
        rows.push(Row {
            required: conflict.other.clone(),
            ..Row::new("conflicts", &conflict.id, "")
        });
    }
    if let Some(plan) = &view.plan {
        plan_rows(plan, &mut rows);
    }
    if let Some(stock) = &view.certificates {
        stock_rows(stock, &mut rows);
    }
    for round in &view.rounds {
        let day = round.until.as_ref().or(round.day.as_ref());
        for (list, products) in &round.lists {
            rows.extend(products.iter().map(|listed| Row {
                level: round.level.to_string(),
                round: cell(day),
                district: cell(round.district.as_ref()),
                producer: cell(listed.producer.as_ref()),
                ..Row::new(&list.key(), &listed.product, cell(listed.points.as_ref()))
            }));
        }
    }
    rows
}

fn count_rows(table: &str, counts: &Counts) -> impl Iterator<Item = Row> {
    counts
        .iter()
        .map(move |(key, count)| Row::new(table, key, count))
}

fn plan_rows(plan: &PlanView, rows: &mut Vec<Row>) {
    let achieved = &plan.achieved;
    rows.push(Row::new("achieved", "products", achieved.products));
    rows.push(Row::new("achieved", "potential-5", achieved.potential_five));
    for (table, lines) in achieved.tables() {
        let key = table.key().replacen("by_", "achieved_by_", 1);
        for line in lines {
            rows.push(Row {
                required: cell(line.required.as_ref()),
                ..Row::new(&key, &line.key, line.achieved)
            });
            for (star, count) in line.stars.iter().filter(|_| table != Table::Star) {
                rows.push(Row {
                    star: star.clone(),
                    ..Row::new(&key, &line.key, count)
                });
            }
        }
    }
    if let Some(budget) = &plan.budget {
        for share in budget.by_source.iter().chain(&budget.by_year) {
            rows.push(Row {
                required: share.amount.clone(),
                ..Row::new("budget", &share.name, cell(share.spent.as_ref()))
            });
        }
        rows.push(Row {
            required: budget.total.clone(),
            ..Row::new("budget", "total", cell(budget.spent.as_ref()))
        });
    }
    for report in &plan.reports {
        rows.push(Row::new(
            "reports",
            report.before,
            cell(report.next.as_ref()),
        ));
    }
}

fn stock_rows(stock: &Stock, rows: &mut Vec<Row>) {
    rows.extend(count_rows("certificates-valid", &stock.valid));
    rows.push(Row::new("certificates", "expiring", stock.expiring));
    rows.push(Row::new("certificates", "extended", stock.extended));
    rows.push(Row::new("certificates", "expired", stock.expired));
    rows.push(Row::new(
        "certificates",
        "revoked",
        cell(stock.revoked.as_ref()),
    ));
    rows.extend(count_rows("certificates-upgrades", &stock.upgrades));
    for history in &stock.unmatched_histories {
        rows.push(Row::new("histories-unmatched", history, ""));
    }
    for held in &stock.held {
        rows.push(Row {
            star: held.star.to_string(),
            district: cell(held.district.as_ref()),
            ..Row::new(
                &format!("certificate-{}", held.word()),
                &held.product,
                held.expires,
            )
        });
    }
}
