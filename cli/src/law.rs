//! `ocop rank`, `regulation` and `sets`: questions about the law alone.

use std::io::Write;
use std::sync::Arc;

use ocop::law::Regulation;
use ocop::value::ApplicationKind;
use ocop::{Catalog, Date, Mean, Points, Reason};
use serde::Serialize;

use crate::{Failure, Outcome, argument, data, lang, optional_date, print_json, read, tell, unfit};

/// What `ocop rank` takes.
#[derive(Debug, clap::Args)]
pub struct RankArguments {
    /// The mean total, such as 89.99.
    #[arg(allow_negative_numbers = true)]
    points: String,
    /// The regulation; the newest where none is named.
    #[arg(long)]
    regulation: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What `ocop regulation` takes.
#[derive(Debug, clap::Args)]
pub struct ChoiceArguments {
    /// The day the dossier was received.
    #[arg(long)]
    filed: String,
    /// What is applied for: first, upgrade or renewal.
    #[arg(long, default_value = "first")]
    kind: String,
    /// The day of the last scoring stage.
    #[arg(long)]
    evaluated: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What `ocop sets` takes.
#[derive(Debug, clap::Args)]
pub struct SetsArguments {
    /// The regulation; the newest where none is named.
    #[arg(long)]
    regulation: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// The regulation named, or the newest.
pub fn regulation_of(catalog: &Catalog, id: Option<&str>) -> Result<Arc<Regulation>, Failure> {
    if let Some(id) = id {
        return Ok(catalog.regulation(id)?);
    }
    let newest = catalog.regulations()?.pop();
    newest.ok_or_else(|| {
        argument(lang().word(
            "dữ liệu không có quy định nào",
            "the data has no regulation",
        ))
    })
}

/// Prints the star of a mean.
pub fn rank(arguments: &RankArguments, out: &mut impl Write) -> Outcome {
    #[derive(Serialize)]
    struct Answer<'a> {
        points: String,
        regulation: &'a str,
        star: u8,
    }
    let points: Points = read(&arguments.points)?;
    let catalog = data::data()?;
    let regulation = regulation_of(&catalog, arguments.regulation.as_deref())?;
    let most = regulation.total();
    if points > most {
        let found = format!("`{}`", arguments.points);
        let expected = phrase!("điểm từ 0 đến {most}", "points from 0 to {most}");
        return Err(unfit(found, expected));
    }
    let star = regulation.band(Mean::of_one(points)).star().number();
    if !arguments.json {
        return Ok(writeln!(out, "{star}")?);
    }
    let answer = Answer {
        points: points.to_string(),
        regulation: regulation.id().as_str(),
        star,
    };
    print_json(&answer, out)
}

/// Prints the regulation that applies, and says why.
pub fn regulation(arguments: &ChoiceArguments, out: &mut impl Write) -> Outcome {
    #[derive(Serialize)]
    struct Answer<'a> {
        regulation: &'a str,
        reasons: &'a [Reason],
        /// When members have the dossiers of a meeting on the day of evaluation.
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        before_meeting: &'a [Reason],
    }
    let filed: Date = read(&arguments.filed)?;
    let kind: ApplicationKind = read(&arguments.kind)?;
    let evaluated = optional_date(arguments.evaluated.as_deref())?;
    let catalog = data::data()?;
    let chosen = catalog.applicable(filed, kind, evaluated)?;
    let meeting = evaluated.map(|day| chosen.regulation.before_meeting(day));
    let answer = Answer {
        regulation: chosen.regulation.id().as_str(),
        reasons: &chosen.reasons,
        before_meeting: meeting.as_deref().unwrap_or_default(),
    };
    if arguments.json {
        return print_json(&answer, out);
    }
    writeln!(out, "{}", answer.regulation)?;
    for reason in answer.reasons.iter().chain(answer.before_meeting) {
        let (text, citation) = (reason.text(lang()), reason.citation());
        tell(format_args!("{text} [{citation}]"));
    }
    Ok(())
}

/// Prints the sets of a regulation.
pub fn sets(arguments: &SetsArguments, out: &mut impl Write) -> Outcome {
    #[derive(Serialize)]
    struct Entry<'a> {
        set: String,
        name: &'a str,
        sector: &'a str,
        group: Option<&'a str>,
        managing: &'a [String],
        status: &'a str,
        sources: usize,
    }
    #[derive(Serialize)]
    struct Sets<'a> {
        regulation: &'a str,
        sets: Vec<Entry<'a>>,
    }
    let catalog = data::data()?;
    let regulation = regulation_of(&catalog, arguments.regulation.as_deref())?;
    let id = regulation.id().as_str();
    let mut sets = Vec::new();
    for entry in regulation.sets() {
        let code = entry.code().to_string();
        let sheet = catalog.set(id, &code)?;
        sets.push(Entry {
            set: code,
            name: entry.name(),
            sector: entry.sector(),
            group: entry.group(),
            managing: entry.managing(),
            status: sheet.status().as_str(),
            sources: sheet.sources().len(),
        });
    }
    if arguments.json {
        let regulation = id;
        return print_json(&Sets { regulation, sets }, out);
    }
    for entry in sets {
        let word = match entry.sources {
            1 => lang().word("một nguồn", "one source"),
            2 => lang().word("hai nguồn", "two sources"),
            _ => lang().word("nhiều nguồn", "many sources"),
        };
        writeln!(out, "{}  {}  ({word})", entry.set, entry.name)?;
    }
    Ok(())
}
