//! What the details of one case are told with: its results, the laws, the language.

use std::sync::Arc;

use ocop::law::Regulation;
use ocop::text::figure;
use ocop::{Case, EvaluatedCase, Lang, Points};

/// What all steps of one case are told with.
#[derive(Clone, Copy)]
pub(super) struct Told<'p> {
    pub(super) evaluated: &'p EvaluatedCase,
    pub(super) regulations: &'p [Arc<Regulation>],
    pub(super) lang: Lang,
}

impl<'p> Told<'p> {
    pub(super) fn word(self, vi: &'static str, en: &'static str) -> &'static str {
        self.lang.word(vi, en)
    }

    /// Points as the page's language writes them.
    pub(super) fn figure(self, points: Points) -> String {
        figure(&points.to_string(), self.lang)
    }

    /// A mean as it is shown.
    pub(super) fn shown(self, mean: &str) -> String {
        figure(mean, self.lang)
    }

    pub(super) fn case(self) -> &'p Case {
        self.evaluated.case()
    }
}
