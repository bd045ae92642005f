//! What the target of papers does with an input: fed by the fuzzer, and by `papers/tests/it/fuzz.rs`
//! with every input that was ever worth keeping.

use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use ocop::insight::{AdviceOptions, Comparison, Side};
use ocop::procedure::History;
use ocop::{Case, Catalog, Lang, Star};
use ocop_papers::{
    Form, Paper, advice_page, comparison_page, history_page, result_page, sensitivity_page,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::bundled);

/// The parts of a filled workbook, by name.
pub static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let case = Case::from_json(CASE, "fuzz", &CATALOG).unwrap();
    let book = Form::filled(&case).unwrap().to_xlsx().unwrap();
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
});

/// Two sheets of a set with few criteria.
pub const CASE: &str = include_str!("corpus/workbook/case.json");

/// A workbook or a table: whatever it holds, it is refused with reasons or gives a case that can
/// be decided. As little of a packed file survives a change, an input that is none is put in place
/// of one of a workbook's parts: its first byte says which.
pub fn workbook(data: &[u8]) {
    let replaced = match data {
        [b'P', b'K', ..] => None,
        [part, rest @ ..] => Some(with_part(usize::from(*part), rest)),
        [] => None,
    };
    for (paper, bytes) in [
        (Paper::Workbook, replaced.as_deref().unwrap_or(data)),
        (Paper::Table, data),
    ] {
        match paper
            .fill(bytes, "fuzz", &CATALOG)
            .and_then(|filled| filled.case(&CATALOG))
        {
            Ok(case) => assert!(!case.evaluate().stages().is_empty()),
            Err(error) => assert!(!error.diagnostics().is_empty()),
        }
    }
}

fn with_part(wanted: usize, replacement: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (index, (name, bytes)) in PARTS.iter().enumerate() {
        let bytes = if index == wanted % PARTS.len() {
            replacement
        } else {
            bytes
        };
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Every page that can be drawn of a case.
pub fn pages(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let Ok(case) = Case::from_json(text, "fuzz", &CATALOG) else {
        return;
    };
    let result = case.clone().evaluate();
    for lang in [Lang::Vi, Lang::En] {
        assert!(!result_page(&result, lang).is_empty());
        for star in Star::ALL {
            if let Ok(advice) = result.advise(star, &AdviceOptions::default()) {
                assert!(!advice_page(&advice, lang).is_empty());
            }
        }
        if let Ok(sensitivity) = result.sensitivity() {
            assert!(!sensitivity_page(&sensitivity, lang).is_empty());
        }
        if let (Some(first), Some(second)) = (
            Side::stage(&result, None),
            Side::self_assessment(&case).or_else(|| Side::stage(&result, Some(1))),
        ) {
            let page = comparison_page(("a", "b"), &Comparison::of(&first, &second), lang);
            assert!(!page.is_empty());
        }
        if let Ok(history) = History::of_case(&result, CATALOG.regulations().unwrap()) {
            assert!(!history_page("fuzz", &history, None, lang).is_empty());
        }
    }
}
