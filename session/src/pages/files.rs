//! Files in and out: the list, workbooks, papers.

use maud::html;
use ocop::Lang;
use ocop::text::Phrase;
use ocop_papers::Note;

use crate::request::{Answer, step};
use crate::session::{Done, SECRETARY, Session};
use crate::workbooks::{Kept, Returned};
use crate::{log, papers};

use super::frame::{both, page, whose};

/// A changed list in, with what stays although the list no longer has it and what of its workbook is not used.
pub(super) fn list_page(
    session: &Session<'_>,
    taken: Option<(&[Phrase], &[Note])>,
) -> Done<Answer> {
    let (members, products) = (session.members()?, session.products()?);
    let notes = session.notes()?;
    let body = html! {
        h1 { (both("Sửa danh sách", "mend the list")) }
        @if let Some((kept, unused)) = taken {
            div.say.done role="status" {
                p { (both("Đã nhận danh sách.", "the list was taken in")) }
                @for said in kept { p { (said.text(Lang::Vi)) " " span.en lang="en" { (said.text(Lang::En)) } } }
                @for note in unused { p { (note.line_in(Lang::Vi)) " " span.en lang="en" { (note.line_in(Lang::En)) } } }
            }
        }
        p { "Sửa tên, thêm thành viên hoặc sản phẩm trong danh sách (.xlsx hoặc .json) đã dùng để lập đợt, rồi nộp lại cả danh sách. "
            "Sản phẩm, phiếu đã chấm được giữ nguyên; thành viên bị xóa khỏi danh sách được ghi vắng mặt, kể cả ở phiếu đã nộp của sản phẩm chưa có kết quả. "
            span.en lang="en" { "Change the list that the session was made from, and hand the whole of it in; what has been scored stays." } }
        form method="post" action="/list" enctype="multipart/form-data" {
            p { label for="list" { "Danh sách đã sửa" } }
            p { input #list type="file" name="workbook" accept=".xlsx,.json" required; }
            p { button { "Nhận" } }
        }
        @if !notes.is_empty() {
            h2 { (both("Lưu ý", "worth knowing")) }
            ul { @for said in &notes { li { (said.text(Lang::Vi)) " " span.en lang="en" { (said.text(Lang::En)) } } } }
        }
        h2 { "Thành viên" }
        ul { @for (member, left) in &members {
            li { (member.id) ": " (member.name) @if *left { " (không còn trong danh sách)" } }
        } }
        h2 { "Sản phẩm" }
        ul { @for product in &products { li { (product.id) ": " (product.name()) } } }
    };
    Ok(page("Danh sách", &whose(session, SECRETARY), false, &body))
}

/// Workbooks out and in, with what came of those that were just dropped in.
pub(super) fn workbooks_page(session: &Session<'_>, all: &[Returned]) -> Done<Answer> {
    let members = session.members()?;
    let sheets = |kept: &[Kept]| {
        let each = kept
            .iter()
            .map(|kept| format!("{} ({})", kept.product, kept.member));
        each.collect::<Vec<_>>().join(", ")
    };
    let body = html! {
        h1 { (both("Sổ phiếu Excel", "workbooks")) }
        @for (name, taken) in all {
            @match taken {
                Ok(taken) => div.say.done role="status" {
                    p { b { (name) } }
                    @if !taken.submitted.is_empty() { p { "Đã nộp: " (sheets(&taken.submitted)) } }
                    @for kept in &taken.open {
                        p { "Giữ lại, chưa nộp: " (kept.product) " (" (kept.member) "), "
                            @if kept.missing.is_empty() { "phiếu đã đủ: người chấm xem lại rồi nộp" }
                            @else { "còn " (kept.missing.len()) " tiêu chí: " (kept.missing.join(", ")) } }
                    }
                    @for said in taken.submitted.iter().chain(&taken.open).filter_map(Kept::warning) {
                        p { "Lưu ý: " (said.text(Lang::Vi)) " " span.en lang="en" { (said.text(Lang::En)) } }
                    }
                    @if !taken.same.is_empty() { p { "Không đổi gì: " (sheets(&taken.same)) } }
                },
                Err(problems) => div.say role="alert" {
                    p { b { (name) } ": không nhận phiếu nào. "
                        span.en lang="en" { "Nothing of it was taken." } }
                    @for problem in problems {
                        p { (problem.path()) ": " (problem.text(Lang::Vi)) " "
                            span.en lang="en" { (problem.text(Lang::En)) } }
                    }
                },
            }
        }
        h2 { (both("Nhận sổ đã điền", "returned workbooks")) }
        form method="post" action="/workbooks" enctype="multipart/form-data" {
            p { label for="workbook" { "Chọn một hoặc nhiều tệp .xlsx" } }
            p { input #workbook type="file" name="workbook" accept=".xlsx" multiple required; }
            p { button { "Nhận" } }
        }
        h2 { (both("Xuất sổ cho thành viên", "workbooks to hand out")) }
        p { "Mỗi thành viên một sổ, có mọi sản phẩm còn phải chấm. "
            span.en lang="en" { "One for each member, with all products to score." } " "
            a href="/workbooks.zip" { "Tải mọi sổ trong một tệp nén" } }
        ul {
            @for (member, left) in &members {
                @if !left {
                    li { a href={ "/workbooks/" (step(&member.id)) ".xlsx" } { (member.name) } }
                }
            }
        }
    };
    Ok(page("Sổ phiếu", &whose(session, SECRETARY), false, &body))
}

pub(super) fn papers_page(session: &Session<'_>) -> Done<Answer> {
    let (_, head) = log::end(session.file)?;
    let papers = papers::titles(session)?;
    let (cases, rest) = session.cases()?;
    let rules = session.rules_beside(&cases)?;
    let products = session.products()?.into_iter();
    let rest = products.filter(|product| rest.contains(&product.id));
    let rest: Vec<String> = rest
        .map(|product| format!("{} ({})", product.name(), product.id))
        .collect();
    let kind = |name: &str| match name.rsplit_once('.') {
        Some((_, "docx")) => "Word",
        Some((_, "xlsx")) => "Excel",
        _ => "bản in",
    };
    let body = html! {
        h1 { (both("Văn bản, xuất dữ liệu, sao lưu", "papers, export, backup")) }
        @if !rest.is_empty() {
            p { "Chưa có kết quả: " (rest.join("; ")) }
        }
        @if !papers.is_empty() {
            p { a href="/papers.zip" { (both("Tải mọi văn bản trong một tệp nén", "all papers in one file")) } }
        }
        ul {
            @for (title, names) in &papers {
                li { (title) ": "
                    @for (place, name) in names.iter().enumerate() {
                        @if place > 0 { " · " }
                        a href={ "/api/papers/" (step(name)) } { (kind(name)) }
                    } }
            }
            li { a href="/api/cases.jsonl" { "cases.jsonl" } " – hồ sơ để tính lại, mỗi sản phẩm một dòng" }
            @for name in rules.keys() {
                li { a href={ "/api/councils/" (name) ".json" } { (name) ".json" } " – quy chế của Hội đồng mà cases.jsonl nêu tên, dùng với --councils" }
            }
        }
        form method="post" action="/api/backup" {
            p { button.quiet { (both("Bản sao lưu", "backup")) } " – cả đợt trong một tệp; ai có tệp này có mọi liên kết" }
        }
        p { "Đầu nhật ký: " code { (head) } }
    };
    Ok(page("Văn bản", &whose(session, SECRETARY), false, &body))
}
