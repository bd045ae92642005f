//! `ocop report`: many cases counted, against a plan.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ocop::law::Declared;
use ocop::portfolio::{Counts, Portfolio, Stock};
use ocop::portfolio::{PlanView, PortfolioView, Table};
use ocop::procedure::History;
use ocop::text::{Phrase, hidden_character};
use ocop::{Catalog, Diagnostic, EvaluatedCase, LoadError};
use ocop_papers::portfolio_page;
use ocop_papers::{Annex, ReportTo};
use serde::Serialize;

use crate::content;
use crate::data;
use crate::folder;
use crate::input::NearMembers;
use crate::source;
use crate::{
    Failure, Outcome, argument, files, input, lang, optional_date, plan, print_json, tell,
};

/// What `ocop report` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Cases, one a line or a file each, filled workbooks and tables, or folders of them; `-` is
    /// standard input.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
    /// A folder of further council rules.
    #[arg(long, value_name = "DIR")]
    councils: Option<PathBuf>,
    /// A plan: a file, a filled workbook, or the name of one that ships with the program.
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
    #[arg(
        long,
        value_name = "DAYS",
        default_value_t = 180,
        allow_negative_numbers = true
    )]
    within: u16,
    /// Histories of products, a file or a folder: certificates that were taken back.
    #[arg(long, value_name = "PATH", requires = "as_of")]
    histories: Option<PathBuf>,
    /// Write every table and list as comma-separated values too, with the byte-order mark by which
    /// Excel knows UTF-8; a text that Excel would take for a formula begins with `'`.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write the report as a workbook too, for spreadsheets of every language.
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Write a page with charts too.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the periodic report as a paper to edit and sign too; `--as-of` says which is due.
    #[arg(long, value_name = "FILE")]
    docx: Option<PathBuf>,
    /// To whom the paper goes: a unit's report to the department, or the draft to the ministry.
    #[arg(long, value_enum, default_value = "department", requires = "docx")]
    to: To,
    /// Overwrite a workbook or a paper that exists.
    #[arg(long)]
    force: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// To whom a periodic report goes.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum To {
    /// The department (Sở).
    Department,
    /// The ministry.
    Ministry,
}

/// Counts the cases and prints the report.
pub fn report(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let as_of = optional_date(arguments.as_of.as_deref())?;
    let catalog = data::catalog(arguments.councils.as_deref())?;
    let plan = arguments.plan.as_deref();
    let plan = plan.map(|path| plan::read(path, &catalog)).transpose()?;
    let (plan, of_workbook) = plan.unzip();
    let of_workbook = of_workbook.unwrap_or_default();
    let declared = match (&arguments.declared, &plan) {
        (Some(_), Some(_)) if of_workbook != Declared::default() => {
            return Err(argument(said!(
                "sổ kế hoạch đã ghi phần đạt được: bỏ `--declared`, hoặc xóa cột ấy trong sổ",
                "the plan's workbook says what is achieved: leave `--declared` out, or empty that column"
            )));
        }
        (Some(path), Some(plan)) => plan::declared(path, plan)?,
        _ => of_workbook,
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
    let outputs: Vec<&Path> = [
        &arguments.csv,
        &arguments.html,
        &arguments.xlsx,
        &arguments.docx,
    ]
    .into_iter()
    .flatten()
    .map(PathBuf::as_path)
    .collect();
    files::claim(&outputs, arguments.force)?;
    if let Some(path) = &arguments.xlsx {
        let workbook = ocop_papers::report_workbook(&view)?;
        files::write(path, &workbook)?;
    }
    if let Some(path) = &arguments.csv {
        let bytes = csv(&view).map_err(io::Error::from)?;
        files::write(path, &bytes)?;
    }
    if let Some(path) = &arguments.html {
        files::write(path, ocop_papers::plan_report(&view, lang()).as_bytes())?;
    }
    if let Some(path) = &arguments.docx {
        let to = match arguments.to {
            To::Department => ReportTo::Department,
            To::Ministry => ReportTo::Ministry,
        };
        let paper = ocop_papers::due_report(&view, &catalog.regulations()?, as_of, to);
        files::write(path, &paper.to_docx()?)?;
    }
    if arguments.json {
        return print_json(&view, out);
    }
    Ok(write!(out, "{}", portfolio_page(&view, lang()))?)
}

/// Reads every case; nothing is counted when one of them is wrong.
fn portfolio(paths: &[PathBuf], catalog: &Catalog) -> Result<Portfolio, Failure> {
    let mut portfolio = Portfolio::default();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut places: Vec<String> = Vec::new();
    let mut near = NearMembers::default();
    let items = input::items(paths, catalog)?;
    input::cases(items, catalog, |place, case| match case {
        Ok(evaluated) => {
            portfolio.add(&evaluated);
            near.tell_of(place, evaluated.case());
            places.push(place.to_string());
        }
        Err(error) => problems.extend(error.into_diagnostics()),
    })?;
    if !problems.is_empty() {
        return Err(Failure::Input(problems));
    }
    for repeated in portfolio.repeated() {
        let place = |case: usize| {
            places
                .get(case.saturating_sub(1))
                .map_or("", String::as_str)
        };
        let (own, first) = (place(repeated.case), place(repeated.counted));
        let product = &repeated.product;
        tell(said!(
            "{own}: lưu ý: lặp lại hồ sơ ở {first}, tính một lần: {product}",
            "{own}: warning: repeats the case at {first}, which counts once: {product}"
        ));
    }
    for (one, other) in portfolio.near_names() {
        tell(said!(
            "lưu ý: tên gần giống nhau, tính riêng: {one}; {other}",
            "warning: nearly equal names, counted apart: {one}; {other}"
        ));
    }
    Ok(portfolio)
}

/// The annex of the cases, each dossier once; what repeats one is named.
pub fn annex(cases: &[EvaluatedCase]) -> Annex {
    let mut portfolio = Portfolio::default();
    cases.iter().for_each(|case| portfolio.add(case));
    for repeated in portfolio.repeated() {
        let (case, counted) = (repeated.case, repeated.counted);
        let product = &repeated.product;
        tell(said!(
            "lưu ý: hồ sơ thứ {case} lặp lại hồ sơ thứ {counted}, ghi một lần: {product}",
            "warning: case {case} repeats case {counted}, which is listed once: {product}"
        ));
    }
    let repeated = portfolio.repeated().iter();
    let repeated: BTreeSet<usize> = repeated.map(|repeated| repeated.case).collect();
    let mut annex = Annex::default();
    let listed = (1..)
        .zip(cases)
        .filter(|(case, _)| !repeated.contains(case));
    listed.for_each(|(_, case)| annex.add(case));
    annex
}

/// Adds every history at or below a path.
fn add_histories(path: &Path, catalog: &Catalog, portfolio: &mut Portfolio) -> Outcome {
    let files = folder::json_files(path)?;
    let regulations = catalog.regulations()?;
    let mut problems: Vec<Diagnostic> = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let read = source::document(&file).map_err(LoadError::from);
        let read = read.and_then(|text| {
            let expected = Phrase::new("lịch sử của một sản phẩm", "a history");
            match content::other_than("events", &text, &name, expected) {
                Some(other) => Err(other.into()),
                None => History::from_json(&text, &name, regulations.clone()),
            }
        });
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
    code: String,
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

/// A text that a spreadsheet shows and does not compute, whatever separates its columns there: a
/// sign that begins a formula has a `'` before it at the start and behind everything that may begin a
/// cell.
fn inert(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut starts = true;
    for c in text.chars() {
        if starts && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            shown.push('\'');
        }
        let separates = matches!(c, ';' | ',' | '\t' | '\n' | '\r' | '|' | '"');
        // Spaces, also those that cannot be seen, may be dropped before a formula.
        let passes = c.is_whitespace() || hidden_character(c.encode_utf8(&mut [0; 4])).is_some();
        starts = separates || starts && passes;
        shown.push(c);
    }
    shown
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
    for (table, counts) in &view.counts {
        let counts = table.in_order(counts, |(key, _)| key).into_iter();
        rows.extend(counts.map(|(key, count)| Row::new(table.as_str(), key, count)));
    }
    for repeated in &view.repeated {
        rows.push(Row {
            producer: cell(repeated.producer.as_ref()),
            code: cell(repeated.code.as_ref()),
            ..Row::new("repeated", &repeated.product, repeated.counted)
        });
    }
    rows.push(Row::new("undecided", "", view.undecided));
    for product in &view.star_open {
        rows.push(Row::new("star-open", product, ""));
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
                code: cell(listed.code.as_ref()),
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
    for (&table, lines) in &achieved.tables {
        let key = table.as_str().replacen("by_", "achieved_by_", 1);
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
            producer: cell(held.producer.as_ref()),
            code: cell(held.code.as_ref()),
            ..Row::new(
                &format!("certificate-{}", held.word()),
                &held.product,
                held.expires,
            )
        });
    }
}
