//! Papers as .docx: WordprocessingML in a ZIP archive.
//!
//! Written here and not by a crate: those that write .docx bring older copies of the ZIP and XML
//! crates, and cannot repeat the head of a table on each page.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Document;
use super::block::{Block, Signer, Table};
use super::mark::Mark;
use super::text::{Look, Text};

/// Twips (1/20 pt) in a millimetre, times 100.
const TWIPS_PER_100_MM: u32 = 5_669;
/// A4 in twips.
const A4: (u32, u32) = (11_906, 16_838);
/// Margins in millimetres: top, right, bottom, left. Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.
const MARGINS: [u32; 4] = [20, 15, 20, 30];

fn twips(mm: u32) -> u32 {
    (mm * TWIPS_PER_100_MM).div_ceil(100)
}

/// The bottom margin of a paper with a mark in it, in millimetres.
const MARKED_BOTTOM: u32 = 25;
/// The side of the square code in it, in EMU.
const CODE_SIDE: u32 = 16 * 36_000;

pub(super) fn print(document: &Document) -> std::io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The archive has no time of its own, so the same paper is the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut types = CONTENT_TYPES.to_owned();
    let mut relations = DOCUMENT_RELATIONS.to_owned();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for (number, (mark, _)) in (1..).zip(document.parts()) {
        let Some(mark) = mark else { continue };
        types = types.replace("</Types>", &format!("<Override PartName=\"/word/footer{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>"));
        relations = relations.replace("</Relationships>", &format!("<Relationship Id=\"rIdF{number}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer{number}.xml\"/></Relationships>"));
        parts.push((
            format!("word/footer{number}.xml"),
            footer(mark, document.landscape).into(),
        ));
        parts.push((
            format!("word/_rels/footer{number}.xml.rels"),
            FOOTER_RELATIONS
                .replace("code.png", &format!("code{number}.png"))
                .into(),
        ));
        parts.push((format!("word/media/code{number}.png"), mark.png()?));
    }
    let fixed = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("word/_rels/document.xml.rels", relations),
        ("docProps/core.xml", core(&document.title)),
        ("word/styles.xml", STYLES.to_owned()),
        ("word/header1.xml", HEADER.to_owned()),
        ("word/header2.xml", EMPTY_HEADER.to_owned()),
        ("word/document.xml", body(document)),
    ];
    let fixed = fixed.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    for (name, bytes) in fixed.into_iter().chain(parts) {
        archive.start_file(name, options)?;
        archive.write_all(&bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// What a bottom margin holds: the code for people on the left, the square code on the right.
fn footer(mark: &Mark, landscape: bool) -> String {
    let (short, long) = A4;
    let width = if landscape { long } else { short };
    let [_, right, _, left] = MARGINS.map(twips);
    let room = width - left - right;
    let seal = escaped(mark.seal());
    let line = escaped(&mark.line());
    let side = CODE_SIDE;
    format!(
        "{XML}<w:ftr {SPACES} xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:p><w:pPr><w:tabs><w:tab w:val=\"right\" w:pos=\"{room}\"/></w:tabs><w:spacing w:before=\"0\" w:after=\"0\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/></w:rPr><w:t xml:space=\"preserve\">{line}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{side}\" cy=\"{side}\"/><wp:docPr id=\"1\" name=\"code\" descr=\"{seal}\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"1\" name=\"code\" descr=\"{seal}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rId1\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{side}\" cy=\"{side}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p></w:ftr>"
    )
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const SPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const CONTENT_TYPES: &str = include_str!("docx/content-types.xml");
const RELATIONS: &str = include_str!("docx/relations.xml");
const DOCUMENT_RELATIONS: &str = include_str!("docx/document-relations.xml");
const FOOTER_RELATIONS: &str = include_str!("docx/footer-relations.xml");
/// Times New Roman 14, in Vietnamese.
const STYLES: &str = include_str!("docx/styles.xml");
/// Page numbers stand in the middle of the top margin, and not on the first page.
const HEADER: &str = include_str!("docx/header.xml");
const EMPTY_HEADER: &str = include_str!("docx/empty-header.xml");

fn core(title: &str) -> String {
    let title = escaped(title);
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>"
    )
}

/// Text as XML holds it; controls that XML cannot hold are shown by their numbers.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter if crate::html::is_hidden(letter) => {
                out.push_str(&format!("[U+{:04X}]", u32::from(letter)));
            }
            letter => out.push(letter),
        }
    }
    out
}

/// How a paragraph stands.
#[derive(Debug, Clone, Copy)]
struct Style {
    /// `center`, `both`, `right`; else to the left.
    align: Option<&'static str>,
    /// First line, in millimetres.
    indent: u32,
    bold: bool,
    italic: bool,
    /// In half points.
    size: u32,
    /// Space before and after, in points.
    space: (u32, u32),
    keep: bool,
    new_page: bool,
}

const BODY: Style = Style {
    align: Some("both"),
    indent: 10,
    bold: false,
    italic: false,
    size: 28,
    space: (0, 6),
    keep: false,
    new_page: false,
};
const CENTRE: Style = Style {
    align: Some("center"),
    indent: 0,
    space: (0, 0),
    ..BODY
};
const LEFT: Style = Style {
    align: None,
    ..CENTRE
};

impl Style {
    const fn bold(self) -> Style {
        Style { bold: true, ..self }
    }

    const fn italic(self) -> Style {
        Style {
            italic: true,
            ..self
        }
    }

    const fn size(self, size: u32) -> Style {
        Style { size, ..self }
    }

    const fn space(self, before: u32, after: u32) -> Style {
        let space = (before, after);
        Style { space, ..self }
    }

    /// On the page of what follows, where `keep` is true.
    const fn keep(self, keep: bool) -> Style {
        Style { keep, ..self }
    }
}

fn paragraph(text: &Text, style: Style) -> String {
    let mut out = String::from("<w:p><w:pPr>");
    let mut put = |when: bool, tag: &str| out.push_str(if when { tag } else { "" });
    put(style.keep, "<w:keepNext/>");
    put(style.new_page, "<w:pageBreakBefore/>");
    let (before, after) = (style.space.0 * 20, style.space.1 * 20);
    put(
        true,
        &format!("<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>"),
    );
    let indent = twips(style.indent);
    put(indent > 0, &format!("<w:ind w:firstLine=\"{indent}\"/>"));
    let align = style.align.unwrap_or_default();
    put(style.align.is_some(), &format!("<w:jc w:val=\"{align}\"/>"));
    put(true, "</w:pPr>");
    let size = style.size;
    for span in &text.0 {
        put(true, "<w:r><w:rPr>");
        put(style.bold || span.look == Look::Bold, "<w:b/>");
        put(style.italic, "<w:i/>");
        put(
            true,
            &format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"),
        );
        put(span.look == Look::Blank, "<w:highlight w:val=\"yellow\"/>");
        let text = escaped(&span.text);
        put(
            true,
            &format!("</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"),
        );
    }
    put(true, "</w:p>");
    out
}

fn body(document: &Document) -> String {
    let (short, long) = A4;
    let (width, height, orient) = if document.landscape {
        (long, short, " w:orient=\"landscape\"")
    } else {
        (short, long, "")
    };
    let [top, right, bottom, left] = MARGINS.map(twips);
    let room = width - left - right;
    let mut out = format!("{XML}<w:document {SPACES}><w:body>");
    let parts = document.parts();
    for (number, (mark, blocks)) in (1..).zip(&parts) {
        for (at, block) in blocks.iter().enumerate() {
            // What a paper says last stands on the page of the signature.
            let next = blocks.get(at + 1);
            let keep = matches!(next, Some(Block::End(..) | Block::Signatures(_)));
            out.push_str(&print_block(block, keep, room));
        }
        let (bottom, footer) = match mark {
            Some(_) => (
                MARKED_BOTTOM * TWIPS_PER_100_MM / 100,
                format!(
                    "<w:footerReference w:type=\"default\" r:id=\"rIdF{number}\"/><w:footerReference w:type=\"first\" r:id=\"rIdF{number}\"/>"
                ),
            ),
            None => (bottom, String::new()),
        };
        let section = format!(
            "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/><w:headerReference w:type=\"first\" r:id=\"rId3\"/>{footer}\
             <w:pgSz w:w=\"{width}\" w:h=\"{height}\"{orient}/>\
             <w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"567\" w:footer=\"284\" w:gutter=\"0\"/>\
             <w:pgNumType w:start=\"1\"/><w:titlePg/></w:sectPr>"
        );
        if number == parts.len() {
            out.push_str(&section);
        } else {
            out.push_str(&format!(
                "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\"/>{section}</w:pPr></w:p>"
            ));
        }
    }
    out.push_str("</w:body></w:document>");
    out
}

fn print_block(block: &Block, keep: bool, room: u32) -> String {
    let body = |text: &Text, keep: bool| {
        let announces = text.plain().ends_with(':');
        paragraph(text, BODY.keep(keep || announces))
    };
    match block {
        Block::Masthead {
            superior,
            issuer,
            number,
            subject,
            place,
            draft,
        } => {
            let (small, head) = (CENTRE.size(24), CENTRE.size(26));
            let optional = |text: &Option<Text>, style: Style| {
                let text = text.as_ref().map(|text| paragraph(text, style));
                text.unwrap_or_default()
            };
            let draft = draft.then(|| Text::from("DỰ THẢO"));
            let superior = superior.clone().map(Text::capitals);
            let (share, other) = HEAD_SHARES;
            let left = [
                optional(&draft, head.bold()),
                optional(&superior, small),
                paragraph(&issuer.clone().capitals(), small.bold()),
                rule(ISSUER_RULE, room * share / 100),
                optional(number, head),
                optional(subject, small),
            ];
            let right = [
                paragraph(&"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".into(), small.bold()),
                paragraph(&"Độc lập - Tự do - Hạnh phúc".into(), head.bold()),
                rule(MOTTO_RULE, room * other / 100),
                optional(place, head.italic()),
            ];
            side_by_side(&[(share, left.concat()), (other, right.concat())], room)
        }
        Block::Title(kind, subject) => {
            let style = CENTRE.bold().keep(true);
            let kind = paragraph(&kind.clone().capitals(), style.space(12, 0));
            kind + &paragraph(subject, style) + &rule(SUBJECT_RULE, room)
        }
        Block::Centre(text) => paragraph(text, CENTRE.bold().keep(true).space(6, 6)),
        Block::Centred(text) => paragraph(text, CENTRE.italic().size(26)),
        Block::To(text) => {
            let text = Text::from("Kính gửi: ").then(text.clone());
            paragraph(&text, CENTRE.space(6, 6))
        }
        Block::Grounds(texts) => {
            let ended = ended(texts);
            ended.map(|text| paragraph(&text, BODY.italic())).collect()
        }
        Block::Heading(text) => paragraph(text, BODY.bold().keep(true).space(6, 3)),
        Block::Paragraph(text) => body(text, keep),
        Block::Dots(lines) => dots(room).repeat(usize::from(*lines)),
        Block::List(texts) => {
            let lines = (1..).zip(texts);
            let lines = lines.map(|(number, text)| {
                let line = Text::from("- ").then(text.clone());
                body(&line, keep && number == texts.len())
            });
            lines.collect()
        }
        Block::Table(table) => print_table(table, keep, room),
        Block::Signatures(signers) => {
            let share = 100 / u32::try_from(signers.len()).unwrap_or(1).max(1);
            let cells = signers.iter().map(|signer| (share, signature(signer)));
            side_by_side(&cells.collect::<Vec<_>>(), room)
        }
        Block::End(to, signer) => {
            side_by_side(&[(50, recipients(to)), (50, signature(signer))], room)
        }
        Block::Recipients(to) => recipients(to),
        Block::Annex(title, of) => {
            let head = CENTRE.bold().keep(true);
            let begin = Style {
                new_page: true,
                ..head
            };
            let of = Text::from("(").then(of.clone()).then(")");
            paragraph(&"Phụ lục".into(), begin)
                + &paragraph(&title.clone().capitals(), head)
                + &paragraph(&of, CENTRE.italic().keep(true).space(0, 6))
        }
        // INVARIANT: a document is printed part by part.
        Block::Part(_) => String::new(),
        Block::Small(text) => paragraph(text, LEFT.size(20).space(12, 0)),
    }
}

/// Lines that end in semicolons, the last one in a full stop.
fn ended(texts: &[Text]) -> impl Iterator<Item = Text> {
    (1..).zip(texts).map(|(at, text)| {
        let end = if at == texts.len() { "." } else { ";" };
        text.clone().then(end)
    })
}

fn recipients(texts: &[Text]) -> String {
    let mut out = paragraph(&"Nơi nhận:".into(), LEFT.bold().italic().size(24));
    for text in ended(texts) {
        out += &paragraph(&Text::from("- ").then(text), LEFT.size(22));
    }
    out
}

/// The shares of issuer and national heading in the width of the page.
const HEAD_SHARES: (u32, u32) = (43, 57);
/// The lines below issuer, motto and subject, in millimetres: a third to half of the words below the
/// issuer and the subject, and as long as the motto.
const ISSUER_RULE: u32 = 22;
const MOTTO_RULE: u32 = 57;
const SUBJECT_RULE: u32 = 40;

/// A line of so many millimetres in the middle of `room`.
fn rule(mm: u32, room: u32) -> String {
    let side = room.saturating_sub(twips(mm)) / 2;
    format!(
        "<w:p><w:pPr><w:keepNext/><w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"000000\"/></w:pBdr><w:spacing w:before=\"40\" w:after=\"60\" w:line=\"120\" w:lineRule=\"exact\"/><w:ind w:left=\"{side}\" w:right=\"{side}\"/></w:pPr></w:p>"
    )
}

/// A dotted line to write on.
fn dots(room: u32) -> String {
    format!(
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{room}\"/></w:tabs><w:spacing w:before=\"60\" w:after=\"60\"/></w:pPr><w:r><w:tab/></w:r></w:p>"
    )
}

/// A paragraph that keeps two tables apart.
fn between(keep: bool) -> String {
    let keep = if keep { "<w:keepNext/>" } else { "" };
    format!(
        "<w:p><w:pPr>{keep}<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/></w:pPr></w:p>"
    )
}

fn signature(signer: &Signer) -> String {
    let (style, plain) = (
        CENTRE.bold().keep(true),
        CENTRE.italic().keep(true).size(26),
    );
    let mut lines = Vec::new();
    lines.extend(signer.place.iter().map(|place| paragraph(place, plain)));
    let offices = signer.capacity.iter().chain([&signer.office]);
    lines.extend(offices.map(|office| paragraph(&office.clone().capitals(), style)));
    lines.extend(signer.how.iter().map(|how| paragraph(how, plain)));
    lines.push(paragraph(&Text::default(), style).repeat(4));
    lines.push(paragraph(&signer.name, style.keep(false)));
    lines.concat()
}

/// Cells without borders, in one row that no page breaks.
fn side_by_side(cells: &[(u32, String)], room: u32) -> String {
    let width = |share: &u32| room * share / 100;
    let grid = grid(cells.iter().map(|(share, _)| width(share)));
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{room}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>"
    );
    for (share, cell) in cells {
        out.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>{cell}</w:tc>",
            width(share)
        ));
    }
    out.push_str("</w:tr></w:tbl>");
    out.push_str(&between(false));
    out
}

fn grid(widths: impl Iterator<Item = u32>) -> String {
    widths
        .map(|width| format!("<w:gridCol w:w=\"{width}\"/>"))
        .collect()
}

fn print_table(table: &Table, keep: bool, room: u32) -> String {
    let shares = || table.columns.iter().map(|column| column.share);
    let all = shares().sum::<u32>().max(1);
    let widths: Vec<u32> = shares().map(|share| room * share / all).collect();
    let grid = grid(widths.iter().copied());
    let sides = ["top", "left", "bottom", "right", "insideH", "insideV"];
    let border = " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>";
    let borders: String = sides.map(|side| format!("<w:{side}{border}")).concat();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{room}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"57\" w:type=\"dxa\"/>\
         <w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    );
    let cell = |width: u32, text: &Text, style: Style| {
        let text = paragraph(text, style);
        format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{text}</w:tc>")
    };
    // Wide tables have smaller letters.
    let size = if table.columns.len() > 12 { 20 } else { 24 };
    let (centre, left) = (CENTRE.size(size), LEFT.size(size));
    out += "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
    for (column, width) in table.columns.iter().zip(&widths) {
        let head = column.head.as_str().into();
        out += &cell(*width, &head, centre.bold().keep(true));
    }
    out += "</w:tr>";
    for (number, row) in (1..).zip(&table.rows) {
        let keep = keep && number == table.rows.len();
        out += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
        for (text, width) in row.iter().zip(&widths) {
            // Figures stand in the middle, words to the left, and all of a wide column.
            let words = text.plain().chars().filter(|c| c.is_alphabetic()).count() > 3;
            let wide = words || *width > room / 5;
            let style = if wide { left } else { centre };
            out += &cell(*width, text, style.keep(keep));
        }
        out += "</w:tr>";
    }
    out + "</w:tbl>" + &between(keep)
}
