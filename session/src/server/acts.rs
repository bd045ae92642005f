//! What the server does besides asking the session: it opens links and the room, and hands out copies.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use crate::fault::{Outcome, system};
use crate::links::Reached;
use crate::pages::{Room, frame};
use crate::request::{Answer, Request, Stop, step};
use crate::session::{Act, SECRETARY, Session};
use crate::workbooks::Book;
use crate::{api, disk, pages, store};

use super::listen::one;
use super::state::{Peer, State, private_addresses};
use super::writer::{lock, stopping};

/// A refusal as the sender reads it: programs get JSON, people a page.
pub(super) fn refused(api: bool, answer: Answer) -> Answer {
    if api { answer } else { frame::refused(answer) }
}

/// Asks on one state of the file; what cannot be read is refused.
pub(super) async fn asked(
    state: &Arc<State>,
    api: bool,
    ask: impl FnOnce(&Session<'_>) -> Answer + Send + 'static,
) -> Answer {
    match state.read(ask).await {
        Ok(answer) => answer,
        Err(fault) => refused(api, fault.into()),
    }
}

/// A private link, opened.
pub(super) async fn opened(
    state: &Arc<State>,
    peer: Peer,
    (token, new): (&str, &str),
    old: Option<&str>,
    method: &str,
    own: bool,
) -> Answer {
    let enter = || {
        let name = state.cookie(peer);
        let secure = if state.tls.is_some() { "; Secure" } else { "" };
        let cookie =
            format!("{name}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000{secure}");
        Answer::see("/").with("set-cookie", cookie)
    };
    let (old, new) = (old.map(str::to_owned), new.to_owned());
    match method {
        "POST" if own => enter(),
        "GET" => match old {
            Some(old) if old != new => {
                let token = token.to_owned();
                let another =
                    move |session: &Session<'_>| pages::another(session, &old, &new, &token);
                asked(state, false, another).await
            }
            _ => enter(),
        },
        "POST" => {
            let said = phrase!(
                "yêu cầu đến từ một trang khác",
                "the request comes from another page"
            );
            refused(false, Answer::said(403, &said))
        }
        _ => refused(false, Stop::Method("GET, POST").into()),
    }
}

pub(super) async fn done(
    state: &Arc<State>,
    (who, token): (String, String),
    mut request: Request,
    api: bool,
) -> Answer {
    let steps = request.steps();
    // Asked of the system only where it is shown.
    let room = match steps.as_slice() {
        ["room" | "links", ..] | ["api", "members", ..] if who == SECRETARY => state.room(),
        _ => Room::default(),
    };
    if steps.as_slice() == ["api", "backup"] && who == SECRETARY {
        return match request.method("GET, POST").and_then(|()| request.nothing()) {
            Ok(()) => backup(state, request.method == "POST").await,
            Err(stop) => refused(api, stop.into()),
        };
    }
    if steps.as_slice() == ["room"] && request.method == "POST" && who == SECRETARY {
        return open_room(state).await;
    }
    let reads = request.method == "GET";
    let is_import = steps.last() == Some(&"workbooks") && !request.files.is_empty();
    if is_import && let Err(answer) = read_books(state, api, &mut request).await {
        return answer;
    }
    let answer = move |session: &Session<'_>| {
        // A link may have been made anew since it was looked up.
        match session.who(&token) {
            Ok(still) if still.as_deref() == Some(&who) => {}
            Ok(_) => return refused(api, Answer::unknown()),
            Err(fault) => return refused(api, fault.into()),
        }
        if api {
            api::answer(session, &who, &request, &room)
        } else {
            pages::answer(session, &who, &request, &room)
        }
    };
    if reads {
        asked(state, api, answer).await
    } else {
        state.write(answer).await
    }
}

/// Reads the workbooks that a request brings, before it waits for the thread that writes: ticks go on meanwhile.
async fn read_books(state: &Arc<State>, api: bool, request: &mut Request) -> Result<(), Answer> {
    let files = std::mem::take(&mut request.files);
    let read = state.read(move |session| {
        let books = files.iter();
        let books = books.map(|(name, bytes)| Book::read(name, bytes, session.engine));
        let books: Vec<Book> = books.collect();
        (files, books)
    });
    (request.files, request.books) = read.await.map_err(|fault| refused(api, fault.into()))?;
    Ok(())
}

/// Listens at this machine's private addresses too, from now on.
async fn open_room(state: &Arc<State>) -> Answer {
    for address in private_addresses() {
        let address = SocketAddr::new(IpAddr::V4(address), state.port);
        if state.room().lan.contains(&address) {
            continue;
        }
        match one(address).await {
            Ok(listener) => {
                let _ = state.more.send(listener);
                lock(&state.lan).push(address);
            }
            Err(fault) => return refused(false, fault.into()),
        }
    }
    let (lan, scheme) = (state.room().open(), state.scheme());
    let reached = Reached {
        url: state.url.clone(),
        lan: lan.iter().map(|at| format!("{scheme}://{at}")).collect(),
        port: state.port,
    };
    let done = move |session: &Session<'_>| match reached.keep(session.file) {
        Ok(()) => Answer::see("/room"),
        Err(fault) => refused(false, fault.into()),
    };
    state.write(done).await
}

/// A whole copy, as `ocop session backup` makes it. A `POST` is logged, as the command is; a `GET` changes nothing, for
/// another site's link can have a browser send it.
async fn backup(state: &Arc<State>, logs: bool) -> Answer {
    if logs {
        let logged = state.write(|session| match session.backed_up(Act::PAGE) {
            Ok(()) => Answer::json(200, ""),
            Err(fault) => fault.into(),
        });
        let logged = logged.await;
        if !logged.is_done() {
            return logged;
        }
    }
    let place = Arc::clone(&state.place);
    let copied = tokio::task::spawn_blocking(move || place.ask(|file| copy(file, place.path())));
    let copied = copied.await;
    match copied {
        Ok(Ok(bytes)) => Answer::of("application/vnd.sqlite3", bytes)
            .with("content-disposition", download(state.place.path())),
        Ok(Err(fault)) => fault.into(),
        Err(_) => stopping(),
    }
}

/// A copy's name for the browser: the session's own, so that it is found among others and opens like any session.
fn download(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = step(&format!("{name}-sao-luu.ocop"));
    format!("attachment; filename*=UTF-8''{name}")
}

fn copy(file: &Connection, path: &Path) -> Outcome<Vec<u8>> {
    let copy = disk::beside(path, &format!(".{}", disk::secret()?));
    store::copy_to(file, &copy)?;
    let bytes = std::fs::read(&copy).map_err(|error| system(&copy, &error));
    let _ = std::fs::remove_file(&copy);
    bytes
}
