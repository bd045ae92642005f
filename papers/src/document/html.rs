//! Papers as pages that print on A4.

use maud::{Markup, PreEscaped, html};
use ocop::Lang;

use super::Document;
use super::block::{Block, Signer, Table};
use super::mark::Mark;
use super::text::{Look, Text};

pub(super) fn print(document: &Document) -> String {
    let parts = document.parts();
    let mut rules = String::from(FROM_2);
    for (number, (mark, _)) in (1..).zip(&parts) {
        rules.push_str(&page_rules(number, *mark, document.landscape));
    }
    let body = html! {
        style { (PreEscaped(rules)) }
        @for (number, (mark, blocks)) in (1..).zip(&parts) {
            article.paper style={ "page: paper" (number) } {
                @for block in *blocks { (print_block(block)) }
                @if let Some(mark) = mark {
                    p.mark { (mark.line()) " " span.code title=(mark.seal()) { (PreEscaped(mark.svg())) } }
                }
            }
        }
    };
    crate::html::page(&document.title, Lang::Vi, &body)
}

/// Numbers of pages: none on page 1.
const FROM_2: &str = "@counter-style from-2{system:fixed 1;symbols:\"\";suffix:\"\"}";

/// The margins of a paper's pages and what stands in them. Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.
fn page_rules(number: usize, mark: Option<&Mark>, landscape: bool) -> String {
    let size = if landscape { "A4 landscape" } else { "A4" };
    let (bottom, boxes) = match mark {
        Some(mark) => {
            let picture: String = mark.svg().replace('%', "%25").replace('#', "%23");
            let picture = picture
                .replace('<', "%3C")
                .replace('>', "%3E")
                .replace('"', "'");
            (
                25,
                format!(
                    "@bottom-left{{content:\"{}\";font:10pt \"Times New Roman\",\"Liberation Serif\",serif}}@bottom-right{{content:url(\"data:image/svg+xml,{picture}\");text-align:right}}",
                    mark.line()
                ),
            )
        }
        None => (20, String::new()),
    };
    // Browsers do not begin the count of pages anew, and know the first page of a file alone: each
    // part counts its own pages.
    let top = format!(
        "@top-center{{content:counter(part{number},from-2);font:13pt \"Times New Roman\",\"Liberation Serif\",serif}}"
    );
    format!(
        "@page paper{number}{{size:{size};margin:20mm 15mm {bottom}mm 30mm;counter-increment:part{number};{top}{boxes}}}"
    )
}

fn spans(text: &Text) -> Markup {
    html! {
        @for span in &text.0 {
            @match span.look {
                Look::Plain => (span.text),
                Look::Bold => strong { (span.text) },
                Look::Blank => mark { (span.text) },
            }
        }
    }
}

fn print_block(block: &Block) -> Markup {
    match block {
        Block::Masthead {
            superior,
            issuer,
            number,
            subject,
            place,
            draft,
        } => html! {
            header.masthead {
                div {
                    @if *draft { p { strong { "DỰ THẢO" } } }
                    @if let Some(superior) = superior { p { (spans(&superior.clone().capitals())) } }
                    p.issuer { (spans(&issuer.clone().capitals())) }
                    @if let Some(number) = number { p.number { (spans(number)) } }
                    @if let Some(subject) = subject { p.about { (spans(subject)) } }
                }
                div {
                    p.state { "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" }
                    p.motto { "Độc lập - Tự do - Hạnh phúc" }
                    @if let Some(place) = place { p.place { (spans(place)) } }
                }
            }
        },
        Block::Title(kind, subject) => html! {
            h1 { (spans(&kind.clone().capitals())) }
            p.subject { (spans(subject)) }
        },
        Block::Centre(text) => html! { p.centre { (spans(text)) } },
        Block::Centred(text) => html! { p.sub { (spans(text)) } },
        Block::Recipients(texts) => html! { div.signatures { (recipients(texts)) div {} } },
        Block::To(text) => html! { p.to { "Kính gửi: " (spans(text)) } },
        Block::Grounds(texts) => html! {
            @for (at, text) in texts.iter().enumerate() {
                p.ground { (spans(text)) @if at + 1 == texts.len() { "." } @else { ";" } }
            }
        },
        Block::Heading(text) => html! { h2 { (spans(text)) } },
        Block::Paragraph(text) => html! { p.text { (spans(text)) } },
        Block::Dots(lines) => html! { @for _ in 0..*lines { p.dots {} } },
        Block::List(texts) => html! { @for text in texts { p.text { "- " (spans(text)) } } },
        Block::Table(table) => print_table(table),
        Block::Signatures(signers) => html! {
            div.signatures { @for signer in signers { (signature(signer)) } }
        },
        Block::End(to, signer) => html! { div.signatures { (recipients(to)) (signature(signer)) } },
        Block::Annex(title, of) => html! {
            h1.annexed { "Phụ lục" br; (spans(&title.clone().capitals())) }
            p.sub { em { "(" (spans(of)) ")" } }
        },
        // INVARIANT: a document is printed part by part.
        Block::Part(_) => html! {},
        Block::Small(text) => html! { p.seal { (spans(text)) } },
    }
}

fn recipients(texts: &[Text]) -> Markup {
    html! {
        div.recipients {
            p { "Nơi nhận:" }
            @for (at, text) in texts.iter().enumerate() {
                p { "- " (spans(text)) @if at + 1 == texts.len() { "." } @else { ";" } }
            }
        }
    }
}

fn signature(signer: &Signer) -> Markup {
    html! {
        div {
            @if let Some(place) = &signer.place { p.place { (spans(place)) } }
            @if let Some(capacity) = &signer.capacity { p.office { (spans(&capacity.clone().capitals())) } }
            p.office { (spans(&signer.office.clone().capitals())) }
            @if let Some(how) = &signer.how { p.how { (spans(how)) } }
            p.signed { strong { (spans(&signer.name)) } }
        }
    }
}

fn print_table(table: &Table) -> Markup {
    let label = table.columns.iter().map(|column| column.head.as_str());
    let label = label.collect::<Vec<_>>().join(", ");
    let all: u32 = table.columns.iter().map(|column| column.share).sum();
    let width = |share: u32| format!("width:{}%", 100 * share / all.max(1));
    html! {
        div.scroll role="group" aria-label=(label) tabindex="0" {
            table {
                thead { tr { @for column in &table.columns {
                    th scope="col" style=(width(column.share)) { (column.head) }
                } } }
                tbody {
                    @for row in &table.rows {
                        tr { @for cell in row { td { (spans(cell)) } } }
                    }
                }
            }
        }
    }
}
