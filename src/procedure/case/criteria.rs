//! Which files decide a case, as its seal names them.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::input::catalog::{Catalog, CatalogError};
use crate::input::digest::of_bytes;
use crate::procedure::stage::{Content, Stage};

/// The hash of the hashes of every file that the stages are decided by, each after its name.
pub(super) fn criteria(stages: &[Stage], catalog: &Catalog) -> Result<String, CatalogError> {
    let mut used: Vec<(Cow<'_, str>, &str)> = Vec::new();
    let mut add = |name, digest| {
        if !used.iter().any(|(known, _)| *known == name) {
            used.push((name, digest));
        }
    };
    for stage in stages {
        for id in [&stage.regulation.id, &stage.regulation.sheets] {
            let (_, file) = catalog.regulation_file(id.as_str())?;
            add(id.as_str().into(), file.digest());
        }
        let (sheets, code) = (&stage.set.regulation, stage.set.code);
        let sheet = catalog.set_file(sheets, code)?;
        add(format!("{sheets}/{code}").into(), sheet.digest());
        if let Content::Sheets { rules, .. } = &stage.content {
            let (_, file) = catalog.rules_file(rules.id.as_str())?;
            add(format!("councils/{}", rules.id).into(), file.digest());
        }
    }
    used.sort_unstable();
    // A name and a hash take less.
    let mut lines = String::with_capacity(128 * used.len());
    for (name, digest) in used {
        // Writing to a String cannot fail.
        let _ = writeln!(lines, "{name} {digest}");
    }
    Ok(of_bytes(lines.as_bytes()))
}
