//! What a dossier holds, who may bring one, and how its product is coded.

use super::regulation::Regulation;
use crate::text::citation::Citation;
use crate::value::codes::{ApplicationKind, Level, ProducerKind, SetCode, getters, word_code};

/// Something that a dossier must hold (thành phần hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierItem {
    pub(crate) id: String,
    pub(crate) label: String,
    /// The level that supplies it; `None` for the producer.
    pub(crate) by: Option<Level>,
    /// The level that receives it.
    pub(crate) at: Level,
    /// For which kinds of applications; for all where it is empty.
    pub(crate) kinds: Vec<ApplicationKind>,
    /// Sets that do not need it.
    pub(crate) not_sets: Vec<SetCode>,
    /// Needed only where there is any.
    pub(crate) if_any: bool,
    pub(crate) citation: Citation,
}

/// How product codes are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeRule {
    /// Without it, the commune.
    pub(crate) form: Option<CodeForm>,
    pub(crate) citation: Citation,
}

/// Producers that only some sets admit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProducerRule {
    pub(crate) kind: ProducerKind,
    pub(crate) sets: Vec<SetCode>,
    pub(crate) citation: Citation,
}

word_code! {
    /// The place that a product code of four parts names after the province.
    CodeForm, "one of `commune`, `district`",
    /// Its commune.
    Commune = "commune",
    /// Its district.
    District = "district",
}

getters! { DossierItem {
    /// Its name in cases.
    id: by_ref str,
    /// What it is, in Vietnamese.
    label: by_ref str,
    /// The level that supplies it, `None` for the producer.
    by: copied Option<Level>,
    /// The level that receives it.
    at: copied Level,
    /// Whether it is needed only where there is any.
    if_any: copied bool,
    /// The clause.
    citation: by_ref Citation,
} }

impl Regulation {
    /// What a dossier of this kind must hold for this set when it reaches `level`.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Level};
    /// use ocop::value::ApplicationKind;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-26-2026")?;
    /// let tourism = "26".parse()?;
    /// let items: Vec<&str> = regulation
    ///     .dossier(ApplicationKind::First, tourism, Level::Province)
    ///     .map(|item| item.id())
    ///     .collect();
    /// assert!(items.contains(&"form-03") && !items.contains(&"samples-province"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn dossier(
        &self,
        kind: ApplicationKind,
        set: SetCode,
        level: Level,
    ) -> impl Iterator<Item = &DossierItem> {
        self.dossier.iter().filter(move |item| {
            let of_kind = item.kinds.is_empty() || item.kinds.contains(&kind);
            item.at == level && of_kind && !item.not_sets.contains(&set)
        })
    }
}
