//! Papers as .docx: WordprocessingML in a ZIP archive.
//!
//! Written here and not by a crate: those that write .docx bring older copies of the ZIP and XML
//! crates, and cannot repeat the head of a table on each page.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Block, Document, Look, Mark, Signer, Table, Text};

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
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/><Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/><Override PartName=\"/word/header2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
const DOCUMENT_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/><Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header2.xml\"/></Relationships>";
const FOOTER_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/code.png\"/></Relationships>";
/// Times New Roman 14, in Vietnamese.
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/><w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style></w:styles>";
/// Page numbers stand in the middle of the top margin, and not on the first page.
const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:hdr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:hdr>";
const EMPTY_HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:hdr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p/></w:hdr>";

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
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    /// `center`, `both`, `right`; else to the left.
    align: Option<&'static str>,
    /// First line, in millimetres.
    indent: u32,
    bold: bool,
    italic: bool,
    /// In half points; 0 is that of the document.
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
    bold: false,
    space: (0, 0),
    ..BODY
};

fn paragraph(text: &Text, style: Style) -> String {
    let mut out = String::from("<w:p><w:pPr>");
    out.push_str(if style.keep { "<w:keepNext/>" } else { "" });
    out.push_str(if style.new_page {
        "<w:pageBreakBefore/>"
    } else {
        ""
    });
    let (before, after) = (style.space.0 * 20, style.space.1 * 20);
    out.push_str(&format!(
        "<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>"
    ));
    if style.indent > 0 {
        out.push_str(&format!("<w:ind w:firstLine=\"{}\"/>", twips(style.indent)));
    }
    if let Some(align) = style.align {
        out.push_str(&format!("<w:jc w:val=\"{align}\"/>"));
    }
    out.push_str("</w:pPr>");
    for span in &text.0 {
        out.push_str("<w:r><w:rPr>");
        out.push_str(if style.bold || span.look == Look::Bold {
            "<w:b/>"
        } else {
            ""
        });
        out.push_str(if style.italic { "<w:i/>" } else { "" });
        if style.size > 0 {
            out.push_str(&format!(
                "<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>",
                style.size
            ));
        }
        out.push_str(if span.look == Look::Blank {
            "<w:highlight w:val=\"yellow\"/>"
        } else {
            ""
        });
        out.push_str(&format!(
            "</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
            escaped(&span.text)
        ));
    }
    out.push_str("</w:p>");
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
            print_block(block, keep, room, &mut out);
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

fn print_block(block: &Block, keep: bool, room: u32, out: &mut String) {
    let body = |text: &Text| {
        let announces = text.plain().ends_with(':');
        let keep = keep || announces;
        paragraph(text, Style { keep, ..BODY })
    };
    let heading = Style {
        bold: true,
        keep: true,
        space: (6, 3),
        ..BODY
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
            let (small, head) = (Style { size: 24, ..CENTRE }, Style { size: 26, ..CENTRE });
            let mut left = String::new();
            if *draft {
                left.push_str(&paragraph(&"DỰ THẢO".into(), Style { bold: true, ..head }));
            }
            if let Some(superior) = superior {
                left.push_str(&paragraph(&superior.clone().capitals(), small));
            }
            left.push_str(&paragraph(
                &issuer.clone().capitals(),
                Style {
                    bold: true,
                    ..small
                },
            ));
            left.push_str(&rule(ISSUER_RULE, room * HEAD_SHARES.0 / 100));
            if let Some(number) = number {
                left.push_str(&paragraph(number, head));
            }
            if let Some(subject) = subject {
                left.push_str(&paragraph(subject, small));
            }
            let mut right = paragraph(
                &"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".into(),
                Style {
                    bold: true,
                    ..small
                },
            );
            right.push_str(&paragraph(
                &"Độc lập - Tự do - Hạnh phúc".into(),
                Style { bold: true, ..head },
            ));
            right.push_str(&rule(MOTTO_RULE, room * HEAD_SHARES.1 / 100));
            if let Some(place) = place {
                right.push_str(&paragraph(
                    place,
                    Style {
                        italic: true,
                        ..head
                    },
                ));
            }
            let (issuer, state) = HEAD_SHARES;
            out.push_str(&side_by_side(&[(issuer, left), (state, right)], room));
        }
        Block::Title(kind, subject) => {
            out.push_str(&paragraph(
                &kind.clone().capitals(),
                Style {
                    bold: true,
                    keep: true,
                    space: (12, 0),
                    ..CENTRE
                },
            ));
            out.push_str(&paragraph(
                subject,
                Style {
                    bold: true,
                    keep: true,
                    ..CENTRE
                },
            ));
            out.push_str(&rule(SUBJECT_RULE, room));
        }
        Block::Centre(text) => out.push_str(&paragraph(
            text,
            Style {
                bold: true,
                keep: true,
                space: (6, 6),
                ..CENTRE
            },
        )),
        Block::Centred(text) => out.push_str(&paragraph(
            text,
            Style {
                italic: true,
                size: 26,
                ..CENTRE
            },
        )),
        Block::To(text) => out.push_str(&paragraph(
            &Text::from("Kính gửi: ").then(text.clone()),
            Style {
                space: (6, 6),
                ..CENTRE
            },
        )),
        Block::Grounds(texts) => {
            for (at, text) in texts.iter().enumerate() {
                let end = if at + 1 == texts.len() { "." } else { ";" };
                out.push_str(&paragraph(
                    &text.clone().then(end),
                    Style {
                        italic: true,
                        ..BODY
                    },
                ));
            }
        }
        Block::Heading(text) => out.push_str(&paragraph(text, heading)),
        Block::Paragraph(text) => out.push_str(&body(text)),
        Block::Dots(lines) => (0..*lines).for_each(|_| out.push_str(&dots(room))),
        Block::List(texts) => texts.iter().for_each(|text| {
            out.push_str(&body(&Text::from("- ").then(text.clone())));
        }),
        Block::Table(table) => out.push_str(&print_table(table, room)),
        Block::Signatures(signers) => {
            let share = 100 / u32::try_from(signers.len()).unwrap_or(1).max(1);
            let cells: Vec<(u32, String)> = signers
                .iter()
                .map(|signer| (share, signature(signer)))
                .collect();
            out.push_str(&side_by_side(&cells, room));
        }
        Block::End(to, signer) => out.push_str(&side_by_side(
            &[(50, recipients(to)), (50, signature(signer))],
            room,
        )),
        Block::Recipients(to) => out.push_str(&recipients(to)),
        Block::Annex(title, of) => {
            let head = Style {
                bold: true,
                keep: true,
                ..CENTRE
            };
            out.push_str(&paragraph(
                &"Phụ lục".into(),
                Style {
                    new_page: true,
                    ..head
                },
            ));
            out.push_str(&paragraph(&title.clone().capitals(), head));
            out.push_str(&paragraph(
                &Text::from("(").then(of.clone()).then(")"),
                Style {
                    italic: true,
                    keep: true,
                    space: (0, 6),
                    ..CENTRE
                },
            ));
        }
        // INVARIANT: a document is printed part by part.
        Block::Part(_) => {}
        Block::Small(text) => out.push_str(&paragraph(
            text,
            Style {
                size: 20,
                align: None,
                indent: 0,
                space: (12, 0),
                ..BODY
            },
        )),
    }
}

fn recipients(texts: &[Text]) -> String {
    let small = Style {
        size: 22,
        align: None,
        indent: 0,
        space: (0, 0),
        ..BODY
    };
    let head = Style {
        bold: true,
        italic: true,
        size: 24,
        ..small
    };
    let mut out = paragraph(&"Nơi nhận:".into(), head);
    for (at, text) in texts.iter().enumerate() {
        let end = if at + 1 == texts.len() { "." } else { ";" };
        let text = Text::from("- ").then(text.clone()).then(end);
        out.push_str(&paragraph(&text, small));
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
const BETWEEN: &str = "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/></w:pPr></w:p>";

fn signature(signer: &Signer) -> String {
    let style = Style {
        bold: true,
        keep: true,
        ..CENTRE
    };
    let plain = Style {
        bold: false,
        italic: true,
        size: 26,
        ..style
    };
    let mut out = String::new();
    if let Some(place) = &signer.place {
        out.push_str(&paragraph(place, plain));
    }
    if let Some(capacity) = &signer.capacity {
        out.push_str(&paragraph(&capacity.clone().capitals(), style));
    }
    out.push_str(&paragraph(&signer.office.clone().capitals(), style));
    if let Some(how) = &signer.how {
        out.push_str(&paragraph(how, plain));
    }
    for _ in 0..4 {
        out.push_str(&paragraph(&Text::default(), style));
    }
    out.push_str(&paragraph(
        &signer.name,
        Style {
            keep: false,
            ..style
        },
    ));
    out
}

/// Cells without borders, in one row that no page breaks.
fn side_by_side(cells: &[(u32, String)], room: u32) -> String {
    let width = |share: &u32| room * share / 100;
    let grid: String = cells
        .iter()
        .map(|(share, _)| format!("<w:gridCol w:w=\"{}\"/>", width(share)))
        .collect();
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
    out.push_str(BETWEEN);
    out
}

fn print_table(table: &Table, room: u32) -> String {
    let all: u32 = table
        .columns
        .iter()
        .map(|column| column.share)
        .sum::<u32>()
        .max(1);
    let widths: Vec<u32> = table
        .columns
        .iter()
        .map(|column| room * column.share / all)
        .collect();
    let grid: String = widths
        .iter()
        .map(|width| format!("<w:gridCol w:w=\"{width}\"/>"))
        .collect();
    let sides = ["top", "left", "bottom", "right", "insideH", "insideV"];
    let borders: String = sides
        .iter()
        .map(|side| {
            format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
        })
        .collect();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{room}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"57\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    );
    let cell = |width: u32, text: &Text, style: Style| {
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{}</w:tc>",
            paragraph(text, style)
        )
    };
    // Wide tables have smaller letters.
    let size = if table.columns.len() > 12 { 20 } else { 24 };
    let small = Style { size, ..CENTRE };
    out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, width) in table.columns.iter().zip(&widths) {
        out.push_str(&cell(
            *width,
            &column.head.as_str().into(),
            Style {
                bold: true,
                keep: true,
                ..small
            },
        ));
    }
    out.push_str("</w:tr>");
    for row in &table.rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (text, width) in row.iter().zip(&widths) {
            // Figures stand in the middle, words to the left, and all of a wide column.
            let words = text.plain().chars().filter(|c| c.is_alphabetic()).count() > 3;
            let style = if words || *width > room / 5 {
                Style {
                    align: None,
                    ..small
                }
            } else {
                small
            };
            out.push_str(&cell(*width, text, style));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out.push_str(BETWEEN);
    out
}
