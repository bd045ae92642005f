//! `ocop certificate`: the days of a certificate.

use std::io::Write;

use ocop::{Catalog, Certificate, CertificateError, CertificateStatus, Date, Star, in_force_on};
use serde::Serialize;

use crate::{Failure, Outcome, argument, print_json};

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
        let status = match calendar.status(today) {
            CertificateStatus::Valid => "còn hiệu lực",
            CertificateStatus::RenewalOpen => "còn hiệu lực, đang trong hạn nộp",
            CertificateStatus::ExpiredExtendable => "hết hạn, được kéo dài",
            CertificateStatus::Expired => "hết hạn",
        };
        line(&format!("Ngày {today}"), status)?;
    }
    Ok(())
}
