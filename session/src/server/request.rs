//! A request: whose link it brings, whether it is this server's own, what it brings, and what answers it.

use std::borrow::Cow;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart};
use axum::http::{HeaderMap, HeaderValue, Request as Asked, Response, header};
use hyper::body::{Body as _, Incoming};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;

use crate::fault::Fault;
use crate::request::{Answer, FILES, Request, Unread, pairs};
use crate::session::{SECRETARY, Session};
use crate::{links, pages, self_assessment};

use super::acts::{asked, done, opened, refused};
use super::state::{Peer, State};

/// Bytes of all headers of a request.
const MOST_HEADERS: usize = 64 * 1024;

/// Bytes that are read of a body beyond what it may have, before it is refused.
const MOST_DRAINED: usize = 32 * 1024 * 1024;

/// How long the rest of such a body may pause.
const PAUSE: Duration = Duration::from_secs(1);

/// Where a request's link is.
#[derive(Debug)]
enum Link {
    /// None.
    None,
    /// In `Authorization`.
    Bearer(String),
    /// In a cookie.
    Cookie(String),
}

impl Link {
    fn token(&self) -> Option<&str> {
        match self {
            Link::None => None,
            Link::Bearer(token) | Link::Cookie(token) => Some(token),
        }
    }
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn link_of(state: &State, peer: Peer, headers: &HeaderMap) -> Link {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let value = value.to_str().unwrap_or_default();
        let token = value
            .split_once(' ')
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
        return Link::Bearer(token.map_or("", |(_, token)| token.trim()).to_owned());
    }
    let name = state.cookie(peer);
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    match pairs.find(|(key, _)| *key == name) {
        Some((_, token)) => Link::Cookie(token.to_owned()),
        None => Link::None,
    }
}

/// Whether a request that a cookie speaks for comes from a page of this server.
fn is_own(peer: Peer, headers: &HeaderMap, hosts: &[String]) -> bool {
    let Some(host) = text_of(headers, header::HOST).map(str::to_ascii_lowercase) else {
        return false;
    };
    let origin = text_of(headers, header::ORIGIN).map(str::to_ascii_lowercase);
    let from = origin.as_deref().and_then(|origin| {
        let rest = origin.strip_prefix("http://");
        rest.or_else(|| origin.strip_prefix("https://"))
    });
    from == Some(host.as_str()) && is_ours(peer, &host, hosts)
}

/// Whether the server listens at a `Host`: the address that was reached, or one that links were
/// made for.
fn is_ours(peer: Peer, host: &str, hosts: &[String]) -> bool {
    let local = peer.local;
    let here = SocketAddr::new(local.ip().to_canonical(), local.port());
    if host.parse() == Ok(here) || hosts.iter().any(|known| known == host) {
        return true;
    }
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let bare = [80, 443].contains(&local.port());
    local.ip().to_canonical().is_loopback()
        && name == "localhost"
        && (port == local.port().to_string() || (bare && port.is_empty()))
        || (bare && host.parse() == Ok(here.ip()))
}

pub(super) async fn handle(
    state: Arc<State>,
    peer: Peer,
    request: Asked<Incoming>,
) -> Response<Body> {
    let head = request.method() == axum::http::Method::HEAD;
    state.guests.asks(peer.guest, true);
    let answer = answered(&state, peer, request).await;
    state.guests.asks(peer.guest, false);
    finished(answer, head)
}

fn finished(answer: Answer, head: bool) -> Response<Body> {
    let length = answer.body.len();
    let body = if head {
        Body::empty()
    } else {
        Body::from(answer.body)
    };
    let mut response = Response::new(body);
    let status = axum::http::StatusCode::from_u16(answer.status);
    *response.status_mut() = status.unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if head {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    for (name, value) in [
        ("content-type", answer.media),
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", pages::POLICY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

async fn answered(state: &Arc<State>, peer: Peer, request: Asked<Incoming>) -> Answer {
    let (head, body) = request.into_parts();
    let method = match head.method.as_str() {
        "HEAD" => "GET",
        method => method,
    };
    let headers = head.headers.iter();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len() + 4);
    if headers.sum::<usize>() > MOST_HEADERS {
        let said = phrase!("phần đầu của yêu cầu quá lớn", "the headers are too large");
        return Answer::said(431, &said).with("connection", "close");
    }
    let raw = || head.uri.path().split('/').skip(1);
    // A step that is no text leads nowhere, and whoever asks is told that as every other step of theirs is.
    let path = raw().map(|step| percent_decode_str(step).decode_utf8().ok());
    let path: Option<Vec<Cow<'_, str>>> = path.collect();
    let api = raw().next() == Some("api");
    let media = text_of(&head.headers, header::CONTENT_TYPE).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default();
    let mut request = Request {
        method: method.to_owned(),
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        media: media.trim().to_ascii_lowercase(),
        body: Ok(Vec::new()),
        files: Vec::new(),
        books: Vec::new(),
        base: String::new(),
        path: path.into_iter().flatten().map(Cow::into_owned).collect(),
    };
    let steps = request.steps();
    if let Some(answer) = pages::open(method, &steps) {
        return answer;
    }
    let writes = method != "GET";
    if state.self_assessment && steps.first() == Some(&self_assessment::AT) {
        // Nobody's link is asked, nothing is written.
        if writes && let Err(answer) = bring(state, &head.headers, body, "", &mut request).await {
            return refused(false, answer);
        }
        let answer = move |session: &Session<'_>| self_assessment::answer(session.engine, &request);
        return asked(state, false, answer).await;
    }
    let link = link_of(state, peer, &head.headers);
    let opens = match steps.as_slice() {
        ["l", token] => Some((*token).to_owned()),
        _ => None,
    };
    let (token, new) = (link.token().map(str::to_owned), opens.clone());
    let looked_up = state.read(move |session| {
        let who = |token: Option<&str>| match token {
            Some(token) => session.who(token),
            None => Ok(None),
        };
        Ok::<_, Fault>((
            who(token.as_deref())?,
            who(new.as_deref())?,
            links::hosts(session.file)?,
        ))
    });
    let (who, new, hosts) = match looked_up.await.and_then(|found| found) {
        Ok(found) => found,
        Err(fault) => return refused(api, fault.into()),
    };
    let wrong = (opens.is_some() && new.is_none())
        || (opens.is_none() && link.token().is_some() && who.is_none());
    if wrong && !state.may_be_wrong(peer.remote.ip().to_canonical()) {
        let said = phrase!(
            "quá nhiều đường liên kết sai; hãy đợi một phút",
            "too many wrong links; wait a minute"
        );
        return refused(api, Answer::said(429, &said).with("retry-after", "60"));
    }
    let own = is_own(peer, &head.headers, &hosts);
    if let Some(token) = opens {
        let Some(new) = new else {
            return refused(api, Answer::unknown());
        };
        return opened(state, peer, (&token, &new), who.as_deref(), method, own).await;
    }
    let Some(who) = who else {
        return refused(api, Answer::unknown());
    };
    state.guests.showed_link(peer.guest);
    if writes && matches!(link, Link::Cookie(_)) && !own {
        let said = phrase!(
            "yêu cầu đến từ một trang khác hoặc một địa chỉ khác với địa chỉ của chương trình",
            "the request comes from another page, or was sent to another address than the program's"
        );
        return refused(api, Answer::said(403, &said));
    }
    request.base = base(state, peer, &head.headers, &hosts);
    if writes && let Err(answer) = bring(state, &head.headers, body, &who, &mut request).await {
        return refused(api, answer);
    }
    let token = link.token().unwrap_or_default().to_owned();
    done(state, (who, token), request, api).await
}

/// Reads what a request brings.
async fn bring(
    state: &State,
    headers: &HeaderMap,
    body: Incoming,
    who: &str,
    request: &mut Request,
) -> Result<(), Answer> {
    let slow = || {
        let said = phrase!("gửi quá chậm", "the request came too slowly");
        Answer::said(408, &said).with("connection", "close")
    };
    let last = request.path.last().map_or("", String::as_str);
    let form = ["workbooks", "list"].contains(&last) && who == SECRETARY;
    let limit = match request.media.as_str() {
        _ if form => state.limits.workbook,
        // A whole sheet with its notes, every letter of them three or nine signs long.
        "application/x-www-form-urlencoded" => 16 * state.limits.bytes,
        _ => state.limits.bytes,
    };
    let mut body = pin!(body);
    let said = text_of(headers, header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
    if said.is_some_and(|said: usize| said > limit) {
        let _ = timeout(state.limits.body, drained(body)).await;
        request.body = Err(Unread::Large);
        return Ok(());
    }
    let read = timeout(state.limits.body, taken(body.as_mut(), limit)).await;
    let Ok(read) = read else {
        return Err(slow());
    };
    if let Ok(bytes) = &read
        && form
        && request.media == FILES
    {
        request.files = files(headers, bytes.clone().into()).await;
    }
    request.body = read;
    Ok(())
}

/// Reads a body that is whole and no longer than it may be.
async fn taken(mut body: Pin<&mut Incoming>, limit: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        if let Ok(data) = frame.map_err(|_| Unread::Cut)?.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > limit {
            drained(body).await;
            return Err(Unread::Large);
        }
    }
    Ok(bytes)
}

/// Reads on what is too long, up to a bound and while it keeps coming: a client that is still sending
/// would not see the answer.
async fn drained(mut body: Pin<&mut Incoming>) {
    let mut length = 0_usize;
    while length <= MOST_DRAINED {
        let next = poll_fn(|context| body.as_mut().poll_frame(context));
        match timeout(PAUSE, next).await {
            Ok(Some(Ok(frame))) => {
                let data = frame.into_data().map_or(0, |data| data.len());
                length = length.saturating_add(data);
            }
            _ => return,
        }
    }
}

/// The files of a form.
async fn files(headers: &HeaderMap, bytes: axum::body::Bytes) -> Vec<(String, Vec<u8>)> {
    let mut form = Asked::new(Body::from(bytes));
    if let Some(media) = headers.get(header::CONTENT_TYPE) {
        form.headers_mut()
            .insert(header::CONTENT_TYPE, media.clone());
    }
    // The whole was held to its limit when it was read.
    DefaultBodyLimit::disable().apply(&mut form);
    let mut files = Vec::new();
    let Ok(mut parts) = Multipart::from_request(form, &()).await else {
        return files;
    };
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.file_name().unwrap_or("workbook").to_owned();
        let wanted = part.name() == Some("workbook");
        if let (Ok(bytes), true) = (part.bytes().await, wanted) {
            files.push((name, bytes.to_vec()));
        }
    }
    files
}

/// Where the server is, as the sender knows it.
fn base(state: &State, peer: Peer, headers: &HeaderMap, hosts: &[String]) -> String {
    let scheme = state.scheme();
    let host = text_of(headers, header::HOST).map(str::to_ascii_lowercase);
    match host.filter(|host| is_ours(peer, host, hosts)) {
        Some(host) => format!("{scheme}://{host}"),
        None => format!("{scheme}://{}", peer.local),
    }
}
