//! What the server does besides asking the session: it opens links and the room, and hands out copies.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use crate::api::{self, Answer, Request};
use crate::fault::{Outcome, Said, system};
use crate::session::{Act, SECRETARY, Session};
use crate::store::{self, Access};
use crate::{links, pages};

use super::request::refused;
use super::writer::stopping;
use super::{Peer, State, lock, one, private_addresses};

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
        Answer::json(303, "")
            .with("location", "/")
            .with("set-cookie", cookie)
    };
    let (old, new) = (old.map(str::to_owned), new.to_owned());
    match method {
        "POST" if own => enter(),
        "GET" => match old {
            Some(old) if old != new => {
                let token = token.to_owned();
                let asked = state.read(move |session| pages::another(session, &old, &new, &token));
                match asked.await {
                    Ok(answer) => answer,
                    Err(fault) => refused(false, fault.into()),
                }
            }
            _ => enter(),
        },
        "POST" => {
            let said = Said::new(
                "yêu cầu đến từ một trang khác",
                "the request comes from another page",
            );
            refused(false, Answer::said(403, &said))
        }
        _ => {
            let said = Said::new("không làm được việc này ở đây", "not possible here");
            refused(false, Answer::said(405, &said).with("allow", "GET, POST"))
        }
    }
}

pub(super) async fn done(
    state: &Arc<State>,
    (who, token): (String, String),
    request: Request,
    (api, head): (bool, bool),
) -> Answer {
    let steps: Vec<&str> = request.path.iter().map(String::as_str).collect();
    // Asked of the system only where a page shows it.
    let room = match steps.first() {
        Some(&("room" | "links")) if who == SECRETARY => state.room(),
        _ => pages::Room::default(),
    };
    if steps.as_slice() == ["api", "backup"] && who == SECRETARY {
        return if request.method == "GET" {
            backup(state, head).await
        } else {
            api::Stop::Method("GET").into()
        };
    }
    if steps.as_slice() == ["room"] && request.method == "POST" && who == SECRETARY {
        return open_room(state).await;
    }
    let reads = request.method == "GET";
    let answer = move |session: &Session<'_>| {
        // A link may have been made anew since it was looked up.
        match session.who(&token) {
            Ok(still) if still.as_deref() == Some(&who) => {}
            Ok(_) => return refused(api, api::unknown()),
            Err(fault) => return refused(api, fault.into()),
        }
        if api {
            api::answer(session, &who, &request)
        } else {
            pages::answer(session, &who, &request, &room)
        }
    };
    if reads {
        match state.read(answer).await {
            Ok(answer) => answer,
            Err(fault) => refused(api, fault.into()),
        }
    } else {
        state.write(answer).await
    }
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
    let lan = state.room().open();
    let (scheme, port) = (state.scheme(), state.port);
    let rooms: Vec<String> = lan.iter().map(|one| format!("{scheme}://{one}")).collect();
    let kept = json!({"url": state.url, "lan": rooms, "port": port}).to_string();
    let done = move |session: &Session<'_>| {
        let mut rooms = rooms.iter();
        let kept = rooms
            .try_for_each(|room| links::remember(session, room))
            .and_then(|()| store::set_meta(session.file, "server", &kept));
        match kept {
            Ok(()) => Answer::json(303, "").with("location", "/room"),
            Err(fault) => refused(false, fault.into()),
        }
    };
    state.write(done).await
}

/// A whole copy, as `ocop session backup` makes it. Where its head alone is asked for, no copy leaves
/// the file, and none is logged.
async fn backup(state: &Arc<State>, head: bool) -> Answer {
    let act = Act {
        who: SECRETARY,
        door: "page",
    };
    let logged = state.write(move |session| match session.backed_up(act) {
        Ok(()) => Answer::json(200, ""),
        Err(fault) => fault.into(),
    });
    let logged = match head {
        true => Answer::json(200, ""),
        false => logged.await,
    };
    if !logged.is_done() {
        return logged;
    }
    let path = state.path.clone();
    let copied = tokio::task::spawn_blocking(move || copy(&path)).await;
    match copied {
        Ok(Ok(bytes)) => Answer {
            media: "application/vnd.sqlite3",
            ..Answer::json(200, bytes)
        }
        .with("content-disposition", download(&state.path)),
        Ok(Err(fault)) => fault.into(),
        Err(_) => stopping(),
    }
}

/// A copy's name for the browser: the session's own, so that it is found among others and opens like any session.
fn download(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = pages::step(&format!("{name}-sao-luu.ocop"));
    format!("attachment; filename*=UTF-8''{name}")
}

fn copy(path: &Path) -> Outcome<Vec<u8>> {
    let copy = store::beside(path, &format!(".{}", store::secret()?));
    let file = store::open(path, Access::Write)?;
    store::copy_to(&file, &copy)?;
    let bytes = std::fs::read(&copy).map_err(|error| system(&copy, &error));
    let _ = std::fs::remove_file(&copy);
    bytes
}
