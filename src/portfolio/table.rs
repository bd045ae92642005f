//! What products are counted by, and what the rows are called.

use crate::portfolio::UNKNOWN;
use crate::text::{Lang, vietnamese_order};
use crate::value::codes::word_code;
use crate::value::{Level, ProducerKind};

word_code! {
    /// What products are counted by; the word is its key in answers.
    Table:
    /// The kind of outcome.
    Outcome = "by_outcome",
    /// The star of the result; products without one are unknown.
    Star = "by_star",
    /// The level that recognised the product, that has it, or that ended its way.
    Level = "by_level",
    /// The set. The number alone: a set of 1048/2019 has another number than in 148/2023.
    Set = "by_set",
    /// The sector (ngành), the six that plans call groups.
    Sector = "by_sector",
    /// The product group (nhóm); 1048/2019 does not list groups.
    Group = "by_group",
    /// The district.
    District = "by_district",
    /// The commune.
    Commune = "by_commune",
    /// The kind of producer.
    Producer = "by_producer",
}

impl Table {
    /// Whether it counts by a place, which a law may not have.
    #[must_use]
    pub fn is_place(self) -> bool {
        matches!(self, Table::District | Table::Commune)
    }

    /// Its rows in the order in which people read them: those named by what the data and the cases
    /// call things in the order of the Vietnamese alphabet, what is not known last; others by key.
    #[must_use]
    pub fn in_order<R>(
        self,
        rows: impl IntoIterator<Item = R>,
        key: impl Fn(&R) -> &str,
    ) -> Vec<R> {
        let mut rows: Vec<R> = rows.into_iter().collect();
        if self.is_place() || matches!(self, Table::Group | Table::Sector) {
            let place = |row: &R| (key(row) == UNKNOWN, vietnamese_order(key(row)));
            rows.sort_by_cached_key(place);
        }
        rows
    }

    /// Its title.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Table::Outcome => lang.word("Theo kết quả", "By outcome"),
            Table::Star => lang.word("Theo hạng sao", "By star"),
            Table::Level => lang.word("Theo cấp", "By level"),
            Table::Set => lang.word("Theo bộ", "By set"),
            Table::Sector => lang.word("Theo ngành", "By sector"),
            Table::Group => lang.word("Theo nhóm", "By group"),
            Table::District => lang.word("Theo huyện", "By district"),
            Table::Commune => lang.word("Theo xã", "By commune"),
            Table::Producer => lang.word("Theo chủ thể", "By producer"),
        }
    }

    /// What a row is called. Names that are data stay Vietnamese.
    #[must_use]
    pub fn label(self, key: &str, lang: Lang) -> String {
        let known = match (self, key) {
            (Table::Star, "unknown") => Some(lang.word("chưa công nhận", "not recognised yet")),
            (_, "unknown") => Some(lang.word("không rõ", "unknown")),
            (Table::Outcome, "recognised") => {
                Some(lang.word("đạt hạng sao để công nhận", "has a star to recognise"))
            }
            (Table::Outcome, "returned") => Some(lang.word("trả về", "returned")),
            (Table::Outcome, "pending") => Some(lang.word("đang chờ", "pending")),
            (Table::Outcome, "not-recognised") => {
                Some(lang.word("không công nhận", "not recognised"))
            }
            (Table::Outcome, "rejected") => {
                Some(lang.word("bị loại hoặc dừng đánh giá", "rejected or stopped"))
            }
            (Table::Level, _) => key.parse().ok().map(|level: Level| level.name(lang)),
            (Table::Producer, _) => key.parse().ok().map(|kind| kind_name(kind, lang)),
            _ => None,
        };
        match (known, self) {
            (Some(label), _) => label.to_owned(),
            (None, Table::Star) => format!("{key}★"),
            (None, Table::Set) => format!("{} {key}", lang.word("bộ", "set")),
            (None, _) => key.to_owned(),
        }
    }
}

pub(super) fn kind_name(kind: ProducerKind, lang: Lang) -> &'static str {
    match kind {
        ProducerKind::Cooperative => lang.word("hợp tác xã", "cooperative"),
        ProducerKind::CooperativeGroup => lang.word("tổ hợp tác", "cooperative group"),
        ProducerKind::Enterprise => {
            lang.word("doanh nghiệp nhỏ và vừa", "small or medium enterprise")
        }
        ProducerKind::Farm => lang.word("trang trại", "farm"),
        ProducerKind::Household => lang.word("hộ có đăng ký kinh doanh", "registered household"),
        ProducerKind::Association => lang.word("hội, hiệp hội", "association"),
        ProducerKind::OperatingCentre => lang.word(
            "trung tâm điều hành hoặc tổ chức tương đương",
            "operating centre or the like",
        ),
    }
}
