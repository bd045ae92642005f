//! `ocop certificate` and `ocop history`: the days of a certificate, the life of a star.

use std::io::Write;
use std::path::PathBuf;

use ocop::{
    Case, Catalog, Certificate, CertificateError, Date, Diagnostic, History, HistoryView, Lang,
    ProblemCode, Star, history_page, in_force_on,
};
use serde::Serialize;

use crate::{Failure, Language, Outcome, argument, input, print_json};

/// What `ocop certificate` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
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
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    issued: String,
    expires: String,
    renewal: Option<Window>,
    extended_until: Option<String>,
    notice_by: Option<String>,
    status: Option<&'static str>,
}

#[derive(Serialize)]
struct Window {
    from: String,
    to: String,
}

/// Prints the calendar of one certificate.
pub fn certificate(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let star = Star::new(arguments.star)
        .ok_or_else(|| argument(format!("found `{}` stars, expected 3 to 5", arguments.star)))?;
    let issued: Date = arguments.issued.parse().map_err(argument)?;
    let today: Option<Date> = arguments
        .today
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(argument)?;
    if let Some(today) = today.filter(|&today| today < issued) {
        return Err(argument(format!(
            "found today `{today}`, expected a day not before the issue on `{issued}`"
        )));
    }
    let catalog = Catalog::bundled();
    let regulations = catalog.regulations()?;
    let regulation = match &arguments.regulation {
        Some(id) => catalog.regulation(id)?,
        None => in_force_on(&regulations, issued).cloned().ok_or_else(|| {
            argument(format!(
                "found issue on `{issued}`, expected a day on which a regulation is in force"
            ))
        })?,
    };
    let certificate = match Certificate::issue(&regulation, star, issued) {
        Ok(certificate) => certificate,
        Err(error @ CertificateError::StarTooLow { .. }) => {
            eprintln!("error: {error}");
            return Err(Failure::Answered);
        }
        Err(error) => return Err(argument(error)),
    };
    let calendar = certificate.calendar(&regulations);
    let text = |day: Date| day.to_string();
    let answer = Answer {
        issued: text(issued),
        expires: text(certificate.expires()),
        renewal: calendar.renewal.map(|(from, to)| Window {
            from: text(from),
            to: text(to),
        }),
        extended_until: calendar.extended_until.map(text),
        notice_by: calendar.notice_by.map(text),
        status: today.map(|today| calendar.status(today).as_str()),
    };
    if arguments.json {
        return print_json(&answer, out);
    }
    let mut line = |name: &str, value: &str| writeln!(out, "{name:<18} {value}");
    line("Cấp ngày", &answer.issued)?;
    line("Ngày cuối", &answer.expires)?;
    if let Some(window) = &answer.renewal {
        line(
            "Nộp phân hạng lại",
            &format!("{} đến {}", window.from, window.to),
        )?;
    }
    if let Some(until) = &answer.extended_until {
        line("Kéo dài nhiều nhất", until)?;
    }
    if let Some(day) = &answer.notice_by {
        line("Báo chậm nhất", day)?;
    }
    if let Some(today) = today {
        let status = calendar.status(today).name(Lang::Vi);
        line(&format!("Ngày {today}"), status)?;
    }
    Ok(())
}

/// What `ocop history` takes.
#[derive(Debug, clap::Args)]
pub struct HistoryArguments {
    /// A history, or a case whose history is told; `-` is standard input.
    file: PathBuf,
    /// The day to tell the certificate's status of.
    #[arg(long)]
    today: Option<String>,
    /// The language of the page.
    #[arg(long, value_enum, default_value = "vi")]
    lang: Language,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Tells a product's history and where it stands.
pub fn history(arguments: &HistoryArguments, out: &mut impl Write) -> Outcome {
    let today: Option<Date> = arguments
        .today
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(argument)?;
    let catalog = Catalog::bundled();
    let regulations = catalog.regulations()?;
    let name = arguments.file.display().to_string();
    let wrong = |problem: Diagnostic| Failure::Input(vec![problem]);
    let text = input::document(&arguments.file).map_err(wrong)?;
    let (product, history) = if Case::looks_like(&text) {
        let case = Case::from_json(&text, &name, &catalog)?;
        let result = case.evaluate()?;
        let history = History::of_case(&case, &result, regulations).map_err(|refusal| {
            let code = ProblemCode::EventImpossible;
            let expected = format!("{} ({})", refusal.expected, refusal.citation);
            wrong(Diagnostic::of_file(code, &name, &refusal.found, &expected))
        })?;
        (case.product().name.clone(), history)
    } else {
        History::from_json(&text, &name, regulations)?
    };
    if arguments.json {
        return print_json(&HistoryView::told(&product, &history, today), out);
    }
    let lang = arguments.lang.into();
    Ok(write!(
        out,
        "{}",
        history_page(&product, &history, today, lang)
    )?)
}
