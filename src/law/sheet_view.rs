//! A sheet as JSON.

use serde::Serialize;

use super::{
    CriteriaSet, Defect, DisputedMark, Erratum, Finding, LaidOver, OpenFinding, Part, Regulation,
    SetStatus,
};
use crate::value::{CriterionCode, RegulationId, SetCode};

/// A sheet, serializable in the shape of `ocop sheet --json`.
#[derive(Debug, Serialize)]
pub struct SheetView<'s> {
    regulation: &'s RegulationId,
    set: SetCode,
    name: &'s str,
    status: SetStatus,
    citation: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wording: Option<&'s LaidOver>,
    parts: &'s [Part],
    findings: &'s [Finding],
    /// The criteria at which a sheet may end.
    stops: Vec<&'s CriterionCode>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    open_findings: &'s [OpenFinding],
    /// How many independent sources agree.
    sources: usize,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    disputed: &'s [DisputedMark],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    defects: &'s [Defect],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errata: &'s [Erratum],
}

impl<'s> SheetView<'s> {
    /// The view of a set's sheet under a regulation, which may use another's sheets.
    #[must_use]
    pub fn new(regulation: &'s Regulation, set: &'s CriteriaSet) -> SheetView<'s> {
        SheetView {
            regulation: &regulation.id,
            set: set.code,
            name: &set.name,
            status: set.status,
            citation: &set.citation,
            wording: set.laid_over.as_ref(),
            parts: &set.parts,
            findings: &set.findings,
            stops: set.stops().map(|criterion| &criterion.code).collect(),
            open_findings: &set.open_findings,
            sources: set.sources.len(),
            disputed: &set.disputed,
            defects: &set.defects,
            errata: &set.errata,
        }
    }
}
