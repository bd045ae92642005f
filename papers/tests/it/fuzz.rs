//! Every input that the target of papers is seeded with, and every one it ever found, given to it
//! again. `OCOP_WRITE=1` writes its seeds: the parts of a workbook, and a workbook.

#[path = "../../../fuzz/papers.rs"]
mod papers;

use crate::common::bundled;
use std::fs;

use ocop::Case;
use ocop_papers::Form;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/workbook");

fn write_seeds() {
    let case = Case::from_json(papers::CASE, "case.json", &bundled()).unwrap();
    let book = Form::filled(&case).unwrap();
    fs::write(format!("{CORPUS}/filled.xlsx"), book.to_xlsx().unwrap()).unwrap();
    for (number, (name, bytes)) in (0_u8..).zip(&*papers::PARTS) {
        let name = name.replace('/', "-");
        fs::write(
            format!("{CORPUS}/{name}"),
            [&[number], bytes.as_slice()].concat(),
        )
        .unwrap();
    }
}

#[test]
fn workbooks() {
    if std::env::var_os("OCOP_WRITE").is_some() {
        write_seeds();
    }
    let mut inputs = 0;
    for entry in fs::read_dir(CORPUS).unwrap() {
        papers::workbook(&fs::read(entry.unwrap().path()).unwrap());
        inputs += 1;
    }
    assert!(inputs > 10, "{inputs} inputs");
}

#[test]
fn pages_of_cases() {
    let mut inputs = 0;
    for folder in ["../examples/cases", "../tests/bad", "../tests/pages"] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                papers::pages(&fs::read(path).unwrap());
                inputs += 1;
            }
        }
    }
    assert!(inputs > 10, "{inputs} inputs");
}
