//! The course of a product through meetings and opinions in writing, and who was in the council meanwhile: every paper
//! tells it as it was. Source: 26/2026, Điều 7.6 d; papers-elements 2 to 5, 7, 11.

use std::collections::BTreeMap;
use std::path::Path;

use ocop_session::papers;
use ocop_session::session::Act;
use serde_json::{Value, json};

use crate::common::{
    Client, Folder, Server, ask, best, criteria, fill, list, made, problems, renewal, secretary,
    token,
};

/// The pages of all papers: a line for a paragraph, `| ` before a cell.
fn printed(path: &Path) -> BTreeMap<String, String> {
    let all = ask(path, |session| Ok(papers::all(session)?));
    let pages = all.into_iter().filter_map(|(name, bytes)| {
        let name = name.strip_suffix(".html")?.to_owned();
        let page = String::from_utf8(bytes).unwrap();
        let mut text = String::new();
        for piece in page.split('<') {
            let (tag, after) = piece.split_once('>').unwrap_or_default();
            text.push_str(match tag.split(' ').next() {
                Some("p" | "li" | "tr" | "h1" | "h2" | "h3" | "div") => "\n",
                Some("td" | "th") => "| ",
                _ => "",
            });
            text.push_str(after);
        }
        Some((name, text))
    });
    pages.collect()
}

fn says(page: &str, said: &str) {
    assert!(page.contains(said), "{said}: {page}");
}

/// The rows of a page's tables that begin so behind their number.
fn rows(page: &str, begin: &str) -> Vec<Vec<String>> {
    let rows = page.lines().filter(|line| line.starts_with('|'));
    let rows = rows.map(|row| {
        let cells = row.split('|').skip(2);
        cells.map(|cell| cell.trim().to_owned()).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let mut rows = rows;
    rows.retain(|row| row.first().is_some_and(|cell| cell == begin));
    rows
}

fn nothing(sheet: &Value) -> Vec<(String, u64)> {
    let criteria = criteria(sheet).into_iter();
    criteria.map(|(code, _)| (code, 0)).collect()
}

/// A session that is served, with its secretary.
struct Day {
    _folder: Folder,
    path: std::path::PathBuf,
    given: Value,
    server: Server,
    chair: Client,
}

impl Day {
    /// A council of so many and so many products; those of `renewals` are ranked again.
    fn new(members: usize, products: usize, renewals: &[usize]) -> Day {
        let mut given = list(members, products);
        for number in renewals {
            given["products"][*number]["application"] = renewal(3);
        }
        Day::of(given)
    }

    fn of(given: Value) -> Day {
        let folder = Folder::new();
        let path = made(&folder, &given);
        let server = Server::start(&path);
        let chair = secretary(&server, &path);
        Day {
            _folder: folder,
            path,
            given,
            server,
            chair,
        }
    }

    fn score(&self, product: &str, members: &[&str], ticks: fn(&Value) -> Vec<(String, u64)>) {
        for member in members {
            let mut phone = self.server.client(&token(&self.path, member));
            fill(&mut phone, &format!("/api/sheets/{product}"), ticks);
        }
    }

    fn asked(&mut self, product: &str, sent: &str, due: &str) {
        let written = json!({"form": "written", "sent": sent, "due": due});
        let at = format!("/api/products/{product}/form");
        self.chair.put(&at, &written).ok();
    }

    fn away(&mut self, product: &str, member: &str, reason: &str) {
        let away = json!({"status": "absent", "reason": reason});
        let at = format!("/api/sheets/{product}/{member}/attendance");
        self.chair.put(&at, &away).ok();
    }

    fn decide(&mut self, product: &str) -> Value {
        let at = format!("/api/products/{product}/decide");
        self.chair.post(&at, &json!({})).ok()
    }

    fn again(&mut self, product: &str, date: &str) {
        let body = json!({"date": date, "reason": "chấm lại"});
        let at = format!("/api/products/{product}/round");
        self.chair.post(&at, &body).ok();
    }

    fn amend(&self, given: &Value) {
        let text = given.to_string();
        ask(&self.path, |session| {
            Ok(session.amend(Act::COMMAND, "list.json", text.as_bytes())?)
        });
    }

    /// The list with another member in a member's place.
    fn replaced(&self, id: &str, new: &Value) -> Value {
        let mut given = self.given.clone();
        let members = given["members"].as_array_mut().unwrap();
        members.retain(|member| member["id"] != id);
        members.push(new.clone());
        given
    }
}

/// papers-elements 3 (N M 1.9: minutes say when they begin and close), 5 (course of the session), 6 (attachments);
/// docs/session.md: where a second round is on another day, an hour closes it only with that day. A product that the
/// council gives its opinion on in writing first, and meets about then, leaves the others' meeting its day.
#[test]
fn a_meeting_about_a_renewal_leaves_the_others_their_day() {
    let mut given = list(3, 2);
    given["products"][1]["application"] = renewal(3);
    given["hours"] = json!({"opened": "8 giờ 00", "closed": "11 giờ 30"});
    let mut day = Day::of(given);
    day.asked("p2", "2026-07-20", "2026-08-01");
    day.score("p1", &["m1", "m2", "m3"], best);
    day.score("p2", &["m1"], best);
    day.score("p2", &["m2", "m3"], nothing);
    day.decide("p1");
    day.decide("p2");
    let now = printed(&day.path);
    says(
        &now["bien-ban"],
        "Biên bản kết thúc vào 11 giờ 30, ngày 05 tháng 8 năm 2026",
    );
    day.again("p2", "2026-08-12");
    day.score("p2", &["m1", "m2", "m3"], best);
    day.decide("p2");
    let now = printed(&day.path);
    let minutes = &now["bien-ban"];
    for said in [
        "Thời gian bắt đầu: 8 giờ 00, ngày 05 tháng 8 năm 2026",
        "Biên bản kết thúc vào [giờ], ngày 12 tháng 8 năm 2026",
        "Lần chấm thứ nhất, lấy ý kiến bằng văn bản, ngày 05 tháng 8 năm 2026: 3 phiếu",
        "Chấm lần thứ hai ngày 12 tháng 8 năm 2026.",
    ] {
        says(minutes, said);
    }
    let course = "và lấy ý kiến bằng văn bản về sản phẩm phân hạng lại, ngày 05 tháng 8 năm 2026; họp, chấm lại \
                  sản phẩm Sản phẩm 2 ngày 12 tháng 8 năm 2026; 3 thành viên chấm điểm.";
    says(&now["bao-cao-hoi-dong"], course);
    let attached = "Biên bản họp Hội đồng, Bảng tổng hợp ý kiến bằng văn bản và Bảng tổng hợp điểm";
    says(&now["to-trinh"], attached);
    says(
        &now["bang-tong-hop-diem"],
        "Kèm theo Biên bản họp Hội đồng và Bảng tổng hợp ý kiến bằng văn bản",
    );
    assert!(now.contains_key("bang-tong-hop-y-kien"));
}

/// The same of a renewal alone: there was no meeting on the first day, whose hours these are.
#[test]
fn hours_of_the_first_day_are_no_others() {
    let mut given = list(3, 1);
    given["products"][0]["application"] = renewal(3);
    given["hours"] = json!({"opened": "8 giờ 00", "closed": "11 giờ 30"});
    given["place"] = json!("hội trường A");
    let mut day = Day::of(given);
    day.asked("p1", "2026-07-20", "2026-08-01");
    day.score("p1", &["m1"], best);
    day.score("p1", &["m2", "m3"], nothing);
    day.decide("p1");
    day.again("p1", "2026-08-12");
    day.score("p1", &["m1", "m2", "m3"], best);
    day.decide("p1");
    let now = printed(&day.path);
    for said in [
        "Thời gian bắt đầu: [giờ], ngày 12 tháng 8 năm 2026",
        "Biên bản kết thúc vào [giờ], ngày 12 tháng 8 năm 2026",
    ] {
        says(&now["bien-ban"], said);
    }
    let course = "Hội đồng lấy ý kiến bằng văn bản về sản phẩm phân hạng lại, ngày 05 tháng 8 năm 2026; họp tại hội \
                  trường A, chấm lại sản phẩm Sản phẩm 1 ngày 12 tháng 8 năm 2026";
    says(&now["bao-cao-hoi-dong"], course);
}

/// papers-elements 4: the table says what was sent, returned and not, each time that opinions were asked for.
#[test]
fn opinions_that_are_asked_for_twice_are_told_twice() {
    let mut day = Day::new(3, 1, &[0]);
    let opinion = |day: &Day, text: &str| {
        let mut phone = day.server.client(&token(&day.path, "m1"));
        let sheet = phone.get("/api/sheets/p1").ok();
        let said = json!({"text": text, "revision": sheet["revision"]});
        phone.put("/api/sheets/p1/opinion", &said).ok();
    };
    day.asked("p1", "2026-07-20", "2026-08-01");
    opinion(&day, "ý kiến lần đầu");
    day.score("p1", &["m1"], best);
    day.away("p1", "m2", "không gửi phiếu");
    day.away("p1", "m3", "không gửi phiếu");
    let first = day.decide("p1");
    assert_eq!(first["stages"][0]["status"], "not-quorate");
    day.again("p1", "2026-08-20");
    day.asked("p1", "2026-08-10", "2026-08-19");
    // What is asked now is asked with its own days; the table is of the first time still.
    let now = printed(&day.path);
    let first = "ửi ngày 20/07/2026; hạn trả lời ngày 01/08/2026.";
    let second = "ửi ngày 10/08/2026; hạn trả lời ngày 19/08/2026.";
    let (letter, table) = (&now["phieu-lay-y-kien"], &now["bang-tong-hop-y-kien"]);
    says(letter, second);
    says(table, first);
    assert!(
        !letter.contains(first) && !table.contains(second),
        "{table}"
    );
    assert_eq!(letter.matches("Kính gửi").count(), 3, "{letter}");
    opinion(&day, "ý kiến lần hai");
    day.score("p1", &["m1", "m2", "m3"], best);
    day.decide("p1");
    let now = printed(&day.path);
    let table = &now["bang-tong-hop-y-kien"];
    for said in [
        "Sản phẩm 1, lần thứ nhất: gửi ngày 20/07/2026; hạn trả lời ngày 01/08/2026.",
        "Sản phẩm 1, lần thứ hai: gửi ngày 10/08/2026; hạn trả lời ngày 19/08/2026.",
        "Sản phẩm 1, lần thứ nhất, chưa kết luận: ",
        "Thành viên 2: không trả lời, sản phẩm Sản phẩm 1, lần thứ nhất, lý do: không gửi phiếu",
        "ý kiến lần đầu",
        "ý kiến lần hai",
    ] {
        says(table, said);
    }
    let (one, two) = (
        &rows(table, "Sản phẩm 1, lần thứ nhất")[0],
        &rows(table, "Sản phẩm 1, lần thứ hai")[0],
    );
    assert_eq!(one[1..4], ["3", "1", "2"]);
    assert_eq!(two[1..4], ["3", "3", "0"]);
    let course = "ngày 05 tháng 8 năm 2026; lấy ý kiến bằng văn bản lần thứ hai về sản phẩm Sản phẩm 1 ngày 20 tháng 8";
    says(&now["bao-cao-hoi-dong"], course);
    assert!(!now.contains_key("bien-ban"));
    assert_eq!(problems(&day.path), [""; 0]);
}

/// 26/2026, Điều 7.6 d; papers-elements 3: where the chair called a meeting first, and opinions are given in writing
/// then, the meeting keeps its minutes, which say where the conclusion stands.
#[test]
fn a_meeting_before_opinions_in_writing_keeps_its_minutes() {
    let mut day = Day::new(3, 1, &[0]);
    let meeting = json!({"form": "meeting", "reason": "nội dung phức tạp"});
    day.chair.put("/api/products/p1/form", &meeting).ok();
    day.score("p1", &["m1"], best);
    day.away("p1", "m2", "bị ốm");
    day.away("p1", "m3", "bị ốm");
    day.decide("p1");
    day.again("p1", "2026-08-20");
    day.asked("p1", "2026-08-10", "2026-08-19");
    day.score("p1", &["m1", "m2", "m3"], best);
    day.decide("p1");
    let now = printed(&day.path);
    let minutes = &now["bien-ban"];
    for said in [
        "ngày 05 tháng 8 năm 2026",
        "lý do: nội dung phức tạp",
        "Thành viên 2: vắng mặt, sản phẩm Sản phẩm 1, lần chấm thứ nhất, lý do: bị ốm",
        "Hội đồng đã lấy ý kiến bằng văn bản ngày 20 tháng 8 năm 2026, kết luận ghi tại bảng tổng hợp ý kiến",
    ] {
        says(minutes, said);
    }
    assert!(
        !minutes.contains("Biên bản kết thúc vào [giờ], ngày 20"),
        "{minutes}"
    );
    let table = &now["bang-tong-hop-y-kien"];
    assert_eq!(rows(table, "Sản phẩm 1")[0][1..4], ["3", "3", "0"]);
}

/// papers-elements 4 (sent, returned, not returned): nothing was sent to who came to the council when it was over, and
/// nothing is to who has left it.
#[test]
fn who_was_not_in_the_council_was_asked_nothing() {
    let mut day = Day::new(7, 1, &[0]);
    day.asked("p1", "2026-07-20", "2026-08-01");
    day.score("p1", &["m1", "m2", "m3", "m4", "m5", "m6"], best);
    day.away("p1", "m7", "không gửi phiếu");
    day.decide("p1");
    let new = json!({"id": "m8", "name": "Người Mới", "role": "member"});
    day.amend(&day.replaced("m7", &new));
    let table = &printed(&day.path)["bang-tong-hop-y-kien"];
    assert_eq!(rows(table, "Sản phẩm 1")[0][1..4], ["7", "6", "1"]);
    assert!(!table.contains("Người Mới"), "{table}");
    says(
        table,
        "Thành viên 7: không trả lời, sản phẩm Sản phẩm 1, lý do: không gửi phiếu",
    );
    // The same where they were replaced before it was over.
    let mut day = Day::new(7, 1, &[0]);
    day.asked("p1", "2026-07-20", "2026-08-01");
    day.amend(&day.replaced("m7", &new));
    let letters = &printed(&day.path)["phieu-lay-y-kien"];
    assert!(!letters.contains("Thành viên 7"), "{letters}");
    day.score("p1", &["m1", "m2", "m3", "m4", "m5", "m8"], best);
    day.away("p1", "m6", "không gửi phiếu");
    day.decide("p1");
    let table = &printed(&day.path)["bang-tong-hop-y-kien"];
    assert_eq!(rows(table, "Sản phẩm 1")[0][1..4], ["7", "6", "1"]);
    assert!(!table.contains("Thành viên 7"), "{table}");
}

/// papers-elements 2 (a word in the cell), 3 (members absent with reason): who has left the council is not absent
/// from it, as who came later was not; the list of who scored says it.
#[test]
fn who_has_left_the_council_is_not_absent() {
    let mut day = Day::new(3, 2, &[]);
    day.score("p1", &["m1", "m2", "m3"], best);
    day.decide("p1");
    day.score("p2", &["m1"], best);
    day.score("p2", &["m2", "m3"], nothing);
    day.decide("p2");
    day.again("p2", "2026-08-12");
    let new = json!({"id": "m4", "name": "Người Mới", "role": "member"});
    day.amend(&day.replaced("m3", &new));
    day.score("p2", &["m1", "m2", "m4"], best);
    day.decide("p2");
    let now = printed(&day.path);
    let minutes = &now["bien-ban"];
    says(minutes, "số thành viên chấm điểm: 4.");
    assert!(!minutes.contains("vắng mặt"), "{minutes}");
    let roll = &rows(minutes, "Thành viên 3")[0];
    assert_eq!(roll[2], "Ủy viên (sau đó không còn trong Hội đồng)");
    assert_eq!(rows(minutes, "Người Mới")[0][2], "Ủy viên");
    let points = rows(&now["bang-tong-hop-diem"], "Sản phẩm 2");
    let words: Vec<&String> = points.iter().flatten().collect();
    assert!(
        words.iter().any(|cell| *cell == "không còn trong Hội đồng"),
        "{points:?}"
    );
    assert!(
        words.iter().any(|cell| *cell == "chưa vào Hội đồng"),
        "{points:?}"
    );
    assert!(!now["bang-tong-hop-diem"].contains("vắng mặt"));
    assert_eq!(problems(&day.path), [""; 0]);
}

/// Điều 7.3 b; papers-elements 3 (chair): it is the council's chair who presides and signs, and not who was before.
#[test]
fn a_chair_in_anothers_place_presides() {
    let mut day = Day::new(3, 1, &[]);
    day.score("p1", &["m1"], best);
    let new = json!({"id": "m4", "name": "Chủ tịch mới", "role": "chair"});
    day.amend(&day.replaced("m1", &new));
    day.score("p1", &["m2", "m3", "m4"], best);
    day.decide("p1");
    let minutes = &printed(&day.path)["bien-ban"];
    says(minutes, "Chủ trì (chủ tọa): Chủ tịch mới");
    assert!(
        !minutes.contains("Phó Chủ tịch Hội đồng, theo ủy quyền"),
        "{minutes}"
    );
}

/// The same where opinions are asked for once more: the letters go to the council as it is, and its chair signs them.
#[test]
fn opinions_are_asked_for_by_the_council_as_it_is() {
    let mut day = Day::new(3, 1, &[0]);
    day.asked("p1", "2026-07-20", "2026-08-01");
    day.score("p1", &["m1"], best);
    day.away("p1", "m2", "không gửi phiếu");
    day.away("p1", "m3", "không gửi phiếu");
    day.decide("p1");
    day.again("p1", "2026-08-20");
    day.asked("p1", "2026-08-10", "2026-08-19");
    let new = json!({"id": "m4", "name": "Chủ tịch mới", "role": "chair"});
    day.amend(&day.replaced("m1", &new));
    let letter = &printed(&day.path)["phieu-lay-y-kien"];
    assert!(!letter.contains("Thành viên 1"), "{letter}");
    assert_eq!(letter.matches("Kính gửi").count(), 3, "{letter}");
    assert_eq!(letter.matches("Chủ tịch mới").count(), 5, "{letter}");
}

/// papers-elements 11 (what was issued is changed by another decision), docs/papers.md: "A draft decision has nothing
/// that an issued one has already". While one of its products is taken back, the rest is not decided again.
#[test]
fn what_was_issued_is_not_decided_again_in_part() {
    let mut day = Day::new(3, 2, &[]);
    for product in ["p1", "p2"] {
        day.score(product, &["m1", "m2", "m3"], best);
        day.decide(product);
    }
    let draft = "quyet-dinh-phe-duyet-ket-qua";
    assert!(printed(&day.path).contains_key(draft));
    let decision = json!({"number": "2100/QĐ-UBND", "date": "2026-08-20"});
    for product in ["p1", "p2"] {
        let at = format!("/api/products/{product}/decision");
        day.chair.put(&at, &decision).ok();
    }
    // Where all have theirs it is the decision as it is.
    let whole = &printed(&day.path)[draft];
    says(whole, "Sản phẩm 1");
    says(whole, "Sản phẩm 2");
    let reason = json!({"reason": "ghi nhầm mức"});
    day.chair.post("/api/products/p1/m1/reopen", &reason).ok();
    let now = printed(&day.path);
    assert!(!now.contains_key(draft), "{}", now[draft]);
    let attached = "Dự thảo văn bản đề nghị cấp trên";
    says(&now["to-trinh"], attached);
    // Then the new one changes the issued one, and has nothing else of it.
    let mut phone = day.server.client(&token(&day.path, "m1"));
    phone.post("/api/sheets/p1/submit", &json!({})).ok();
    day.decide("p1");
    let changed = &printed(&day.path)[draft];
    says(
        changed,
        "sửa đổi, thay thế nội dung về sản phẩm Sản phẩm 1 tại Quyết định số 2100/QĐ-UBND",
    );
    assert!(!changed.contains("Sản phẩm 2"), "{changed}");
}

/// papers-elements 5 (numbers by result): a product that nobody has handed in a sheet of is not considered.
#[test]
fn what_nobody_scored_is_not_considered() {
    let mut day = Day::new(3, 4, &[3]);
    day.score("p1", &["m1", "m2", "m3"], best);
    day.decide("p1");
    day.score("p2", &["m1"], best);
    let now = printed(&day.path);
    for name in ["bao-cao-hoi-dong", "to-trinh"] {
        let page = &now[name];
        says(page, "Hội đồng đã xem xét 2 sản phẩm: 1 sản phẩm ");
        says(
            page,
            "; 1 sản phẩm chưa kết luận. Chưa xem xét: 2 sản phẩm.",
        );
        says(page, "Sản phẩm chưa đánh giá xong: 3 sản phẩm");
    }
}
