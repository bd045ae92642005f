//! Papers as pages that print on A4.

use maud::{Markup, html};
use ocop::Lang;

use super::{Block, Document, Look, Signer, Table, Text};

pub(super) fn print(document: &Document) -> String {
    let body = html! {
        article.paper.across[document.landscape] {
            @for block in &document.blocks { (print_block(block)) }
        }
    };
    crate::html::page(&document.title, Lang::Vi, &body)
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
        Block::To(text) => html! { p.to { "Kính gửi: " (spans(text)) } },
        Block::Grounds(texts) => html! {
            @for (at, text) in texts.iter().enumerate() {
                p.ground { (spans(text)) @if at + 1 == texts.len() { "." } @else { ";" } }
            }
        },
        Block::Heading(text) => html! { h2 { (spans(text)) } },
        Block::Paragraph(text) => html! { p.text { (spans(text)) } },
        Block::List(texts) => html! { @for text in texts { p.text { "- " (spans(text)) } } },
        Block::Table(table) => print_table(table),
        Block::Signatures(signers) => html! {
            div.signatures { @for signer in signers { (signature(signer)) } }
        },
        Block::End(recipients, signer) => html! {
            div.signatures {
                div.recipients {
                    p { "Nơi nhận:" }
                    @for (at, text) in recipients.iter().enumerate() {
                        p { "- " (spans(text)) @if at + 1 == recipients.len() { "." } @else { ";" } }
                    }
                }
                (signature(signer))
            }
        },
        Block::Annex(title, of) => html! {
            h1.annexed { (spans(&title.clone().capitals())) }
            p.sub { em { "(" (spans(of)) ")" } }
        },
        Block::Small(text) => html! { p.seal { (spans(text)) } },
    }
}

fn signature(signer: &Signer) -> Markup {
    html! {
        div {
            @if let Some(capacity) = &signer.capacity { p.office { (spans(&capacity.clone().capitals())) } }
            p.office { (spans(&signer.office.clone().capitals())) }
            p.signed { strong { (spans(&signer.name)) } }
        }
    }
}

fn print_table(table: &Table) -> Markup {
    let label = table.columns.iter().map(|column| column.head.as_str());
    let label = label.collect::<Vec<_>>().join(", ");
    html! {
        div.scroll role="group" aria-label=(label) tabindex="0" {
            table {
                thead { tr { @for column in &table.columns { th scope="col" { (column.head) } } } }
                tbody {
                    @for row in &table.rows {
                        tr { @for cell in row { td { (spans(cell)) } } }
                    }
                }
            }
        }
    }
}
