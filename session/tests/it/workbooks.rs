//! Workbooks out and in. Source: session.md, `session workbooks`, `session import`,
//! `POST /api/workbooks`; contract 10.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use ocop::Catalog;
use ocop_papers::{MemberSheet, ReturnedSheet, member_book, read_member_book};
use ocop_session::session::{Act, SECRETARY, Session};
use ocop_session::workbooks::{Book, Kept, Returned};
use serde_json::{Value, json};

use crate::common::{Folder, Server, ask, list, made, problems, secretary, token};

const ACT: Act<'static> = Act {
    who: SECRETARY,
    door: "workbook",
};

/// The workbook of a member as the session writes it, read.
fn sheets(session: &Session<'_>, member: &str) -> Vec<ReturnedSheet> {
    let member = session.member(member).unwrap();
    let book = session.workbook(&member).unwrap().unwrap();
    read_member_book(&book, "book.xlsx", session.engine.catalog()).unwrap()
}

/// The workbook with these worksheets, filled in: for each product the boxes that `fill` gives to
/// each criterion.
fn filled(sheets: &[ReturnedSheet], fill: impl Fn(&str, usize, &str) -> Option<u32>) -> Vec<u8> {
    written(sheets, fill, &BTreeMap::new(), "")
}

/// The same with these notes and this opinion on each.
fn written(
    sheets: &[ReturnedSheet],
    fill: impl Fn(&str, usize, &str) -> Option<u32>,
    notes: &BTreeMap<String, String>,
    opinion: &str,
) -> Vec<u8> {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let sets: Vec<_> = sheets
        .iter()
        .map(|sheet| {
            catalog
                .set("qd-26-2026", &sheet.mark.fields["set"])
                .unwrap()
        })
        .collect();
    let sheets: Vec<MemberSheet<'_>> = sheets
        .iter()
        .zip(&sets)
        .map(|(sheet, set)| {
            let codes = set.criteria().map(|one| one.code().as_str()).enumerate();
            let answers: BTreeMap<String, u32> = codes
                .filter_map(|(n, code)| {
                    Some((code.to_owned(), fill(&sheet.mark.product, n, code)?))
                })
                .collect();
            let sheet = MemberSheet::new(&regulation, set, sheet.mark.clone(), &answers).unwrap();
            sheet.remarked(notes, opinion)
        })
        .collect();
    member_book(&sheets).unwrap()
}

/// Source: 26/2026, Phụ lục II (`Ý kiến của người đánh giá` on 26 sheets); session.md, API (notes, opinion) and
/// `import`: what the workbook has room for is kept like a tick, an empty cell changes nothing, what another door wrote
/// since is not replaced.
#[test]
fn notes_and_the_opinion_come_back() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let notes = BTreeMap::from([("1.1".to_owned(), "Có hợp đồng\nvới 5 hộ".to_owned())]);
    let opinion = "Đề nghị bổ sung mã QR.";
    let given = ask(&path, |session| Ok(sheets(session, "m1")));
    ask(&path, |session| {
        let book = written(&given, |_, n, _| (n == 0).then_some(1), &notes, opinion);
        let taken = import(session, &[("m1.xlsx", &book)]);
        assert_eq!(products(&taken[0].1.clone().unwrap().open), ["p1"]);
        let sheet = session.sheet("p1", "m1", 1)?;
        assert_eq!((&sheet.notes, sheet.opinion.as_str()), (&notes, opinion));
        // The same again changes nothing, and the next workbook has them.
        let again = import(session, &[("m1.xlsx", &book)]);
        assert_eq!(products(&again[0].1.clone().unwrap().same), ["p1"]);
        let next = &sheets(session, "m1")[0];
        assert_eq!((&next.notes, next.opinion.as_str()), (&notes, opinion));
        // Without them, and with every answer: handed in, and they stay.
        let bare = filled(&sheets(session, "m1"), |_, _, _| Some(1));
        let taken = import(session, &[("m1.xlsx", &bare)]);
        assert_eq!(products(&taken[0].1.clone().unwrap().submitted), ["p1"]);
        let sheet = session.sheet("p1", "m1", 1)?;
        assert_eq!((&sheet.notes, sheet.opinion.as_str()), (&notes, opinion));
        Ok(())
    });
    // A phone's words since the workbook was written are kept, and the workbook is refused.
    let given = ask(&path, |session| Ok(sheets(session, "m2")));
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m2"));
    let words = json!({"text": "Viết trên điện thoại", "revision": 0});
    phone.put("/api/sheets/p1/opinion", &words).ok();
    ask(&path, |session| {
        let book = written(&given, |_, _, _| Some(1), &notes, opinion);
        assert_eq!(
            codes(&import(session, &[("m2.xlsx", &book)])[0]),
            ["sheet-changed p1"]
        );
        // Notes and opinions have at most 2,000 characters; what is longer is told at its cell.
        let given = sheets(session, "m2");
        let long = BTreeMap::from([("1.1".to_owned(), "x".repeat(2_002))]);
        let book = written(&given, |_, _, _| None, &long, &"x".repeat(2_001));
        let told = import(session, &[("m2.xlsx", &book)])[0].1.clone();
        let told = told.unwrap_err();
        let told: Vec<(&str, &str)> = told
            .iter()
            .map(|one| (one.code().as_str(), one.path()))
            .collect();
        let marked = &read_member_book(&book, "m2.xlsx", session.engine.catalog()).unwrap()[0];
        let cells = [&marked.note_cells["1.1"], &marked.opinion_cell];
        assert_eq!(told, cells.map(|cell| ("too-large", cell.as_str())));
        for cell in cells {
            let (sheet, cell) = cell.split_once('!').unwrap();
            assert_eq!(sheet, given[0].worksheet);
            assert!(cell.starts_with(['A', 'C']), "{cell}");
        }
        Ok(())
    });
    assert_eq!(problems(&path), [""; 0]);
}

fn import(session: &Session<'_>, books: &[(&str, &[u8])]) -> Vec<Returned> {
    let books = books.iter();
    let books = books.map(|(name, bytes)| Book::read(name, bytes, session.engine));
    session.import(ACT, &books.collect::<Vec<_>>()).unwrap()
}

fn products(kept: &[Kept]) -> Vec<&str> {
    kept.iter().map(|kept| kept.product.as_str()).collect()
}

/// The codes for which a workbook is refused, each with its worksheet's product.
fn codes(returned: &Returned) -> Vec<String> {
    let problems = returned.1.as_ref().unwrap_err().iter();
    let told = problems.map(|one| {
        let product = one.path().split(' ').next().unwrap_or_default();
        format!("{} {product}", one.code())
    });
    told.collect()
}

/// Source: contract 5.7, issue on papers: a worksheet may end at a printed stop; it is whole then, and the
/// session keeps the stop and writes it into the next workbook.
#[test]
fn a_worksheet_that_ends_at_a_stop_is_submitted() {
    let folder = Folder::new();
    let mut list = list(3, 1);
    list["products"][0]["set"] = json!("16");
    let path = made(&folder, &list);
    ask(&path, |session| {
        let sheets = sheets(session, "m2");
        let set = Catalog::bundled().set("qd-26-2026", "16").unwrap();
        let regulation = Catalog::bundled().regulation("qd-26-2026").unwrap();
        let place = set.criteria().position(|one| one.code().as_str() == "6.2");
        let codes = set.criteria().take(place.unwrap() + 1);
        let mut answers: BTreeMap<String, u32> =
            codes.map(|one| (one.code().to_string(), 1)).collect();
        let book = |answers: &BTreeMap<String, u32>| {
            let mark = sheets[0].mark.clone();
            let sheet = MemberSheet::new(&regulation, &set, mark, answers).unwrap();
            member_book(&[sheet.stopped_at(Some("6.2"))]).unwrap()
        };
        // Something before the stop is missing: the sheet is kept open, with its stop.
        let whole = answers.clone();
        answers.remove("1.1");
        let taken = import(session, &[("m2.xlsx", &book(&answers))])[0]
            .1
            .clone();
        assert_eq!(taken.unwrap().open[0].missing, ["1.1"]);
        let again = self::sheets(session, "m2");
        assert_eq!(again[0].stop.as_deref(), Some("6.2"));
        let taken = import(session, &[("m2.xlsx", &book(&whole))])[0].1.clone();
        assert_eq!(products(&taken.unwrap().submitted), ["p1"]);
        let sheet = session.sheet("p1", "m2", 1)?;
        assert_eq!(
            (sheet.status.as_str(), sheet.stop.as_deref()),
            ("submitted", Some("6.2"))
        );
        Ok(())
    });
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: contract 5.7: a sheet that ends at a stop has no total, whatever is answered behind it; who hands such a
/// workbook in may have meant the answers, and the secretary is told.
#[test]
fn answers_behind_a_stop_are_told() {
    let folder = Folder::new();
    let mut list = list(3, 1);
    list["products"][0]["set"] = json!("16");
    let path = made(&folder, &list);
    ask(&path, |session| {
        let sheets = sheets(session, "m2");
        let set = Catalog::bundled().set("qd-26-2026", "16").unwrap();
        let regulation = Catalog::bundled().regulation("qd-26-2026").unwrap();
        let codes: Vec<&str> = set.criteria().map(|one| one.code().as_str()).collect();
        let answers: BTreeMap<String, u32> =
            codes.iter().map(|code| ((*code).to_owned(), 1)).collect();
        let mark = sheets[0].mark.clone();
        let sheet = MemberSheet::new(&regulation, &set, mark, &answers).unwrap();
        let book = member_book(&[sheet.stopped_at(Some("6.2"))]).unwrap();
        let taken = import(session, &[("m2.xlsx", &book)])[0].1.clone().unwrap();
        let kept = &taken.submitted[0];
        let behind = codes.iter().skip_while(|code| **code != "6.2").skip(1);
        let behind: Vec<&str> = behind.copied().collect();
        assert_eq!(kept.behind_stop, behind);
        let told = kept.warning().unwrap();
        assert!(
            told.text(ocop::Lang::Vi)
                .contains("phiếu của m2 cho p1 ghi dừng")
        );
        Ok(())
    });
}

/// Every answer of a whole worksheet is one entry of the log, and it is submitted; one with some is
/// kept open and named; an empty one changes nothing, and so does the same one again.
#[test]
fn whole_in_part_empty_and_again() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 3));
    let book = ask(&path, |session| {
        let sheets = sheets(session, "m1");
        assert_eq!(sheets.len(), 3);
        Ok(filled(&sheets, |product, n, _| match product {
            "p1" => Some(1),
            "p2" => (n < 4).then_some(0),
            _ => None,
        }))
    });
    let taken = ask(&path, |session| {
        let all = import(session, &[("m1.xlsx", &book)]);
        let taken = all[0].1.clone().unwrap();
        assert_eq!(products(&taken.submitted), ["p1"]);
        assert_eq!(products(&taken.open), ["p2"]);
        assert_eq!(products(&taken.same), ["p3"]);
        let of = session.me("m1")?["products"][1]["of"].as_u64().unwrap();
        assert_eq!(taken.open[0].missing.len() as u64, of - 4);
        let statuses: Vec<Value> = session.me("m1")?["products"]
            .as_array()
            .unwrap()
            .iter()
            .map(|product| product["status"].clone())
            .collect();
        assert_eq!(statuses, ["submitted", "open", "not-opened"]);
        let logged: i64 = session.file.query_row(
            "SELECT count(*) FROM log WHERE what = 'answer' AND door = 'workbook'",
            [],
            |row| row.get(0),
        )?;
        assert_eq!(
            logged as u64,
            4 + session.sheet("p1", "m1", 1)?.answers.len() as u64
        );
        Ok(ocop_session::log::end(session.file)?.0)
    });
    ask(&path, |session| {
        let again = import(session, &[("m1 (1).xlsx", &book)]);
        let again = again[0].1.clone().unwrap();
        assert_eq!(products(&again.same), ["p1", "p2", "p3"]);
        assert!(again.submitted.is_empty() && again.open.is_empty());
        assert_eq!(ocop_session::log::end(session.file)?.0, taken);
        Ok(())
    });
    // A later copy with the rest, and a box that the first copy had otherwise.
    ask(&path, |session| {
        let sheets: Vec<ReturnedSheet> = sheets(session, "m1");
        assert_eq!(sheets.len(), 2, "what is submitted is not scored again");
        assert_eq!(
            sheets[0].answers.len(),
            4,
            "what is answered so far stands in it"
        );
        let rest = filled(&sheets, |product, _, _| (product == "p2").then_some(1));
        let all = import(session, &[("m1.xlsx", &rest)]);
        assert_eq!(products(&all[0].1.clone().unwrap().submitted), ["p2"]);
        Ok(())
    });
    assert_eq!(problems(&path), [""; 0]);
}

/// Refused, whole: another session's; a sheet submitted, absent, recused or decided; a sheet changed
/// by another door since, where the boxes differ. The good ones are taken whatever the bad ones do.
#[test]
fn what_is_refused_and_what_goes_on() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 2));
    let elsewhere = Folder::new();
    let other = made(&elsewhere, &list(3, 2));
    let (one, two, three, strange) = (
        ask(&path, |session| Ok(sheets(session, "m1"))),
        ask(&path, |session| Ok(sheets(session, "m2"))),
        ask(&path, |session| Ok(sheets(session, "m3"))),
        ask(&other, |session| Ok(sheets(session, "m1"))),
    );
    let whole = |sheets: &[ReturnedSheet]| filled(sheets, |_, _, _| Some(1));
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    let tick = |number: u64, revision: u64| json!({"box": number, "revision": revision});
    phone.put("/api/sheets/p2/answers/1.1", &tick(2, 0)).ok();
    let mut chair = secretary(&server, &path);
    let absent = json!({"status": "absent", "reason": "đi công tác"});
    chair.put("/api/sheets/p1/m2/attendance", &absent).ok();
    ask(&path, |session| {
        let all = import(
            session,
            &[
                ("m1.xlsx", &whole(&one)),
                ("la.xlsx", &whole(&strange)),
                ("m2.xlsx", &whole(&two)),
                ("hỏng.xlsx", b"PK"),
                ("m3.xlsx", &whole(&three)),
            ],
        );
        // p1 of m1 was in order, and nothing of its workbook is taken.
        assert_eq!(codes(&all[0]), ["sheet-changed p2"]);
        assert_eq!(codes(&all[1]), ["session-unknown p1"]);
        assert_eq!(codes(&all[2]), ["sheet-closed p1"]);
        let told = all[2].1.as_ref().unwrap_err()[0].line_in(ocop::Lang::Vi);
        assert!(
            told.contains("session attendance") && !told.contains("reopen"),
            "{told}"
        );
        assert_eq!(codes(&all[3]), ["not-workbook "]);
        assert_eq!(products(&all[4].1.clone().unwrap().submitted), ["p1", "p2"]);
        assert_eq!(session.me("m1")?["products"][0]["status"], "not-opened");
        assert_eq!(session.me("m2")?["products"][1]["status"], "not-opened");
        Ok(())
    });
    // The same box as the other door's is no conflict.
    phone.put("/api/sheets/p2/answers/1.1", &tick(1, 1)).ok();
    ask(&path, |session| {
        let all = import(session, &[("m1.xlsx", &whole(&one))]);
        assert_eq!(products(&all[0].1.clone().unwrap().submitted), ["p1", "p2"]);
        // Another box, once it is submitted.
        let changed = filled(&one, |_, _, _| Some(0));
        let all = import(session, &[("m1.xlsx", &changed)]);
        assert_eq!(codes(&all[0]), ["sheet-closed p1", "sheet-closed p2"]);
        Ok(())
    });
    assert_eq!(problems(&path), [""; 0]);
}

const MEDIA: &str = "multipart/form-data; boundary=b";

/// Workbooks as a form sends them.
fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--b\r\ncontent-disposition: form-data; name=\"workbook\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    body
}

/// Source: session.md, What it promises: an answer that got 200 is on disk, and the room does not wait for the secretary's
/// workbooks: those are read before the file is held for writing, so a tick that comes meanwhile is saved before them.
#[test]
fn ticks_go_on_while_workbooks_are_read() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 12));
    let server = Server::start(&path);
    let books: Vec<Vec<u8>> = ask(&path, |session| {
        let books = ["m1", "m2"].map(|member| filled(&sheets(session, member), |_, _, _| Some(1)));
        Ok(books.to_vec())
    });
    let (mut phone, mut chair) = (
        server.client(&token(&path, "m3")),
        secretary(&server, &path),
    );
    // What a server reads once is read.
    phone.get("/api/sheets/p1").ok();
    chair.get("/api/board").ok();
    std::thread::scope(|scope| {
        let both = form(&[("m1.xlsx", &books[0]), ("m2.xlsx", &books[1])]);
        let import = scope.spawn(move || chair.raw("POST", "/api/workbooks", MEDIA, &both));
        // Long enough for the request to be there, and far less than its workbooks take to be read.
        std::thread::sleep(std::time::Duration::from_millis(150));
        let tick = json!({"box": 1, "revision": 0});
        phone.put("/api/sheets/p1/answers/1.1", &tick).ok();
        assert_eq!(import.join().unwrap().unwrap().status, 200);
    });
    let told = ask(&path, |session| {
        let mut told = Vec::new();
        ocop_session::log::each(session.file, |entry, _| {
            told.push(entry.text("who").to_owned());
            Ok(())
        })?;
        Ok(told)
    });
    let tick = told.iter().position(|who| who == "m3").unwrap();
    assert_eq!(tick, 1, "the first entry after `new`: {tick}");
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: session.md, `POST /api/workbooks`: multipart, fields `workbook`; larger than what a
/// framework takes by default, up to 16 MiB.
#[test]
fn dropped_into_the_server() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 2));
    let server = Server::start(&path);
    let book = ask(&path, |session| {
        Ok(filled(&sheets(session, "m1"), |_, _, _| Some(1)))
    });
    let mut chair = secretary(&server, &path);
    let mut member = server.client(&token(&path, "m1"));
    let at = "/api/workbooks";
    assert_eq!(
        member.raw("POST", at, MEDIA, &form(&[])).unwrap().status,
        404
    );
    assert_eq!(chair.get(at).status, 405);
    assert_eq!(
        chair
            .raw("POST", at, "application/json", b"{}")
            .unwrap()
            .status,
        415
    );
    assert_eq!(
        chair.raw("POST", at, MEDIA, &form(&[])).unwrap().status,
        422
    );
    let large = vec![b'x'; 3 << 20];
    let both = form(&[("m1.xlsx", &book), ("lớn.xlsx", &large)]);
    let answer = chair.raw("POST", at, MEDIA, &both).unwrap().ok();
    assert_eq!(answer["workbooks"][0]["workbook"], "m1.xlsx");
    assert_eq!(
        answer["workbooks"][0]["submitted"],
        json!([
            {"member": "m1", "product": "p1", "missing": []},
            {"member": "m1", "product": "p2", "missing": []},
        ])
    );
    assert_eq!(answer["workbooks"][1]["errors"][0]["code"], "not-workbook");
    let none = chair
        .raw("POST", at, MEDIA, &form(&[("lớn.xlsx", &large)]))
        .unwrap();
    assert_eq!(none.status, 422);
    assert!(
        none.json()["errors"][0]["vi"]
            .as_str()
            .unwrap()
            .starts_with("thấy")
    );
    // One that packs little and unpacks to much: refused, and the server stays as it is.
    let mut bomb = zip::ZipWriter::new_append(Cursor::new(book.clone())).unwrap();
    bomb.start_file(
        "xl/worksheets/sheet9.xml",
        zip::write::SimpleFileOptions::default(),
    )
    .unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..64 {
        bomb.write_all(&spaces).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let bomb = chair
        .raw("POST", at, MEDIA, &form(&[("bom.xlsx", &bomb)]))
        .unwrap();
    assert_eq!(bomb.status, 422);
    assert_eq!(bomb.json()["errors"][0]["code"], "too-large");
    let huge = vec![b'x'; 17 << 20];
    let huge = chair.raw("POST", at, MEDIA, &huge);
    assert!(huge.map_or(true, |answer| answer.status == 413));
    assert_eq!(problems(&path), [""; 0]);
}

/// session.md, `import`: a sheet with some answers is kept open and named, with what is still missing on it: what the phone
/// has answered is not.
#[test]
fn what_is_missing_is_missing_on_the_sheet() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 3));
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    let empty = ask(&path, |session| Ok(sheets(session, "m1")));
    let codes = |at: &str, phone: &mut crate::common::Client| {
        let all = crate::common::criteria(&phone.get(at).ok());
        all.into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    let (first, second) = (
        codes("/api/sheets/p1", &mut phone),
        codes("/api/sheets/p2", &mut phone),
    );
    // All but the last two of p1 on the phone, one of p2.
    for (revision, code) in first[..first.len() - 2].iter().enumerate() {
        let body = json!({"box": 1, "revision": revision});
        phone
            .put(&format!("/api/sheets/p1/answers/{code}"), &body)
            .ok();
    }
    let body = json!({"box": 1, "revision": 0});
    phone
        .put(&format!("/api/sheets/p2/answers/{}", second[0]), &body)
        .ok();
    let last = first.len() - 1;
    let book = filled(&empty, |product, n, _| {
        (product == "p1" && n == last).then_some(1)
    });
    ask(&path, |session| {
        let taken = import(session, &[("m1.xlsx", &book)])[0].1.clone().unwrap();
        assert_eq!(products(&taken.open), ["p1"]);
        assert_eq!(taken.open[0].missing, [first[last - 1].clone()]);
        assert_eq!(products(&taken.same), ["p2", "p3"]);
        assert_eq!(taken.same[0].missing, second[1..]);
        let whole = filled(&empty, |product, n, _| {
            (product == "p1" && n == last - 1).then_some(1)
        });
        let taken = import(session, &[("m1.xlsx", &whole)])[0]
            .1
            .clone()
            .unwrap();
        assert_eq!(products(&taken.open), ["p1"]);
        assert_eq!(taken.open[0].missing, Vec::<String>::new());
        Ok(())
    });
}

/// Source: session.md, `session import`: a worksheet that changes nothing submits nothing: one that nobody has answered
/// in hands in no sheet that its member has filled in on a phone and not handed in. One whose answers its member gave
/// in it is submitted, also where the phone has the same. The same one again changes nothing, also once it is reopened.
#[test]
fn an_untouched_workbook_hands_nothing_in() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let blank = ask(&path, |session| Ok(sheets(session, "m1")));
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    let sheet = phone.get("/api/sheets/p1").ok();
    for (revision, (code, _)) in crate::common::criteria(&sheet).iter().enumerate() {
        let body = json!({"box": 1, "revision": revision});
        phone
            .put(&format!("/api/sheets/p1/answers/{code}"), &body)
            .ok();
    }
    let own = |session: &Session<'_>| {
        let member = session.member("m1").unwrap();
        session.workbook(&member).unwrap().unwrap()
    };
    let changed_nothing = |book: &[u8], status: &str| {
        ask(&path, |session| {
            let end = ocop_session::log::end(session.file)?.0;
            let taken = import(session, &[("m1.xlsx", book)])[0].1.clone().unwrap();
            assert_eq!(products(&taken.same), ["p1"]);
            assert_eq!(ocop_session::log::end(session.file)?.0, end);
            assert_eq!(session.sheet("p1", "m1", 1)?.status, status);
            Ok(())
        });
    };
    let book = ask(&path, |session| Ok(own(session)));
    changed_nothing(&book, "open");
    // Also where the sheet has changed since, and is as it was again.
    let revision = phone.get("/api/sheets/p1").ok()["revision"]
        .as_i64()
        .unwrap();
    let note = json!({"text": "có giấy", "revision": revision});
    phone.put("/api/sheets/p1/notes/1.1", &note).ok();
    for (n, number) in [(1, 0), (2, 1)] {
        let body = json!({"box": number, "revision": revision + n});
        phone.put("/api/sheets/p1/answers/1.1", &body).ok();
    }
    changed_nothing(&book, "open");
    // The member has answered in one that was written before.
    let answered = filled(&blank, |_, _, _| Some(1));
    ask(&path, |session| {
        let taken = import(session, &[("m1.xlsx", &answered)]);
        assert_eq!(products(&taken[0].1.clone().unwrap().submitted), ["p1"]);
        Ok(())
    });
    changed_nothing(&answered, "submitted");
    let mut chair = secretary(&server, &path);
    let reason = json!({"reason": "người đánh giá đề nghị"});
    chair.post("/api/products/p1/m1/reopen", &reason).ok();
    changed_nothing(&answered, "open");
    assert_eq!(problems(&path), [""; 0]);
}
