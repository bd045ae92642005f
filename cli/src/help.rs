//! Help and the problems of arguments in Vietnamese.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use ocop::Lang;

/// What stands above and around the help of every command.
const TEMPLATE: &str =
    "{before-help}{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";

const OPTIONS: &str = "Tùy chọn";

/// The command line in Vietnamese. A text without a translation stays English.
pub fn translated(command: Command) -> Command {
    let subcommands: Vec<String> = command
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let about = command.get_about().map(ToString::to_string);
    // The arguments that clap would add itself come too late to be translated.
    let own = |name: &'static str, short, action, help: &'static str| {
        Arg::new(name)
            .long(name)
            .short(short)
            .action(action)
            .help(help)
    };
    // What stands below a heading of its own is sorted by name where nothing says its place.
    let mut place = 0;
    let mut command = command
        .help_template(TEMPLATE)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(own("help", 'h', ArgAction::Help, "Print help"))
        .subcommand_help_heading("Lệnh")
        .subcommand_value_name("LỆNH")
        .disable_help_subcommand(true)
        .mut_args(|arg| {
            let help = arg.get_help().map(ToString::to_string);
            let long = arg.get_long_help().map(ToString::to_string);
            let arg = if arg.is_positional() {
                place += 1;
                arg.help_heading("Đối số").display_order(place)
            } else {
                arg.help_heading(OPTIONS)
            };
            let arg = match help.as_deref().and_then(vietnamese) {
                Some(help) => arg.help(help),
                None => arg,
            };
            match long.as_deref().and_then(vietnamese) {
                Some(help) => arg.long_help(help),
                None => arg,
            }
        });
    if command.get_version().is_some() {
        let version = own("version", 'V', ArgAction::Version, "Print version");
        command = command.arg(version.help("In phiên bản").help_heading(OPTIONS));
    }
    if let Some(about) = about.as_deref().and_then(vietnamese) {
        command = command.about(about);
    }
    for name in subcommands {
        command = command.mut_subcommand(name, translated);
    }
    command
}

/// What clap itself writes into a help, and what stands for it.
const MARKS: &[(&str, &str)] = &[
    ("[OPTIONS]", "[TÙY CHỌN]"),
    ("[default: ", "[mặc định: "),
    ("[possible values: ", "[một trong: "),
    ("[aliases: ", "[tên khác: "),
    ("Possible values:", "Một trong:"),
];

/// A help that clap has written, wholly in Vietnamese.
pub fn in_vietnamese(help: &str) -> String {
    let mut told = String::with_capacity(help.len());
    for line in help.lines() {
        // A value that an option takes, with its meaning.
        let value = line
            .trim_start()
            .starts_with("- ")
            .then(|| line.split_once(": "));
        let meaning = value
            .flatten()
            .and_then(|(name, meaning)| Some((name, vietnamese(meaning)?)));
        match meaning {
            Some((name, meaning)) => told.extend([name, ": ", meaning]),
            None => told += line,
        }
        told.push('\n');
    }
    MARKS.iter().fold(told, |told, (mark, vietnamese)| {
        told.replace(mark, vietnamese)
    })
}

/// The words of a command line with `help` said as the option that the Vietnamese commands have for
/// it: `help rank` as `rank --help`, `session help` as `session --help`.
pub fn help_as_option(words: Vec<OsString>) -> Vec<OsString> {
    const WITH_COMMANDS: [&str; 2] = ["session", "wording"];
    let mut place = 1;
    loop {
        match words.get(place).and_then(|word| word.to_str()) {
            Some("--lang" | "--criteria") => place += 2,
            Some(word) if word.starts_with("--") || WITH_COMMANDS.contains(&word) => place += 1,
            Some("help") => break,
            _ => return words,
        }
    }
    let mut words = words;
    words.remove(place);
    words.push("--help".into());
    words
}

/// The language that `--lang` asks for, before the arguments are read: help and their problems are
/// in it too.
pub fn asked(arguments: &[OsString]) -> Option<Lang> {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    let mut asked = None;
    while let Some(word) = words.next() {
        let value = match word.split_once('=') {
            Some(("--lang", value)) => Some(value),
            None if word == "--lang" => words.next(),
            _ => None,
        };
        asked = match value {
            Some("vi") => Some(Lang::Vi),
            Some("en") => Some(Lang::En),
            _ => asked,
        };
    }
    asked
}

/// What is wrong with the arguments, in Vietnamese; nothing where the problem is help that was asked
/// for.
pub fn problem(error: &clap::Error) -> Option<String> {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let argument = word(ContextKind::InvalidArg);
    let value = word(ContextKind::InvalidValue);
    let choices = word(ContextKind::ValidValue);
    let told = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::ValueValidation if !value.is_empty() => {
            let taken = if argument.starts_with("--listen") {
                "một địa chỉ như `127.0.0.1:2026`"
            } else if argument.starts_with("--threads") || argument.starts_with("--members") {
                "một số nguyên từ 1"
            } else {
                "một số nguyên từ 0"
            };
            format!("`{argument}` không nhận giá trị `{value}`, cần {taken}")
        }
        ErrorKind::UnknownArgument => format!("không có tham số `{argument}`"),
        ErrorKind::InvalidSubcommand => {
            format!("không có lệnh `{}`", word(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => "thiếu tên lệnh".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("thiếu {argument}"),
        ErrorKind::ArgumentConflict => {
            let other = word(ContextKind::PriorArg);
            format!("`{argument}` không dùng cùng `{other}`")
        }
        _ if value.is_empty() => format!("thiếu giá trị của `{argument}`"),
        _ if choices.is_empty() => format!("`{argument}` không nhận giá trị `{value}`"),
        _ => format!("`{argument}` không nhận giá trị `{value}`, cần một trong: {choices}"),
    };
    let meant = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let meant = meant.into_iter().map(word).find(|word| !word.is_empty());
    let meant = meant.map(|meant| format!("; có phải là `{meant}`?"));
    let meant = meant.unwrap_or_default();
    Some(format!("lỗi: {told}{meant}\nXem thêm: `ocop --help`"))
}

fn vietnamese(english: &str) -> Option<&'static str> {
    let english = english.trim().trim_end_matches('.').replace('\n', " ");
    let mut lines = TEXTS.lines();
    lines.find(|line| *line == english)?;
    lines.next().map(str::trim)
}

/// The help of commands and arguments, without the full stop at its end: each text, and below it its
/// Vietnamese, set in.
const TEXTS: &str = include_str!("vietnamese.txt");

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// Contract 2: help is in the language of the system.
    #[test]
    fn every_help_has_its_vietnamese() {
        fn missing(command: &Command, found: &mut Vec<String>) {
            let about = command.get_about().into_iter();
            let helps = command.get_arguments().filter_map(clap::Arg::get_help);
            for text in about.chain(helps).map(ToString::to_string) {
                if vietnamese(&text).is_none() {
                    found.push(text);
                }
            }
            command
                .get_subcommands()
                .for_each(|command| missing(command, found));
        }
        let mut found = Vec::new();
        missing(&crate::Arguments::command(), &mut found);
        assert!(found.is_empty(), "{found:#?}");
    }

    /// Contract 2: help is in the language of the system, clap's own words included.
    #[test]
    fn a_help_is_wholly_vietnamese() {
        fn long_helps(command: &mut Command, found: &mut String) {
            *found += &in_vietnamese(&command.render_help().to_string());
            *found += &in_vietnamese(&command.render_long_help().to_string());
            command
                .get_subcommands_mut()
                .for_each(|command| long_helps(command, found));
        }
        let mut found = String::new();
        let mut vietnamese = translated(crate::Arguments::command());
        vietnamese.build();
        long_helps(&mut vietnamese, &mut found);
        for english in [
            "Options",
            "Usage",
            "Print",
            "ossible values",
            "default",
            "aliases",
            "OPTIONS",
            "Vietnamese",
            "The ",
            "Arguments",
            "Commands",
        ] {
            let line = found.lines().find(|line| line.contains(english));
            assert_eq!(line, None, "{english}");
        }
        assert!(found.contains("- vi: Tiếng Việt"), "{found}");
    }

    #[test]
    fn the_language_is_known_before_the_arguments_are() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(asked(&words("ocop evaluate x --lang en")), Some(Lang::En));
        assert_eq!(asked(&words("ocop --lang=vi --nonsense")), Some(Lang::Vi));
        assert_eq!(asked(&words("ocop --lang fr")), None);
    }
}
