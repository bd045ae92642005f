//! Private links, and their codes to scan.

use std::{iter, slice};

use maud::{DOCTYPE, PreEscaped, html};
use qrcode::QrCode;
use qrcode::render::svg;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::disk::secret;
use crate::engine::text;
use crate::fault::Outcome;
use crate::list::Member;
use crate::log::Entry;
use crate::session::{Act, Done, Refused, SECRETARY, Session, each_known, gone, kept_json};
use crate::store;

/// Everybody who has a link.
const ALL: &str = "all";

/// Everybody's link.
#[derive(Debug)]
pub struct Links {
    /// Where the server is reached.
    pub base: String,
    title: String,
    secretary: String,
    members: Vec<(Member, String)>,
}

/// An address as somebody gives it: scheme, host and port, nothing after them.
pub fn given(base: &str) -> Option<String> {
    let base = base.trim_end_matches('/').to_ascii_lowercase();
    let rest = base
        .strip_prefix("http://")
        .or_else(|| base.strip_prefix("https://"))?;
    let whole = !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ', '"', '<', '>']);
    whole.then_some(base)
}

/// Where the session's server is, or was last.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Reached {
    /// At this machine.
    pub(crate) url: String,
    /// From other devices.
    pub(crate) lan: Vec<String>,
    /// The port, which what phones keep belongs to.
    pub(crate) port: u16,
}

/// What the file keeps of where the server is.
const SERVER: &str = "server";

impl Reached {
    /// As the file has it; nothing where the session was never served.
    pub(crate) fn kept(file: &Connection) -> Outcome<Option<Reached>> {
        let kept = store::meta(file, SERVER)?;
        kept.map(|text| kept_json(&text)).transpose()
    }

    /// Keeps it: the server answers at each of its addresses from then on.
    pub(crate) fn keep(&self, file: &Connection) -> Outcome<()> {
        let mut rooms = self.lan.iter();
        rooms.try_for_each(|room| remember(file, room))?;
        store::set_meta(file, SERVER, &json!(self).to_string())
    }
}

/// Where the session's server is or was last reached: from other devices, if it was open to them.
pub fn known(session: &Session<'_>) -> Outcome<Option<String>> {
    let reached = Reached::kept(session.file)?.unwrap_or_default();
    let url = reached.lan.into_iter().next().unwrap_or(reached.url);
    Ok((!url.is_empty()).then_some(url))
}

/// Keeps an address that links were made for: the server answers to it.
pub fn remember(file: &Connection, base: &str) -> Outcome<()> {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    let host = host.to_owned();
    let mut hosts = hosts(file)?;
    if !hosts.contains(&host) {
        hosts.push(host);
        store::set_meta(file, "hosts", &json!(hosts).to_string())?;
    }
    Ok(())
}

/// The hosts of the addresses that links were made for.
pub(crate) fn hosts(file: &Connection) -> Outcome<Vec<String>> {
    let kept = store::meta(file, "hosts")?;
    kept.map_or_else(|| Ok(Vec::new()), |text| kept_json(&text))
}

/// The links at an address.
pub fn all(session: &Session<'_>, base: &str) -> Done<Links> {
    let link = |who: &str| -> Done<String> { Ok(format!("{base}/l/{}", session.token(who)?)) };
    let mut members = Vec::new();
    for (member, left) in session.members()? {
        if !left {
            let link = link(&member.id)?;
            members.push((member, link));
        }
    }
    Ok(Links {
        base: base.to_owned(),
        title: text(&session.list()?, "title").to_owned(),
        secretary: link(SECRETARY)?,
        members,
    })
}

/// A text as a code to scan, drawn.
pub fn code(of: &str) -> String {
    let Ok(code) = QrCode::new(of) else {
        return String::new();
    };
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(160, 160)
        .build();
    // Within a page there is no head of its own.
    let start = drawn.find("<svg").unwrap_or_default();
    drawn.get(start..).unwrap_or_default().to_owned()
}

impl Links {
    /// As JSON.
    pub fn json(&self) -> Value {
        let members = self.members.iter();
        let members: Map<String, Value> = members
            .map(|(member, link)| (member.id.clone(), json!(link)))
            .collect();
        json!({"secretary": self.secretary, "members": members})
    }

    /// Who has which.
    pub fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        let members = self.members.iter();
        let members = members.map(|(member, link)| (member.id.as_str(), link.as_str()));
        iter::once((SECRETARY, self.secretary.as_str())).chain(members)
    }

    /// The members' codes, to print and hand out.
    pub fn page(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="vi" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { "Mã vào phiếu – " (self.title) }
                    style { (PreEscaped(LOOK)) }
                }
                body {
                    h1 { (self.title) }
                    p { "Mỗi mã dành riêng cho một người, không chuyển cho người khác. "
                        span lang="en" { "Each code is one person's own." } }
                    main {
                        @for (member, link) in &self.members {
                            section {
                                h2 { (member.name) }
                                @if !member.position.is_empty() { p { (member.position) } }
                                (PreEscaped(code(link)))
                                p.link { (link) }
                            }
                        }
                    }
                }
            }
        };
        page.into_string()
    }
}

impl Session<'_> {
    /// The link of the secretary or a member.
    pub fn token(&self, who: &str) -> Done<String> {
        let token = if who == SECRETARY {
            store::meta(self.file, SECRETARY)?
        } else {
            let mut one = self
                .file
                .prepare_cached("SELECT token FROM member WHERE id = ?1")?;
            one.query_row([who], |row| row.get(0)).optional()?.flatten()
        };
        token.ok_or(Refused::NotFound)
    }

    /// Whose link a token is.
    pub fn who(&self, token: &str) -> Outcome<Option<String>> {
        let mut all = self.file.prepare_cached(
            "SELECT id, token FROM member WHERE token IS NOT NULL
             UNION ALL SELECT 'secretary', value FROM meta WHERE key = 'secretary'",
        )?;
        let rows = all.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut found = None;
        for row in rows {
            let (who, known) = row?;
            // All of them, and every letter: how long it takes says nothing.
            let differ = known
                .bytes()
                .zip(token.bytes())
                .fold(0, |differ, (a, b)| differ | (a ^ b));
            if differ == 0 && known.len() == token.len() {
                found = Some(who);
            }
        }
        Ok(found)
    }

    /// Makes links anew, of everybody who has one where `all` stands among `named`: that is the secretary and the
    /// members of the list, unless a member is called so.
    pub fn new_tokens(&self, act: Act<'_>, named: &[String]) -> Done<()> {
        let members = self.members()?.into_iter();
        let there = members.filter(|(_, left)| !left).map(|(one, _)| one.id);
        let everybody: Vec<String> = iter::once(SECRETARY.to_owned()).chain(there).collect();
        let mut whose: Vec<&String> = Vec::new();
        for who in named {
            let is_all = who == ALL && !everybody.contains(who);
            let meant = match is_all {
                true => everybody.as_slice(),
                false => slice::from_ref(who),
            };
            for who in meant {
                if !whose.contains(&who) {
                    whose.push(who);
                }
            }
        }
        each_known(whose.into_iter().map(|who| self.new_token(act, who)))?;
        Ok(())
    }

    /// Makes the link of the secretary or a member anew; the old one is worth nothing from then on.
    pub fn new_token(&self, act: Act<'_>, who: &str) -> Done<String> {
        let token = secret()?;
        let member = (who != SECRETARY).then_some(who);
        match member {
            None => store::set_meta(self.file, SECRETARY, &token)?,
            Some(member) => {
                self.member(member)?;
                if self.has_left(member)? {
                    return Err(gone(member));
                }
                self.file.execute(
                    "UPDATE member SET token = ?2 WHERE id = ?1",
                    params![member, token],
                )?;
            }
        }
        self.log(&Entry {
            member,
            ..act.entry("link")
        })?;
        Ok(token)
    }
}

const LOOK: &str = "body{font-family:sans-serif;margin:1rem}main{display:flex;flex-wrap:wrap;gap:1rem}\
section{border:1px dashed #555;padding:.75rem;width:15rem;break-inside:avoid;text-align:center}\
h2{font-size:1.05rem;margin:0 0 .25rem}p{margin:.25rem 0}.link{font-size:.7rem;word-break:break-all}";
