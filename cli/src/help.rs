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
            let heading = if arg.is_positional() {
                "Đối số"
            } else {
                OPTIONS
            };
            let arg = arg.help_heading(heading);
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
    let mut known = TEXTS.iter();
    let found = known.find(|(known, _)| *known == english)?;
    Some(found.1)
}

/// The help of commands and arguments, without the full stop at its end.
const TEXTS: &[(&str, &str)] = &[
    (
        "Evaluates and star-ranks OCOP products, exactly and with reasons",
        "Đánh giá, phân hạng sản phẩm OCOP: chính xác, có lý do",
    ),
    ("Print help", "In trợ giúp"),
    (
        "The language of pages and problems; else that of LC_ALL, LC_MESSAGES or LANG",
        "Ngôn ngữ của kết quả và thông báo lỗi; nếu không ghi thì theo LC_ALL, LC_MESSAGES hoặc LANG",
    ),
    (
        "A folder of data that is laid over what the program ships with: regulations, sheets, council rules, plans",
        "Thư mục dữ liệu đặt chồng lên dữ liệu kèm chương trình: quy định, bộ tiêu chí, quy chế hội đồng, kế hoạch",
    ),
    (
        "Data with known gaps, and findings that are inferred",
        "Dữ liệu có chỗ thiếu đã biết, và phát hiện do suy ra",
    ),
    (
        "Also sheets of fewer than two sources",
        "Cả những bộ có chưa đến hai nguồn",
    ),
    ("The department (Sở)", "Sở"),
    ("The ministry", "Bộ"),
    ("Vietnamese", "Tiếng Việt"),
    ("English", "Tiếng Anh"),
    (
        "Decide cases: stars, what to do next, and why",
        "Phân hạng hồ sơ: hạng sao, việc tiếp theo và lý do",
    ),
    (
        "Decide one case per line; results come out one per line, in order",
        "Phân hạng nhiều hồ sơ; mỗi hồ sơ một dòng kết quả, đúng thứ tự",
    ),
    (
        "The least work that brings a product to a star",
        "Việc ít nhất để sản phẩm đạt một hạng sao",
    ),
    (
        "How close a star is to another: how far the bands are, and which sheets or boxes decide",
        "Hạng sao vững đến đâu: còn cách các khung bao xa, phiếu nào, mức nào quyết định",
    ),
    (
        "What moved between two councils, two laws, or a producer's own sheet and a council's",
        "Khác nhau giữa hai hội đồng, hai quy định, hoặc phiếu tự đánh giá và phiếu hội đồng",
    ),
    (
        "Compute a printed result anew and report every difference",
        "Tính lại một kết quả đã in và nêu mọi chỗ khác",
    ),
    (
        "Run a conformance suite: cases with expected results",
        "Chạy bộ kiểm thử: hồ sơ kèm kết quả phải có",
    ),
    (
        "Count many cases, by outcome, star and so on, and against a plan",
        "Tổng hợp nhiều hồ sơ theo kết quả, hạng sao…, và so với kế hoạch",
    ),
    (
        "The star that a mean total gives, before minima",
        "Hạng sao theo điểm trung bình, chưa xét yêu cầu tối thiểu",
    ),
    (
        "The mean total, such as 89.99",
        "Điểm trung bình, như 89.99",
    ),
    (
        "The regulation; the newest where none is named",
        "Quy định; không ghi thì lấy quy định mới nhất",
    ),
    ("Print JSON", "In JSON"),
    (
        "The regulation that applies to a dossier, and why",
        "Quy định áp dụng cho một hồ sơ, và vì sao",
    ),
    ("The day the dossier was received", "Ngày nhận hồ sơ"),
    (
        "What is applied for",
        "Loại hồ sơ: first, upgrade hoặc renewal",
    ),
    (
        "The day of the last scoring stage",
        "Ngày của lần chấm điểm cuối",
    ),
    (
        "A certificate's calendar: its last day, when to renew it, how it stands",
        "Lịch của giấy chứng nhận: ngày cuối, khi nào phân hạng lại, tình trạng",
    ),
    (
        "A product's history, from a history file or a case, and where it stands",
        "Lịch sử của một sản phẩm, từ tệp lịch sử hoặc hồ sơ, và tình trạng",
    ),
    (
        "The sets of a regulation",
        "Các bộ sản phẩm của một quy định",
    ),
    ("A blank scoring sheet", "Phiếu đánh giá trống"),
    (
        "The decision's own text, to be printed in place of the labels",
        "Lời văn của quyết định, in thay cho nhãn",
    ),
    (
        "Check files and folders of criteria, council rules, histories, cases, tables and workbooks",
        "Kiểm tra tệp và thư mục: bộ tiêu chí, quy chế, lịch sử, hồ sơ, bảng và bảng tính",
    ),
    (
        "Files or folders; `-` is standard input",
        "Tệp hoặc thư mục; `-` là đầu vào chuẩn",
    ),
    (
        "The JSON Schema of a kind of file",
        "JSON Schema của một loại tệp",
    ),
    (
        "`case`, `council`, `criteria`, `history`, `plan`, `regulation` or `result`",
        "`case`, `council`, `criteria`, `history`, `plan`, `regulation` hoặc `result`",
    ),
    (
        "A council's session in one file: members' sheets in, signed results out",
        "Phiên họp của hội đồng trong một tệp: nhận phiếu của thành viên, ra kết quả",
    ),
    (
        "Open the secretary's page of a session in a folder, chosen or made new",
        "Mở trang của thư ký cho một đợt đánh giá trong thư mục: chọn đợt có sẵn hoặc lập đợt mới",
    ),
    (
        "The folder with the sessions; the current one where none is named",
        "Thư mục có các đợt đánh giá; không ghi thì là thư mục hiện tại",
    ),
    (
        "Open the secretary's page in the browser",
        "Mở trang của thư ký bằng trình duyệt",
    ),
    (
        "Serve a session's pages to this machine, or to the phones in the room",
        "Mở các trang của phiên họp cho máy này, hoặc cho điện thoại trong phòng",
    ),
    (
        "What a code of a problem or a reason means",
        "Giải thích mã của một lỗi hoặc một lý do",
    ),
    ("The code, such as `box-unknown`", "Mã, như `box-unknown`"),
    (
        "Cases, filled workbooks, tables of boxes, or folders of them; `-` is standard input",
        "Hồ sơ, bảng tính đã điền, bảng số ô, hoặc thư mục chứa chúng; `-` là đầu vào chuẩn",
    ),
    (
        "Print JSON: an object for one case, an array for several",
        "In JSON: một đối tượng cho một hồ sơ, một danh sách cho nhiều hồ sơ",
    ),
    (
        "Refuse sets with known gaps",
        "Từ chối bộ tiêu chí có chỗ thiếu đã biết",
    ),
    (
        "A folder of further council rules",
        "Thư mục quy chế hội đồng khác",
    ),
    (
        "Write the case that was read, such as that of a workbook, to a file",
        "Ghi hồ sơ đã đọc, ví dụ từ bảng tính, ra tệp",
    ),
    (
        "A wording file, whose texts pages print in place of the labels",
        "Tệp lời văn, in thay cho nhãn",
    ),
    (
        "An earlier case of the product, which the stage of the workbook or table follows",
        "Hồ sơ trước của sản phẩm, mà bước trong bảng tính hoặc bảng nối tiếp",
    ),
    (
        "Write the papers of the session into a folder too, each as `.docx` and as a page: minutes, summary of points, sheets, report, submission, draft decisions, letter, notices, and what renewals, communes and producers need. Papers are in Vietnamese",
        "Ghi thêm các văn bản của đợt vào một thư mục, mỗi văn bản dạng `.docx` và trang in: biên bản, bảng tổng hợp điểm, phiếu, báo cáo, tờ trình, dự thảo quyết định, công văn, thông báo, và văn bản cho phân hạng lại, cấp xã, chủ thể. Văn bản luôn bằng tiếng Việt",
    ),
    (
        "What is known of the session, as JSON; what is not is a visible blank on paper",
        "Thông tin của phiên họp, bằng JSON; chưa có thì để chỗ trống trên giấy",
    ),
    (
        "Write the details of all results too, as one page",
        "Ghi thêm chi tiết các kết quả thành một trang",
    ),
    (
        "Write the list of products proposed for recognition too, as the annex of a decision",
        "Ghi thêm danh sách sản phẩm đề xuất công nhận, làm phụ lục quyết định",
    ),
    (
        "Write the form of a producer's self-assessment (Mẫu 02, part III), with `--html` or `--docx`",
        "Ghi mẫu tự đánh giá của chủ thể (Mẫu 02, phần III), với `--html` hoặc `--docx`",
    ),
    (
        "Write the self-assessment form to edit",
        "Ghi mẫu tự đánh giá để điền",
    ),
    (
        "A case whose last stage has sheets and a star; `-` is standard input; `FILE@self` is the producer's own sheet",
        "Hồ sơ có bước cuối có phiếu và hạng sao; `-` là đầu vào chuẩn; `FILE@self` là phiếu tự đánh giá của chủ thể",
    ),
    (
        "With `FILE@self`: write the producer's sheet with the advice, as `.docx`",
        "Với `FILE@self`: ghi phiếu tự đánh giá kèm gợi ý, dạng `.docx`",
    ),
    ("Overwrite a file that exists", "Ghi đè tệp đã có"),
    (
        "A result that was printed with `--json`, a paper (`.docx` or page), or the mã đối chiếu on one",
        "Kết quả đã in bằng `--json`, văn bản (`.docx` hoặc trang), hoặc mã đối chiếu trên văn bản",
    ),
    (
        "Its case; of several results, all of them in order",
        "Hồ sơ của nó; nhiều kết quả thì tất cả hồ sơ theo thứ tự",
    ),
    (
        "Write the periodic report as a paper to edit and sign too; `--as-of` says which is due",
        "Ghi thêm báo cáo định kỳ thành văn bản để sửa và ký; `--as-of` cho biết báo cáo nào đến hạn",
    ),
    (
        "To whom the paper goes: a unit's report to the department, or the draft to the ministry",
        "Văn bản gửi ai: báo cáo của đơn vị gửi Sở, hoặc dự thảo gửi Bộ",
    ),
    (
        "Overwrite a workbook or a paper that exists",
        "Ghi đè bảng tính hoặc văn bản đã có",
    ),
    (
        "Overwrite workbooks, documents and sessions that exist",
        "Ghi đè bảng tính, văn bản và tệp phiên họp đã có",
    ),
    (
        "Cases, one a line or a file each, filled workbooks and tables, or folders of them; `-` is standard input",
        "Hồ sơ, mỗi dòng hoặc mỗi tệp một hồ sơ, bảng tính và bảng đã điền, hoặc thư mục chứa chúng; `-` là đầu vào chuẩn",
    ),
    (
        "Write the results here instead of to standard output",
        "Ghi kết quả vào đây thay vì đầu ra chuẩn",
    ),
    (
        "Threads to use, at most as many as there are cores; all cores where it is not given",
        "Số luồng, nhiều nhất bằng số lõi; không ghi thì dùng mọi lõi",
    ),
    (
        "Write the list of recognised products too, as the annex of a decision; not when a line is wrong",
        "Ghi thêm danh sách sản phẩm được công nhận, làm phụ lục của quyết định; không ghi khi có dòng sai",
    ),
    (
        "A case whose last stage has sheets and a star; `-` is standard input",
        "Hồ sơ có bước cuối gồm phiếu và hạng sao; `-` là đầu vào chuẩn",
    ),
    ("The star wished for", "Hạng sao mong muốn"),
    (
        "Criteria that cannot be changed",
        "Tiêu chí không thay đổi được",
    ),
    (
        "The effort of climbing to a box, from 1 to 9: `4.1/3=5`",
        "Công sức để lên một mức, từ 1 đến 9: `4.1/3=5`",
    ),
    (
        "A case: its last stage with sheets; `FILE@2` is its second stage, `FILE@self` the producer's own sheet",
        "Hồ sơ: bước cuối có phiếu; `TỆP@2` là bước thứ hai, `TỆP@self` là phiếu tự đánh giá",
    ),
    ("The other side", "Bên kia"),
    (
        "A result that was printed with `--json`",
        "Kết quả đã in bằng `--json`",
    ),
    (
        "Its case; of a result of several cases, all of them in order",
        "Hồ sơ của kết quả; nếu là kết quả của nhiều hồ sơ thì đủ và đúng thứ tự",
    ),
    (
        "A `.jsonl` file of cases with expected results, or a folder of them",
        "Tệp `.jsonl` gồm hồ sơ kèm kết quả phải có, hoặc thư mục chứa chúng",
    ),
    (
        "A plan: a file, a filled workbook, or the name of one that ships with the program",
        "Kế hoạch: một tệp, một sổ đã điền, hoặc tên kế hoạch kèm chương trình",
    ),
    (
        "A plan: a file, a filled workbook, or the name of one that ships with the program; none for the empty form",
        "Kế hoạch: một tệp, một sổ đã điền, hoặc tên kế hoạch kèm chương trình; không ghi thì là biểu mẫu trống",
    ),
    (
        "Write the plan as a workbook to fill in; else it is printed as JSON",
        "Ghi kế hoạch thành sổ Excel để điền; không thì in ra dạng JSON",
    ),
    (
        "A provincial plan as a workbook to fill in, and a filled one as JSON",
        "Kế hoạch của tỉnh dưới dạng sổ Excel để điền, và sổ đã điền dưới dạng JSON",
    ),
    (
        "What is achieved of the plan and not in the cases: `{\"start-ups\": \"9\", \"budget\": {\"by_year\": {\"2024\": \"16000000000\"}}}`",
        "Phần đã đạt của kế hoạch mà không có trong hồ sơ: `{\"start-ups\": \"9\", \"budget\": {\"by_year\": {\"2024\": \"16000000000\"}}}`",
    ),
    (
        "The day to tell the state of certificates and the reports that are due of",
        "Ngày để nêu tình trạng giấy chứng nhận và báo cáo đến hạn",
    ),
    (
        "Certificates that end within so many days are counted as expiring",
        "Giấy chứng nhận hết hạn trong chừng ấy ngày được tính là sắp hết hạn",
    ),
    (
        "Histories of products, a file or a folder: certificates that were taken back",
        "Lịch sử sản phẩm, một tệp hoặc thư mục: giấy chứng nhận bị thu hồi",
    ),
    (
        "Write every table and list as comma-separated values too, with the byte-order mark by which Excel knows UTF-8; a text that Excel would take for a formula begins with `'`",
        "Ghi thêm mọi bảng và danh sách ra tệp CSV UTF-8; chữ mà Excel hiểu là công thức có dấu `'` ở trước",
    ),
    (
        "Write the report as a workbook too, for spreadsheets of every language",
        "Ghi thêm báo cáo ra bảng tính `.xlsx`",
    ),
    ("Overwrite a workbook that exists", "Ghi đè bảng tính đã có"),
    (
        "Write a page with charts too",
        "Ghi thêm một trang có biểu đồ",
    ),
    ("The star, from 3 to 5", "Hạng sao, từ 3 đến 5"),
    (
        "The day of the recognition decision",
        "Ngày quyết định công nhận",
    ),
    (
        "The regulation; the newest in force on the day of issue where none is named",
        "Quy định; không ghi thì lấy quy định mới nhất có hiệu lực ngày cấp",
    ),
    ("The day to tell the status of", "Ngày để nêu tình trạng"),
    (
        "A history, or cases, workbooks and tables whose histories are told; `-` is standard input",
        "Tệp lịch sử, hoặc hồ sơ, bảng tính, bảng; `-` là đầu vào chuẩn",
    ),
    (
        "The day to tell the certificate's status of",
        "Ngày để nêu tình trạng giấy chứng nhận",
    ),
    ("The set's two digits", "Hai chữ số của bộ sản phẩm"),
    (
        "Write a form to print and fill in by hand, instead",
        "Ghi biểu mẫu để in và điền tay",
    ),
    (
        "Write a workbook that a council fills in and `ocop evaluate` reads",
        "Ghi bảng tính để hội đồng điền và `ocop evaluate` đọc",
    ),
    (
        "How many members fill the workbook in",
        "Số thành viên điền bảng tính",
    ),
    (
        "A wording file, whose texts are printed in place of the labels",
        "Tệp lời văn, in thay cho nhãn",
    ),
    (
        "The product that the workbook is for",
        "Sản phẩm của bảng tính",
    ),
    (
        "Read the text of a decision, hold each box to the data, and write a wording file",
        "Đọc lời văn của quyết định, đối chiếu từng mức với dữ liệu, và ghi tệp lời văn",
    ),
    (
        "The decision's text: plain text, a page saved from a browser, or `.docx`",
        "Lời văn của quyết định: văn bản, trang lưu từ trình duyệt, hoặc `.docx`",
    ),
    ("The regulation that the text is of", "Quy định của lời văn"),
    ("The wording file to write", "Tệp lời văn để ghi"),
    (
        "Hold a wording file to the data",
        "Đối chiếu một tệp lời văn với dữ liệu",
    ),
    (
        "A file that `ocop wording import` wrote",
        "Tệp mà `ocop wording import` đã ghi",
    ),
    (
        "Make a session from a list of council, members and products",
        "Tạo phiên họp từ danh sách hội đồng, thành viên và sản phẩm",
    ),
    (
        "The session's file, which must not exist",
        "Tệp phiên họp, chưa được có",
    ),
    ("The list, as JSON", "Danh sách, bằng JSON"),
    (
        "Print everybody's private link",
        "In đường dẫn riêng của từng người",
    ),
    ("The session", "Tệp phiên họp"),
    (
        "Where the server is reached, such as http://192.168.1.5:2026; else where it was last",
        "Địa chỉ của máy chủ, như http://192.168.1.5:2026; không ghi thì như lần trước",
    ),
    (
        "Make these links anew: `secretary` or a member's name in the list. The old ones end",
        "Tạo lại các đường dẫn này: `secretary` hoặc tên thành viên trong danh sách. Đường dẫn cũ hết dùng được",
    ),
    (
        "Write a page with the members' codes too, to print and hand out",
        "Ghi thêm một trang có mã của thành viên, để in và phát",
    ),
    (
        "Take a changed list in: names, members, products",
        "Nhận danh sách đã sửa: tên, thành viên, sản phẩm",
    ),
    (
        "Products by members: how each sheet stands",
        "Sản phẩm theo thành viên: tình trạng từng phiếu",
    ),
    (
        "Decide what is complete; say what is missing for the rest",
        "Phân hạng sản phẩm đã đủ phiếu; nêu phần còn thiếu",
    ),
    (
        "Products; all where none is named",
        "Sản phẩm; không ghi thì tất cả",
    ),
    ("Open a sheet that was handed in", "Mở lại một phiếu đã nộp"),
    ("The product", "Sản phẩm"),
    ("The member", "Thành viên"),
    ("At whose word", "Theo đề nghị của ai"),
    (
        "Begin a product's second round",
        "Bắt đầu lần đánh giá lại của một sản phẩm",
    ),
    ("Its day", "Ngày"),
    ("Why", "Lý do"),
    (
        "Say whether a member is there for a product",
        "Ghi thành viên có mặt hay không ở một sản phẩm",
    ),
    ("How it stands", "Tình trạng"),
    (
        "Enter the decision that recognises products",
        "Ghi quyết định công nhận sản phẩm",
    ),
    ("Its number", "Số quyết định"),
    (
        "Products; where none is named, all that are recognised, or all that go up if none is",
        "Sản phẩm; không ghi thì mọi sản phẩm được công nhận, nếu không có thì mọi sản phẩm chuyển cấp trên",
    ),
    (
        "Write every paper of the session into a folder",
        "Ghi mọi giấy tờ của phiên họp vào thư mục",
    ),
    ("The folder", "Thư mục"),
    (
        "Overwrite documents that are there",
        "Ghi đè tài liệu đã có",
    ),
    (
        "One case a line, as `ocop batch` and `ocop report` read them",
        "Mỗi dòng một hồ sơ, như `ocop batch` và `ocop report` đọc",
    ),
    ("Write to a file", "Ghi ra tệp"),
    (
        "A whole copy in one file, also beside a running server",
        "Bản sao đầy đủ trong một tệp, cả khi máy chủ đang chạy",
    ),
    ("The copy, which must not exist", "Bản sao, chưa được có"),
    ("The log, an entry a line", "Nhật ký, mỗi dòng một mục"),
    (
        "Hold the file to itself: the log's chain, every sheet, every decision",
        "Tự kiểm tra tệp: chuỗi nhật ký, từng phiếu, từng kết quả",
    ),
    (
        "A head of the log that was printed, which must be in the chain",
        "Mã đầu nhật ký đã in, phải có trong chuỗi",
    ),
    (
        "What is asked of a session's file",
        "Việc với tệp phiên họp",
    ),
    (
        "Where to listen; on this machine alone, at the port of last time, where that is not said",
        "Địa chỉ lắng nghe; không ghi thì chỉ máy này, cổng như lần trước",
    ),
    (
        "Listen at this machine's private addresses too, for the phones in the room",
        "Lắng nghe cả ở địa chỉ nội bộ của máy, cho điện thoại trong phòng",
    ),
    (
        "Refuse data that is not sure: `--strict` what has known gaps or is inferred, `--strict=two-sources` also sheets that were read from one source only",
        "Từ chối dữ liệu chưa chắc: `--strict` phần còn thiếu hoặc suy ra, `--strict=two-sources` cả phiếu mới đọc từ một nguồn",
    ),
    (
        "The sets of a regulation, and how many independent sources of each sheet agree",
        "Các bộ tiêu chí của một quyết định, và số nguồn độc lập trùng nhau của từng phiếu",
    ),
    (
        "Write an empty list of council, members and products, to fill in as a workbook",
        "Ghi danh sách trống về hội đồng, thành viên và sản phẩm, để điền trong bảng tính",
    ),
    ("The workbook", "Tệp bảng tính"),
    (
        "The list, as a workbook or JSON",
        "Danh sách, dạng bảng tính hoặc JSON",
    ),
    (
        "A wording file, whose texts members read in place of the labels",
        "Tệp lời văn, để thành viên đọc thay cho nhãn",
    ),
    (
        "Write one workbook for each member, with all products to score",
        "Ghi cho mỗi thành viên một sổ, gồm mọi sản phẩm phải chấm",
    ),
    ("Overwrite workbooks that are there", "Ghi đè các sổ đã có"),
    (
        "Take returned workbooks in: of each the whole or nothing",
        "Nhập các sổ đã trả lại: mỗi sổ nhập cả hoặc không nhập gì",
    ),
    ("The workbooks", "Các tệp bảng tính"),
    (
        "A wording file, whose texts members read in place of the labels from now on",
        "Tệp lời văn, để từ nay thành viên đọc thay cho nhãn",
    ),
    (
        "Let producers assess their own products on a page without a link; nothing is stored",
        "Cho chủ thể tự đánh giá sản phẩm trên một trang không cần liên kết; không lưu gì",
    ),
    (
        "Write a made-up session to look at and play with: 12 products, sheets partly filled in",
        "Ghi một đợt giả định để xem và thử: 12 sản phẩm, phiếu đã chấm một phần",
    ),
    (
        "A certificate and its key, in PEM",
        "Chứng thư và khóa, dạng PEM",
    ),
    ("Seconds for a header", "Số giây chờ phần đầu"),
    ("Seconds for a body", "Số giây chờ nội dung"),
    ("Connections at once", "Số kết nối cùng lúc"),
];

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
