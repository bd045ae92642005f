//! `ocop certificate` and `ocop history`: the days of a certificate, the life of a star.

use std::io::Write;
use std::path::PathBuf;

use ocop::input::ProblemCode;
use ocop::law::in_force_on;
use ocop::procedure::HistoryView;
use ocop::procedure::{Certificate, CertificateError, CertificateStatus, History};
use ocop::text::{Phrase, day};
use ocop::{Catalog, Date, Star};
use ocop_papers::history_page;
use serde::{Deserialize, Serialize};

use crate::data;
use crate::input::Lives;
use crate::{Failure, Outcome, argument, input, lang, optional_date, print_json, unfit};

/// What is asked of a certificate, by an argument or by a line of a suite.
#[derive(Debug, clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The star, from 3 to 5.
    #[arg(long)]
    star: u8,
    /// The day of the recognition decision.
    #[arg(long)]
    issued: String,
    /// The regulation; the newest in force on the day of issue where none is named.
    #[arg(long)]
    regulation: Option<String>,
    /// The day to tell the status of.
    #[arg(long)]
    today: Option<String>,
}

/// What `ocop certificate` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// The calendar of one certificate.
#[derive(Serialize)]
pub struct Answer {
    issued: String,
    expires: String,
    renewal: Option<Window>,
    extended_until: Option<String>,
    notice_by: Option<String>,
    status: Option<&'static str>,
    #[serde(skip)]
    standing: Option<(Date, CertificateStatus)>,
}

#[derive(Serialize)]
struct Window {
    from: String,
    to: String,
}

/// The calendar of the certificate asked for.
pub fn answer(asked: &Asked, catalog: &Catalog) -> Result<Answer, Failure> {
    // Fewer than any star are fewer than three.
    if asked.star == 0 {
        return Err(Failure::NoSuch(said!(
            "thấy `0` sao, cần từ 3 đến 5",
            "found `0` stars, expected 3 to 5"
        )));
    }
    let star = Star::new(asked.star).ok_or_else(|| {
        let found = asked.star;
        unfit(
            phrase!("`{found}` sao", "`{found}` stars"),
            Phrase::new("từ 3 đến 5", "3 to 5"),
        )
    })?;
    let issued: Date = crate::read(&asked.issued)?;
    let today = optional_date(asked.today.as_deref())?;
    if let Some(today) = today.filter(|&today| today < issued) {
        return Err(unfit(
            phrase!("hôm nay `{today}`", "today `{today}`"),
            phrase!(
                "một ngày không trước ngày cấp `{issued}`",
                "a day not before the issue on `{issued}`"
            ),
        ));
    }
    let regulations = catalog.regulations()?;
    let regulation = match &asked.regulation {
        Some(id) => catalog.regulation(id)?,
        None => in_force_on(&regulations, issued).cloned().ok_or_else(|| {
            unfit(
                phrase!("ngày cấp `{issued}`", "issue on `{issued}`"),
                Phrase::new(
                    "một ngày có quyết định đang có hiệu lực",
                    "a day on which a regulation is in force",
                ),
            )
        })?,
    };
    let certificate = match Certificate::issue(&regulation, star, issued) {
        Ok(certificate) => certificate,
        Err(error @ CertificateError::StarTooLow { .. }) => {
            return Err(Failure::NoSuch(error.text(lang())));
        }
        Err(error) => return Err(argument(error.text(lang()))),
    };
    let calendar = certificate.calendar(&regulations);
    let standing = today.map(|today| (today, calendar.status(today)));
    let text = |day: Date| day.to_string();
    Ok(Answer {
        issued: text(issued),
        expires: text(certificate.expires()),
        renewal: calendar.renewal.map(|(from, to)| Window {
            from: text(from),
            to: text(to),
        }),
        extended_until: calendar.extended_until.map(text),
        notice_by: calendar.notice_by.map(text),
        status: standing.map(|(_, status)| status.as_str()),
        standing,
    })
}

/// Prints the calendar of one certificate.
pub fn certificate(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let answer = answer(&arguments.asked, &data::data()?)?;
    if arguments.json {
        return print_json(&answer, out);
    }
    let lang = lang();
    let shown = |text: &String| match text.parse::<Date>() {
        Ok(date) => day(date, lang),
        Err(_) => text.clone(),
    };
    let mut line = |name: String, value: String| writeln!(out, "{name:<18} {value}");
    let mut dated = |vi, en, value| line(lang.word(vi, en).to_owned(), value);
    dated("Cấp ngày", "Issued", shown(&answer.issued))?;
    dated("Ngày cuối", "Last day", shown(&answer.expires))?;
    if let Some(window) = &answer.renewal {
        let [from, to] = [&window.from, &window.to].map(shown);
        let window = format!("{from} {} {to}", lang.word("đến", "to"));
        dated("Nộp phân hạng lại", "Renewal is filed", window)?;
    }
    if let Some(until) = &answer.extended_until {
        dated("Kéo dài nhiều nhất", "Extended until", shown(until))?;
    }
    if let Some(notice) = &answer.notice_by {
        dated("Báo chậm nhất", "Told of the end by", shown(notice))?;
    }
    if let Some((today, status)) = answer.standing {
        let today = day(today, lang);
        line(
            format!("{} {today}", lang.word("Ngày", "On")),
            status.name(lang).to_owned(),
        )?;
    }
    Ok(())
}

/// What `ocop history` takes.
#[derive(Debug, clap::Args)]
pub struct HistoryArguments {
    /// A history, or cases, workbooks and tables whose histories are told; `-` is standard input.
    file: PathBuf,
    /// A folder of further council rules.
    #[arg(long, value_name = "DIR")]
    councils: Option<PathBuf>,
    /// The day to tell the certificate's status of.
    #[arg(long)]
    today: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Tells a product's history and where it stands.
pub fn history(arguments: &HistoryArguments, out: &mut impl Write) -> Outcome {
    let today = optional_date(arguments.today.as_deref())?;
    let catalog = data::catalog(arguments.councils.as_deref())?;
    let regulations = catalog.regulations()?;
    let mut told = Vec::new();
    match input::lives(&arguments.file, &catalog)? {
        Lives::History(name, text) => {
            let (product, history) = History::from_json(&text, &name, regulations)?;
            told.push((product, history));
        }
        Lives::Cases(items) => {
            for evaluated in input::all_cases(items, &catalog)? {
                let history = History::of_case(&evaluated, regulations.clone());
                let history = history.map_err(|invalid| {
                    let code = ProblemCode::EventImpossible;
                    let case = evaluated.case();
                    let expected = invalid.expected_with_citation();
                    case.problem(code, invalid.found, expected)
                })?;
                let product = evaluated.case().product().name.clone();
                told.push((product, history));
            }
        }
    }
    if arguments.json {
        let views = told
            .iter()
            .map(|(product, history)| HistoryView::told(product, history, today));
        let views: Vec<HistoryView> = views.collect();
        return match views.as_slice() {
            [one] => print_json(one, out),
            several => print_json(&several, out),
        };
    }
    for (index, (product, history)) in told.iter().enumerate() {
        if index > 0 {
            writeln!(out, "\n{}\n", "─".repeat(60))?;
        }
        let page = history_page(product, history, today, lang());
        write!(out, "{page}")?;
    }
    Ok(())
}
