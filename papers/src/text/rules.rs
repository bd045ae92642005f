//! The rules of a council in words: one place for papers, pages and workbooks.

use ocop::Lang;
#[cfg(feature = "documents")]
use ocop::law::ChairRule;
use ocop::law::{MinimumBy, ZeroBy};

/// Whose sheet the quorum asks for.
#[cfg(feature = "documents")]
pub(crate) const fn chair(rule: ChairRule) -> &'static str {
    match rule {
        ChairRule::Chair => "chủ tịch",
        ChairRule::ChairOrVice => "chủ tịch hoặc phó chủ tịch",
    }
}

/// When a council meets a minimum.
pub(crate) const fn minimum_by(rule: MinimumBy, lang: Lang) -> &'static str {
    match (rule, lang) {
        (MinimumBy::Majority, Lang::Vi) => "quá nửa số phiếu đạt",
        (MinimumBy::Majority, Lang::En) => "more than half of the sheets",
        (MinimumBy::All, Lang::Vi) => "mọi phiếu đạt",
        (MinimumBy::All, Lang::En) => "every sheet",
        (MinimumBy::Mean, Lang::Vi) => "điểm trung bình của tiêu chí đạt",
        (MinimumBy::Mean, Lang::En) => "the criterion's mean",
    }
}

/// When a council gives 0 where a zero ends the evaluation.
pub(crate) const fn zero_by(rule: ZeroBy, lang: Lang) -> &'static str {
    match (rule, lang) {
        (ZeroBy::Majority, Lang::Vi) => "quá nửa số phiếu cho 0 điểm",
        (ZeroBy::Majority, Lang::En) => "more than half of the sheets give 0",
        (ZeroBy::Any, Lang::Vi) => "có phiếu cho 0 điểm",
        (ZeroBy::Any, Lang::En) => "some sheet gives 0",
        // The mean of a criterion is 0 where no sheet has points in it.
        (ZeroBy::Mean, Lang::Vi) => "mọi phiếu cho 0 điểm",
        (ZeroBy::Mean, Lang::En) => "every sheet gives 0",
    }
}
