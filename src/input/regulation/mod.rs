//! Reads `criteria/<regulation>/regulation.json`, and lays one that amends another over it.

mod check;
mod records;

use check::check;
pub(in crate::input) use check::check_readings;
pub(crate) use records::RegulationFile;

use crate::input::{
    Diagnostic, Document, LoadError, Node, Problems, Record, document, refusals, too_early,
};
use crate::law::Regulation;
use crate::value::RegulationId;

impl Regulation {
    /// Reads a regulation that stands alone, or one that amends `base`: what it does not state
    /// is then `base`'s.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, an unknown or missing key, figures
    /// that do not fit together (parts that do not sum to the total, bands that do not fall, a
    /// star that a level neither certifies nor forwards nor returns).
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::law::Regulation;
    ///
    /// let base = Catalog::bundled().regulation("qd-26-2026")?;
    /// let text = r#"{"id": "qd-9-2027", "decision": "9/2027/QĐ-TTg", "issued": "2027-01-01",
    ///     "amends": "qd-26-2026", "title": "Sửa đổi",
    ///     "in_force": {"from": "2027-01-01", "citation": "9/2027/QĐ-TTg, Điều 2"}}"#;
    /// let amended = Regulation::from_json(text, "regulation.json", Some(&base))?;
    /// assert_eq!(amended.certificate_months(), 36);
    /// assert!(Regulation::from_json(text, "regulation.json", None).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(
        text: &str,
        file: &str,
        base: Option<&Regulation>,
    ) -> Result<Regulation, LoadError> {
        document(text, file, 1, |root, problems| {
            let file = RegulationFile::read(root, problems)?;
            // A file that names no other builds on none, and one that names another on that alone.
            let base = base.filter(|base| file.amends.as_ref() == Some(&base.id));
            if let (Some(amends), None) = (&file.amends, base) {
                problems.push(root.placed(base_unknown(amends)));
                return None;
            }
            check_dates(&file, base, root, problems);
            let regulation = merged(file, base, root, problems)?;
            check(&root, &regulation, problems);
            Some(regulation)
        })
    }
}

/// The regulation that a text names under a key, if it can be read.
pub(super) fn one_key(text: &str, key: &'static str) -> Option<RegulationId> {
    // Most texts do not have the word, and need not be parsed for it. An escape may hide it.
    if !text.contains(key) && !text.contains('\\') {
        return None;
    }
    let document = Document::read(text, "", 1).ok()?;
    document.root().get(key)?.parsed(&mut Problems::default())
}

/// A regulation takes effect when it is signed or later, and one that amends another not before that.
fn check_dates(
    file: &RegulationFile,
    base: Option<&Regulation>,
    node: Node<'_>,
    problems: &mut Problems,
) {
    let signed = base.map(|base| base.issued);
    let effective = base.map(|base| base.in_force.from).max(Some(file.issued));
    let in_force = node.find("in_force").find("from");
    for (node, day, least) in [
        (in_force, file.in_force.from, effective),
        (node.find("issued"), file.issued, signed),
    ] {
        if let Some(least) = least.filter(|&least| day < least) {
            problems.push(node.placed(too_early(day, least)));
        }
    }
}

fn merged(
    file: RegulationFile,
    base: Option<&Regulation>,
    node: Node<'_>,
    problems: &mut Problems,
) -> Option<Regulation> {
    // What the file states, or its base.
    macro_rules! stated {
        ($field:ident) => {
            file.$field.or_else(|| Some(base?.$field.clone()))
        };
    }
    // The same for what a regulation must have: a key that is in neither is missing.
    macro_rules! needed {
        ($($field:ident),+) => {
            $(let $field = stated!($field);
            if $field.is_none() {
                problems.push(node.placed(Diagnostic::missing_key(stringify!($field))));
            })+
        };
    }
    needed! { total, parts, bands, minima, forward_by, levels, certificate, producers, sets }
    let mut readings = base.map_or_else(Vec::new, |base| base.readings.clone());
    readings.extend(file.readings);
    Some(Regulation {
        sheets: base.map_or_else(|| file.id.clone(), |base| base.sheets.clone()),
        id: file.id,
        decision: file.decision,
        title: file.title,
        issued: file.issued,
        in_force: file.in_force,
        total: total?,
        parts: parts?,
        bands: bands?,
        minima: minima?,
        forward_by: forward_by?,
        levels: levels?,
        ended_levels: stated!(ended_levels).unwrap_or_default(),
        renamed: stated!(renamed).unwrap_or_default(),
        certificate: certificate?,
        revocation: file.revocation.or_else(|| base?.revocation.clone()),
        annulment: file.annulment.or_else(|| base?.annulment.clone()),
        deadlines: stated!(deadlines).unwrap_or_default(),
        written: file.written.or_else(|| base?.written.clone()),
        dossier: stated!(dossier).unwrap_or_default(),
        product_code: file.product_code.or_else(|| base?.product_code.clone()),
        amended: file.amended,
        amends: file.amends,
        pending: file.pending,
        transition: file.transition,
        producers: producers?,
        sets: sets?,
        readings,
    })
}

refusals! {
    base_unknown(amends: &RegulationId) = RegulationUnknown,
        ["`{amends}`"],
        ["một quyết định đã nạp và không dựa trên quyết định này",
         "a regulation that is loaded and does not rest on this one"];
}
