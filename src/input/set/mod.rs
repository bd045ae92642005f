//! Reads `criteria/<regulation>/sets/NN-slug.json`.

mod boxes;
mod whole;

use boxes::{check_criterion, check_note, check_section};
use whole::{check_sources, check_whole, other_tables, places};

use crate::input::{
    All, CITE, FLAG, Keys, LoadError, Parsed, Reads, STARS, Shape, Simple, Text, Then, document,
    file_record, record, refusals,
};
use crate::law::criterion::sheet_records;
use crate::law::doubts::doubt_records;
use crate::law::findings::finding_records;
use crate::law::table::SheetTable;
use crate::law::{
    Amendment, Choice, CriteriaSet, Criterion, Defect, DisputedMark, Erratum, Finding, Heading,
    Note, OpenFinding, Part, Regulation, Section, SetStatus, SheetName, ZeroNote,
};
use crate::value::{FindingId, RegulationId, SetCode, Star};

impl CriteriaSet {
    /// Reads one sheet of `regulation`.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, an unknown, missing or repeated
    /// key, sums that disagree and are not listed as defects (or defects that do not exist),
    /// codes given twice, falling points, marks out of order, labels too long or repeated.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::law::CriteriaSet;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-26-2026")?;
    /// let text = r#"{"regulation": "qd-26-2026", "set": "27", "name": "Bộ 27"}"#;
    /// let error = CriteriaSet::from_json(text, "27.json", &regulation).unwrap_err();
    /// let codes: Vec<&str> = error.diagnostics().iter().map(|p| p.code().as_str()).collect();
    /// assert!(codes.contains(&"set-unknown") && codes.contains(&"missing-key"));
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn from_json(
        text: &str,
        file: &str,
        regulation: &Regulation,
    ) -> Result<CriteriaSet, LoadError> {
        document(text, file, 1, |root, problems| {
            let read = Keys.read(root, problems);
            check_whole(root, read.as_ref(), regulation, problems);
            let set: SetFile = read.filter(|_| problems.is_empty())?;
            set.finished()
        })
    }
}

/// Characters that a label may have.
const MAX_LABEL: usize = 600;

/// A text that a sheet prints.
const LABEL: Simple<String> = Simple(
    |node, problems| {
        let label = node.some_text(problems)?.into_owned();
        let length = label.chars().count();
        if length > MAX_LABEL {
            problems.push(node.placed(too_long(length)));
        }
        Some(label)
    },
    || Shape::TextUpTo(MAX_LABEL),
);

/// The lowest star that a box can be the least for: a sheet has room for three marks.
const LEAST_MARK: Star = Star::Three;

/// The star that a box is the least for.
const MARK: Simple<Star> = Simple(
    |node, problems| {
        let star = STARS.read(node, problems)?;
        if star < LEAST_MARK {
            problems.push(node.placed(mark_below(node.quoted(), LEAST_MARK)));
        }
        Some(star)
    },
    || Shape::Whole(LEAST_MARK as u32, 5),
);

file_record! {
    /// A scoring sheet: criteria/<regulation>/sets/NN-slug.json.
    SetFile {
        /// The regulation whose sheet it is.
        required regulation: RegulationId = "regulation", Parsed, r#""qd-148-2023""#;
        /// Its two digits.
        required code: SetCode = "set", Parsed, r#""08""#;
        /// Its name, as the regulation lists it.
        required name: String = "name", Text, r#""Bộ sản phẩm: Đồ uống có cồn""#;
        /// Where the decision prints it.
        required citation: String = "citation", Text, r#""148/QĐ-TTg, Phụ lục II, 8""#;
        /// Where it was read; either this or `sources`.
        optional source: String = "source", Text, r#""vanban.chinhphu.vn""#;
        /// Where it was read, each once; either this or `source`.
        default sources: Vec<String> = "sources", All(Text, 1), r#"["vanban.chinhphu.vn"]"#;
        /// How the file was checked.
        required checked: String = "checked", Text, r#""2026-11-23: hai lần độc lập""#;
        /// Whether its sums agree: `incomplete` with defects, `transcribed` without.
        required status: SetStatus = "status", Parsed, r#""transcribed""#;
        /// The decision by which it reads so.
        optional as_amended: Amendment = "as_amended", Keys, "{}";
        /// Sheets of other regulations for the same products.
        default neighbours: Vec<SheetName> = "neighbours", All(Keys, 0), "[]";
        /// Grounds for which a dossier is not evaluated; each once.
        default findings: Vec<Finding> = "findings", All(Keys, 0), "[]";
        /// Grounds that the sheet of another regulation prints.
        default open_findings: Vec<OpenFinding> = "open_findings", All(Then(Keys, OpenFindingFile::finding), 0), "[]";
        /// Sums that the source breaks, exactly.
        default defects: Vec<Defect> = "defects", All(Keys, 0), "[]";
        /// Misprints, and how they were read.
        default errata: Vec<Erratum> = "errata", All(Keys, 0), "[]";
        /// Marks that another source prints differently.
        default disputed: Vec<DisputedFile> = "disputed", All(Keys, 0), "[]";
        /// Parts A, B and C.
        required parts: Vec<Part> = "parts", All(Keys, 1), "[]";
    } check check_sources rules r#"{"oneOf": [{"required": ["source"]}, {"required": ["sources"]}]}"#

    /// A ground that the sheet of another regulation prints.
    OpenFindingFile {
        /// Its name in cases.
        required id: FindingId = "finding", Parsed, r#""forged-dossier""#;
        /// The regulation.
        required regulation: RegulationId = "regulation", Parsed, r#""qd-1048-2019""#;
        /// The set.
        required set: SetCode = "set", Parsed, r#""08""#;
    }

    /// A mark that another source prints differently.
    DisputedFile {
        /// The box.
        required at: String = "at", Text, r#""A/1/1.2/box 1""#;
        /// What the other source prints.
        required other: OtherMark = "other", Keys, "{}";
    }

    /// What the other source prints at a box.
    OtherMark {
        /// The star that the box is the least for there; none without it.
        optional star: Star = "star", MARK, "4";
    }
}

sheet_records!(record);
finding_records!(record);
doubt_records!(record);

impl OpenFindingFile {
    fn finding(self) -> OpenFinding {
        OpenFinding {
            id: self.id,
            printed_by: SheetName {
                regulation: self.regulation,
                set: self.set,
            },
        }
    }
}

impl SetFile {
    /// The sheet, of a file that has no problem.
    fn finished(self) -> Option<CriteriaSet> {
        let disputed = self.disputed.into_iter().map(|mark| {
            let places = places(&self.parts);
            let (_, place, ours) = places.into_iter().find(|(path, ..)| *path == mark.at)?;
            Some(DisputedMark {
                at: mark.at,
                place,
                ours,
                other: mark.other.star,
            })
        });
        let disputed: Vec<DisputedMark> = disputed.collect::<Option<_>>()?;
        Some(CriteriaSet {
            regulation: self.regulation,
            code: self.code,
            name: self.name,
            citation: self.citation,
            sources: self.source.into_iter().chain(self.sources).collect(),
            checked: self.checked,
            status: self.status,
            as_amended: self.as_amended,
            table: SheetTable::of(&self.parts)?,
            other_tables: other_tables(&self.parts, &disputed)?,
            parts: self.parts,
            neighbours: self.neighbours,
            findings: self.findings,
            open_findings: self.open_findings,
            defects: self.defects,
            errata: self.errata,
            disputed,
            laid_over: None,
        })
    }
}

refusals! {
    too_long(length: usize) = LabelLength,
        ["{length} ký tự", "{length} characters"], ["nhiều nhất {MAX_LABEL}", "at most {MAX_LABEL}"];
    /// A mark for a star below the least one that is certified.
    mark_below(quoted: String, least: Star) = MarkRange,
        ["{quoted}"], ["từ {least} sao trở lên", "a star from {least} on"];
}
