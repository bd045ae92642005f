//! `ocop serve` and `ocop demo`.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ocop::{Catalog, Lang};
use ocop_session::engine;
use ocop_session::fault::Outcome as Asked;
use ocop_session::server::{self, Limits, Options};
use ocop_session::{demo, links};
use serde_json::Value;

use crate::{Outcome, lang, tell};

use super::stopped::of_damaged;
use super::{ACT, read, word, wording_of, write};

/// What `ocop serve` takes.
#[derive(Debug, clap::Args)]
pub struct ServeArguments {
    /// The session.
    file: PathBuf,
    /// Where to listen; on this machine alone, at the port of last time, where that is not said.
    #[arg(long, value_name = "ADDR:PORT", conflicts_with = "lan")]
    listen: Option<SocketAddr>,
    /// Listen at this machine's private addresses too, for the phones in the room.
    #[arg(long)]
    lan: bool,
    /// A wording file, whose texts members read in place of the labels from now on.
    #[arg(long, value_name = "FILE")]
    wording: Option<PathBuf>,
    /// Let producers assess their own products on a page without a link; nothing is stored.
    #[arg(long)]
    self_assessment: bool,
    /// Open the secretary's page in the browser.
    #[arg(long)]
    open: bool,
    /// A certificate and its key, in PEM.
    #[arg(long, num_args = 2, value_names = ["CERT", "KEY"])]
    tls: Vec<PathBuf>,
    /// Seconds for a header.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 10,
        hide_short_help = true
    )]
    header_seconds: u64,
    /// Seconds for a body.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 30,
        hide_short_help = true
    )]
    body_seconds: u64,
    /// Connections at once.
    #[arg(long, value_name = "N", default_value_t = 400, hide_short_help = true)]
    connections: usize,
}

impl ServeArguments {
    /// Serves a session to this machine, and opens the secretary's page.
    pub fn opening(file: PathBuf) -> ServeArguments {
        let limits = Limits::default();
        ServeArguments {
            file,
            listen: None,
            lan: false,
            wording: None,
            self_assessment: false,
            open: true,
            tls: Vec::new(),
            header_seconds: limits.header.as_secs(),
            body_seconds: limits.body.as_secs(),
            connections: limits.connections,
        }
    }
}

/// Makes a session to play with, and says how to open it.
pub fn demo(file: &Path, out: &mut impl Write) -> Outcome {
    demo::create(file, &Catalog::bundled())?;
    let name = file.display();
    let said = match lang() {
        Lang::Vi => format!(
            "Đã tạo `{name}`: 12 sản phẩm mẫu, 7 thành viên, phiếu chấm dở.\n\
             Mở: ocop serve \"{name}\"\n\
             Liên kết của thư ký và thành viên (khi đang mở): ocop session links \"{name}\"\n\
             Tính kết quả: ocop session decide \"{name}\""
        ),
        Lang::En => format!(
            "Made `{name}`: 12 made-up products, 7 members, sheets partly filled in.\n\
             Open it: ocop serve \"{name}\"\n\
             Links of secretary and members (while it is open): ocop session links \"{name}\"\n\
             Decide what is complete: ocop session decide \"{name}\""
        ),
    };
    Ok(writeln!(out, "{said}")?)
}

/// Serves a session.
pub fn serve(arguments: ServeArguments, out: &mut impl Write) -> Outcome {
    let tls = match arguments.tls.as_slice() {
        [certificate, key] => Some((certificate.clone(), key.clone())),
        _ => None,
    };
    if let Some(path) = &arguments.wording {
        let (name, text) = wording_of(path)?;
        write(&arguments.file, |session| {
            Ok(session.lay_over(ACT, &name, &text)?)
        })?;
    }
    let newest = engine::digest(&engine::files(&Catalog::bundled()));
    let own = read(&arguments.file, |session| {
        Ok(session.engine.base().to_owned())
    });
    if own.is_ok_and(|own| own != newest) {
        tell(word(
            "chương trình có dữ liệu mới hơn hoặc khác; đợt đánh giá này tiếp tục theo dữ liệu của mình",
            "the program has newer or other data; this session goes on with its own",
        ));
    }
    let limits = Limits {
        header: Duration::from_secs(arguments.header_seconds),
        body: Duration::from_secs(arguments.body_seconds),
        connections: arguments.connections,
        ..Limits::default()
    };
    let file = arguments.file.clone();
    let opened = arguments.open.then(|| arguments.file.clone());
    let options = Options {
        path: arguments.file,
        listen: arguments.listen,
        lan: arguments.lan,
        self_assessment: arguments.self_assessment,
        tls,
        limits,
    };
    let room = options.lan;
    let served: Asked<()> = server::serve(options, |line| {
        if room && server::private_addresses().is_empty() {
            tell(word(
                "máy này không có địa chỉ mạng nội bộ nào: điện thoại trong phòng chưa vào được; hãy nối máy vào mạng của phòng rồi chạy lại",
                "this machine has no private address: the phones in the room cannot reach it; join the room's network and start again",
            ));
        }
        // A reader that has gone needs no line.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
        if let Some(file) = opened {
            open_page(&file, line);
        }
    });
    served.map_err(of_damaged(&file))
}

/// Opens the secretary's page of a session that is served where the first line says. The window stays open all day
/// where everybody sees it, so that it says how to get the link and not the link.
fn open_page(file: &Path, line: &str) {
    let line: Value = serde_json::from_str(line).unwrap_or_default();
    let url = engine::text(&line, "url");
    let links = read(file, |session| Ok(links::all(session, url)?));
    if let Ok(links) = links
        && let Some((_, link)) = links.lines().next()
    {
        let name = file.display();
        tell(&match lang() {
            Lang::Vi => format!(
                "không thấy trang nào mở ra thì lấy liên kết của thư ký bằng: ocop session links \"{name}\""
            ),
            Lang::En => format!(
                "where no page opens, this prints the secretary's link: ocop session links \"{name}\""
            ),
        });
        open(link);
    }
}

/// Opens an address in the browser. Where that fails, the address is printed anyway.
pub fn open(url: &str) {
    #[cfg(windows)]
    let command = ("rundll32", vec!["url.dll,FileProtocolHandler", url]);
    #[cfg(target_os = "macos")]
    let command = ("open", vec![url]);
    #[cfg(not(any(windows, target_os = "macos")))]
    let command = ("xdg-open", vec![url]);
    let (program, arguments) = command;
    let _ = std::process::Command::new(program).args(arguments).spawn();
}
