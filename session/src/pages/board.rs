//! The secretary's board: products by members.

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::engine::{list, status_word, text};
use crate::list::Member;
use crate::request::{Answer, step};
use crate::session::{DECIDED, Done, OPEN, SECRETARY, Session, word};

use super::frame::{both, count, page, points, whose};

pub(super) fn board(session: &Session<'_>) -> Done<Answer> {
    let shown = session.board()?;
    let about = session.list()?;
    let title = text(&about, "title");
    let members = session.members()?;
    // Where nothing is recognised, the decision is of what goes up.
    let decided = list(&shown, "products")
        .any(|product| ["certify", "forward"].contains(&text(product, "action")));
    let body = html! {
        h1 { (title) }
        p {
            a href="/links" { (both("Liên kết, mã QR", "links")) } " · "
            a href="/room" { (both("Mở cho điện thoại trong phòng", "open for phones")) } " · "
            a href="/workbooks" { (both("Sổ phiếu Excel", "workbooks")) } " · "
            a href="/list" { (both("Sửa danh sách", "mend the list")) } " · "
            a href="/papers" { (both("Văn bản, xuất dữ liệu, sao lưu", "papers, export, backup")) }
        }
        // What is replaced is inside what scrolls and takes the focus, so that a click on the board does not stop it.
        div.scroll role="group" aria-label="Bảng theo dõi" tabindex="0" {
            div #live {
                table {
                    thead { tr {
                        th scope="col" { "Sản phẩm" }
                        th scope="col" { "Tình trạng" }
                        @for (member, _) in &members { th scope="col" { (member.name) } }
                    } }
                    tbody {
                        @for product in list(&shown, "products") {
                            (board_row(product, &members))
                        }
                    }
                }
            }
        }
        p #age role="status" {}
        noscript { p { a href="/" { "Tải lại để xem mới nhất" } } }
        h2 { (both("Cho cả đợt", "for the whole session")) }
        form method="post" action="/decide" {
            p { button { (both("Tính kết quả mọi sản phẩm đủ phiếu", "decide all that are complete")) } }
        }
        @if decided {
            details {
                summary { (both("Một quyết định cho cả đợt: mọi sản phẩm được đề xuất công nhận; nếu không có, mọi sản phẩm chuyển cấp trên", "one decision for all that are proposed for recognition; where none is, for all that go up")) }
                form method="post" action="/decision" {
                    p { label for="number" { "Số quyết định" } } input #number type="text" name="number" maxlength="100" required;
                    p { label for="date" { "Ngày" } } input #date type="date" name="date" required;
                    p { button.quiet { "Ghi" } }
                }
            }
        }
    };
    Ok(page(title, &whose(session, SECRETARY), true, &body))
}

fn board_row(product: &Value, members: &[(Member, bool)]) -> Markup {
    let id = text(product, "product");
    html! {
        tr {
            th scope="row" { a href={ "/product/" (step(id)) } { (text(product, "name")) } " (" (id) ")" }
            td {
                (word(text(product, "state")))
                @if product.get("round") == Some(&json!(2)) { " · lần 2" }
                @if let Some(star) = product.get("star").and_then(Value::as_u64) { " · " (star) " sao" }
                @else if text(product, "state") == DECIDED && list(product, "ended").next().is_none() {
                    " · " (status_word(product.get("status").unwrap_or(&Value::Null)))
                }
                @for ended in list(product, "ended") { " · " (text(ended, "vi")) }
                @if let Some(spread) = product.get("spread").and_then(Value::as_str) {
                    " · chênh lệch " (points(spread))
                }
                @if product.get("lacks_quorum") == Some(&json!(true)) {
                    p.say { (both("Sẽ thiếu số thành viên theo quy chế", "would lack its quorum")) }
                }
            }
            @for (member, _) in members {
                @let sheet = product.pointer(&format!("/members/{}", member.id)).cloned().unwrap_or_default();
                @let status = text(&sheet, "status").to_owned();
                td class=(status) {
                    a href={ "/p/" (step(id)) "/" (step(&member.id)) } {
                        @if status == OPEN { (count(&sheet)) } @else { (word(&status)) }
                    }
                }
            }
        }
    }
}
