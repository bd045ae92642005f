//! The same workbook as other programs write it: Google Sheets, Numbers, WPS, Excel of the web and
//! libraries differ in how they keep texts, days, names of parts and the archive itself. Each is
//! read as the workbook that was filled in, or refused in one message that says why.

use std::io::{Cursor, Read, Write};

use crate::common::{case_of, edit, edit_sheet, with_cell};
use crate::habits::{BOOK, CASE, CATALOG, problems};
use ocop_papers::read_workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

#[track_caller]
fn read_alike(name: &str, book: &[u8]) {
    let read = read_workbook(book, "book.xlsx", &CATALOG);
    let read = read.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(read, case_of(&CASE, &CATALOG), "{name}");
}

/// Refused in one message, which says why.
#[track_caller]
fn told_once(name: &str, book: &[u8], why: &str) {
    let found = problems(book);
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    assert!(found[0].contains(why), "{name}: {found:?}");
}

/// Every worksheet changed.
fn sheets(change: impl Fn(&str) -> String) -> Vec<u8> {
    edit(&BOOK, |name, text| {
        let is_sheet = name.starts_with("xl/worksheets/sheet");
        Some(if is_sheet { change(&text) } else { text })
    })
}

/// One part changed.
fn part(wanted: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    edit(&BOOK, |name, text| {
        Some(if name == wanted { change(&text) } else { text })
    })
}

/// The parts of the workbook, in their order.
fn parts() -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(&**BOOK)).unwrap();
    let names = (0..archive.len()).map(|index| {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    });
    names.collect()
}

fn packed(parts: &[(String, Vec<u8>)], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(&**name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The texts that cells share, each as its XML.
fn shared() -> Vec<String> {
    let parts = parts();
    let (_, text) = parts
        .iter()
        .find(|(name, _)| name == "xl/sharedStrings.xml")
        .unwrap();
    let text = String::from_utf8(text.clone()).unwrap();
    let texts = text.split("<si>").skip(1);
    texts
        .map(|text| text.split("</si>").next().unwrap().to_owned())
        .collect()
}

/// Replaces each cell, `<c …>…</c>` or `<c …/>`, by what `change` makes of it.
fn each_cell(sheet: &str, change: impl Fn(&str) -> String) -> String {
    let mut pieces = sheet.split("<c ");
    let mut out = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let open = piece.find('>').unwrap();
        let end = if piece[..open].ends_with('/') {
            open + 1
        } else {
            piece.find("</c>").unwrap() + 4
        };
        out += &change(&format!("<c {}", &piece[..end]));
        out += &piece[end..];
    }
    out
}

/// Texts: within cells (openpyxl, Google Sheets), in runs (Excel where a part of a text is bold), with
/// readings beside them, as results of nothing (WPS), without a stated number of them.
#[test]
fn texts_are_read_however_they_are_kept() {
    let texts = shared();
    let text_of = |cell: &str| -> Option<(String, String)> {
        let (before, after) = cell.split_once(" t=\"s\"><v>")?;
        let index: usize = after.split('<').next()?.parse().ok()?;
        Some((before.to_owned(), texts[index].clone()))
    };
    let inline = |cell: &str| match text_of(cell) {
        Some((before, text)) => format!("{before} t=\"inlineStr\"><is>{text}</is></c>"),
        None => cell.to_owned(),
    };
    read_alike("inline", &sheets(|sheet| each_cell(sheet, inline)));
    let plain = |text: &str| {
        let text = text.replace("<t xml:space=\"preserve\">", "<t>");
        text.replace("<t>", "").replace("</t>", "")
    };
    let result = |cell: &str| match text_of(cell) {
        Some((before, text)) => format!("{before} t=\"str\"><v>{}</v></c>", plain(&text)),
        None => cell.to_owned(),
    };
    read_alike("results", &sheets(|sheet| each_cell(sheet, result)));
    let runs = part("xl/sharedStrings.xml", |text| {
        let mut runs = text.split("<si>");
        let mut out = runs.next().unwrap().to_owned();
        for run in runs {
            let (text, rest) = run.split_once("</si>").unwrap();
            let text = plain(text);
            // An entity stays whole.
            let at = text.char_indices().nth(2).map_or(0, |(at, _)| at);
            let at = if text[..at].contains('&') { 0 } else { at };
            let (one, two) = text.split_at(at);
            out += &format!(
                "<si><r><rPr><b/><sz val=\"11\"/></rPr><t xml:space=\"preserve\">{one}</t></r>\
                 <r><t xml:space=\"preserve\">{two}</t></r>\
                 <rPh sb=\"0\" eb=\"1\"><t>đọc</t></rPh><phoneticPr fontId=\"1\"/></si>{rest}"
            );
        }
        out
    });
    read_alike("runs", &runs);
    let uncounted = part("xl/sharedStrings.xml", |text| {
        let from = text.find(" count=").unwrap();
        let to = from + text[from..].find('>').unwrap();
        format!("{}{}", &text[..from], &text[to..])
    });
    read_alike("uncounted", &uncounted);
}

/// Days: with formats of Vietnamese spreadsheets, as ISO texts (Excel's strict form, libraries), as
/// plain numbers where the styles are gone.
#[test]
fn days_are_read_however_they_are_kept() {
    for code in [
        "[$-42A]dd/mm/yyyy",
        "dd\\/mm\\/yyyy;@",
        "[$-1042A]d/m/yyyy;@",
        "yyyy\\-mm\\-dd",
        "dd &quot;tháng&quot; mm &quot;năm&quot; yyyy",
    ] {
        let styled = part("xl/styles.xml", |styles| {
            let from = styles.find("formatCode=\"").unwrap() + "formatCode=\"".len();
            let to = from + styles[from..].find('"').unwrap();
            format!("{}{code}{}", &styles[..from], &styles[to..])
        });
        read_alike(code, &styled);
    }
    for value in [
        "t=\"d\"><v>2026-08-05</v>",
        "t=\"d\"><v>2026-08-05T00:00:00</v>",
        "t=\"d\"><v>2026-08-05T00:00:00.000Z</v>",
        "t=\"str\"><v>05/08/2026</v>",
        "><v>46239.0</v>",
        "><v>4.6239E4</v>",
        "t=\"n\"><v>46239</v>",
        "t=\"inlineStr\"><is><t>０５/０８/２０２６</t></is>",
        "t=\"inlineStr\"><is><t>05–08–2026</t></is>",
    ] {
        let book = edit_sheet(&BOOK, 1, |sheet| with_cell(&sheet, "B21", value));
        read_alike(value, &book);
    }
    for (value, why) in [
        (
            "t=\"b\"><v>1</v>",
            "Tổng hợp!B21: found the truth value `true`",
        ),
        (
            "t=\"e\"><v>#REF!</v>",
            "Tổng hợp!B21: found the error `#REF!`",
        ),
        ("><v>-3</v>", "Tổng hợp!B21: found the number `-3`"),
        (
            "t=\"inlineStr\"><is><t>05/13/2026</t></is>",
            "Tổng hợp!B21: found `05/13/2026`",
        ),
    ] {
        let book = edit_sheet(&BOOK, 1, |sheet| with_cell(&sheet, "B21", value));
        told_once(value, &book, why);
    }
    // A library may leave the styles out.
    let bare = edit(&BOOK, |name, text| match name {
        "xl/styles.xml" => None,
        "xl/_rels/workbook.xml.rels" => {
            let from = text.find("styles.xml").unwrap();
            let start = text[..from].rfind("<Relationship ").unwrap();
            let end = from + text[from..].find("/>").unwrap() + 2;
            Some(format!("{}{}", &text[..start], &text[end..]))
        }
        _ => Some(text),
    });
    read_alike("no styles", &bare);
}

/// Worksheets: without a stated size, with other prefixes of names, comments, extensions, absolute
/// names of parts, a mark at their beginning.
#[test]
fn parts_are_read_however_they_are_written() {
    let sizeless = sheets(|sheet| {
        let from = sheet.find("<dimension").unwrap();
        let to = from + sheet[from..].find("/>").unwrap() + 2;
        format!("{}{}", &sheet[..from], &sheet[to..])
    });
    read_alike("no dimension", &sizeless);
    let absolute = part("xl/_rels/workbook.xml.rels", |text| {
        text.replace("Target=\"", "Target=\"/xl/")
    });
    read_alike("absolute", &absolute);
    let prefixed = |text: &str| {
        let text = text.replace("</", "\u{1}").replace('<', "<x:");
        let text = text.replace('\u{1}', "</x:").replace("<x:?", "<?");
        text.replace(" xmlns=\"", " xmlns:x=\"")
    };
    read_alike("prefixed", &sheets(prefixed));
    let all = edit(&BOOK, |name, text| {
        let own = name == "xl/workbook.xml"
            || name == "xl/sharedStrings.xml"
            || name.contains("worksheets/sheet");
        Some(if own { prefixed(&text) } else { text })
    });
    read_alike("prefixed everywhere", &all);
    let extended = sheets(|sheet| {
        let own = "<sheetData>";
        let more = "<!-- <sheetData/> --><mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/\
                    markup-compatibility/2006\"><mc:Choice Requires=\"x14\"><x14:a xmlns:x14=\"urn:a\"/>\
                    </mc:Choice></mc:AlternateContent><sheetData>";
        sheet.replacen(own, more, 1)
    });
    read_alike("extended", &extended);
    let marked = edit(&BOOK, |_, text| Some(format!("\u{feff}{text}")));
    read_alike("marked", &marked);
    let strict = edit(&BOOK, |_, text| {
        let text = text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        );
        Some(text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ))
    });
    read_alike("strict", &strict);
    let unnamed = sheets(|sheet| {
        // Rows and cells in their order need no names; here only rows lose theirs.
        let mut pieces = sheet.split("<row r=\"");
        let mut out = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let (_, rest) = piece.split_once('"').unwrap();
            out += "<row";
            out += rest;
        }
        out
    });
    read_alike("unnamed rows", &unnamed);
}

/// The archive: parts in another order, stored unpacked, of the large form, with their sizes behind
/// them, with bytes behind the end.
#[test]
fn archives_are_read_however_they_are_packed() {
    let mut parts = parts();
    let plain = SimpleFileOptions::default();
    read_alike("large", &packed(&parts, plain.large_file(true)));
    let stored = plain.compression_method(zip::CompressionMethod::Stored);
    read_alike("stored", &packed(&parts, stored));
    let mut stream = ZipWriter::new_stream(Vec::new());
    for (name, bytes) in &parts {
        stream.start_file(&**name, plain).unwrap();
        stream.write_all(bytes).unwrap();
    }
    read_alike("streamed", &stream.finish().unwrap().into_inner());
    parts.reverse();
    read_alike("reversed", &packed(&parts, plain));
    let mut behind = BOOK.clone();
    behind.extend([0; 64]);
    read_alike("bytes behind", &behind);
}

/// What makes a name two texts that look alike, or one of two lines, is refused in workbooks as in
/// every other file (contract 5.0), however the cell has it.
#[test]
fn hidden_characters_of_cells_are_refused() {
    for (value, character) in [
        ("Cá&#xA;khô", "U+000A"),
        ("Cá_x000D_khô", "U+000D"),
        ("Cá_x000B_khô", "U+000B"),
        ("Cá\u{2028}khô", "U+2028"),
        ("Cá\u{85}khô", "U+0085"),
        ("Cá\u{200d}khô", "U+200D"),
        ("Cá \u{2067}khô", "U+2067"),
    ] {
        let book = edit_sheet(&BOOK, 1, |sheet| {
            let text = format!("t=\"inlineStr\"><is><t>{value}</t></is>");
            with_cell(&sheet, "B6", &text)
        });
        told_once(value, &book, character);
    }
}
