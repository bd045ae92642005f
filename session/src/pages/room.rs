//! Links, their codes, and the room in which other devices reach them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use maud::{PreEscaped, html};

use crate::links;
use crate::request::{Answer, Request, step};
use crate::session::{Done, SECRETARY, Session};

use super::frame::{both, page, whose};

/// What the server knows of the room.
#[derive(Debug, Clone, Default)]
pub(crate) struct Room {
    /// Where it listens to other devices.
    pub(crate) lan: Vec<SocketAddr>,
    /// This machine's addresses at present, which change with the network that it is in.
    pub(crate) here: Vec<Ipv4Addr>,
    /// Whether another device has reached it.
    pub(crate) reached: bool,
}

impl Room {
    /// Where other devices reach it now.
    pub(crate) fn open(&self) -> Vec<SocketAddr> {
        let lan = self.lan.iter().copied();
        lan.filter(|at| match at.ip() {
            IpAddr::V4(ip) => self.here.contains(&ip),
            IpAddr::V6(_) => true,
        })
        .collect()
    }

    /// Where links are made for: the address that was chosen, else where other devices reach the
    /// server, else this machine.
    pub(crate) fn base(&self, session: &Session<'_>, request: &Request) -> Done<String> {
        let asked = request.asked("at");
        let asked = asked.and_then(|at| at.parse::<SocketAddr>().ok());
        if let Some(at) = asked.filter(|at| self.open().contains(at)) {
            let scheme = request.base.split_once("://");
            let scheme = scheme.map_or("http", |(scheme, _)| scheme);
            return Ok(format!("{scheme}://{at}"));
        }
        if !self.open().is_empty() {
            return Ok(links::known(session)?.unwrap_or_else(|| request.base.clone()));
        }
        Ok(request.base.clone())
    }

    /// Whether this machine has an address of a room that it does not listen at.
    fn has_more(&self) -> bool {
        let mut private = self.here.iter().filter(|ip| ip.is_private());
        private.any(|ip| !self.lan.iter().any(|at| at.ip() == IpAddr::V4(*ip)))
    }
}

pub(super) fn codes(session: &Session<'_>, request: &Request, room: &Room) -> Done<Answer> {
    let base = room.base(session, request)?;
    let open = room.open();
    let all = links::all(session, &base)?;
    let body = html! {
        h1 { (both("Liên kết riêng của từng thành viên", "each member's private link")) }
        p { "Địa chỉ: " b { (base) } }
        @if open.is_empty() {
            p.say { "Chương trình đang chỉ nghe trên máy này: điện thoại chưa vào được. "
                a href="/room" { "Mở cho điện thoại trong phòng" } }
        }
        @if open.len() > 1 {
            p { "Máy này có nhiều địa chỉ; chọn địa chỉ của mạng Wi-Fi trong phòng: "
                @for address in &open { a href={ "/links?at=" (address) } { (address) } " " } }
        }
        div.qr {
            @for (who, link) in all.lines() {
                @if who != SECRETARY {
                    section {
                        h2 { (whose(session, who)) }
                        (PreEscaped(links::code(link)))
                        p { (link) }
                        form method="post" action={ "/links/" (step(who)) } {
                            button.quiet { "Làm liên kết mới" }
                        }
                    }
                }
            }
        }
        h2.screen { "Thư ký" }
        form.screen method="post" action="/links/secretary" {
            p { "Nếu liên kết của thư ký bị lộ: " button.quiet { "Làm liên kết mới cho thư ký" } }
        }
    };
    Ok(page("Liên kết", &whose(session, SECRETARY), true, &body))
}

pub(super) fn room_page(session: &Session<'_>, room: &Room) -> Done<Answer> {
    let printed = links::hosts(session.file)?;
    let open = room.open();
    let stale = printed.iter().filter(|host| {
        let address: Option<SocketAddr> = host.parse().ok();
        !room.lan.is_empty() && address.is_some_and(|at| !open.contains(&at))
    });
    let stale: Vec<&String> = stale.collect();
    let body = html! {
        h1 { (both("Mở cho điện thoại trong phòng", "open for the phones in the room")) }
        div #live {
            @if open.is_empty() && !room.has_more() {
                p.say { "Máy này chưa ở trong mạng nào: hãy nối vào mạng Wi-Fi trong phòng, rồi tải lại trang. "
                    span.en lang="en" { "This machine is in no network yet: join the room's Wi-Fi." } }
            } @else if room.lan.is_empty() {
                p { "Đang chỉ nghe trên máy này. " span.en lang="en" { "Listening on this machine alone." } }
            } @else if !open.is_empty() {
                p { "Đang nghe ở các địa chỉ dưới đây. Mở mã QR của địa chỉ thuộc mạng Wi-Fi trong phòng: "
                    span.en lang="en" { "Open the codes of the address that is on the room's Wi-Fi." } }
                ul { @for address in &open { li { a href={ "/links?at=" (address) } { "Mã QR ở " (address) } } } }
                @if room.reached {
                    p.say.done { (both("Đã có thiết bị khác vào được.", "another device has reached this one")) }
                } @else {
                    p.say { (both("Chưa có thiết bị nào khác vào được.", "no other device has reached this one yet")) }
                }
            }
            @if room.has_more() {
                @if open.len() < room.lan.len() {
                    p.say { "Địa chỉ của máy này đã đổi: bấm Mở để nghe ở địa chỉ mới. "
                        span.en lang="en" { "This machine's address has changed: open at the new one." } }
                }
                form method="post" action="/room" {
                    button { (both("Mở", "open")) }
                }
            }
            @for host in stale {
                p.say { "Mã đã in cho địa chỉ " b { (host) } " không còn đúng: hãy in lại. "
                    span.en lang="en" { "Codes printed for this address are void." } }
            }
        }
        h2 { (both("Nếu điện thoại không vào được", "if phones cannot get in")) }
        ol {
            li { "Windows hỏi về tường lửa (“Windows Defender Firewall has blocked…”): chọn mạng riêng (Private networks) rồi bấm Allow access." }
            li { "Điện thoại và máy này phải cùng một mạng Wi-Fi; tắt dữ liệu di động nếu điện thoại báo mạng không có Internet." }
            li { "Mạng khách của khách sạn, cơ quan thường chặn các máy nhìn thấy nhau: dùng mạng khác, hoặc một bộ phát Wi-Fi riêng." }
            li { "Điểm phát sóng của máy tính chỉ nhận 8 thiết bị: hội đồng đông hơn cần bộ phát riêng." }
        }
    };
    Ok(page(
        "Mở cho điện thoại",
        &whose(session, SECRETARY),
        false,
        &body,
    ))
}
