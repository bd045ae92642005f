//! What counts, lists and rows are called in Vietnamese.

use std::fmt::Write as _;

use super::summary::{PortfolioView, ReportView, TargetView};
use super::{
    Achieved, AchievedRow, HeldBy, Listed, Repeated, Round, RoundList, Stock, UnclearProducer,
};
use crate::procedure::certificate::CertificateBasis;
use crate::text::figure::figure;
use crate::text::lang::{Lang, headline};
use crate::value::codes::{Level, ProducerKind};
use crate::value::dates::Date;

impl Achieved {
    /// The tables, each with its key, its title and its rows.
    #[must_use]
    pub fn tables(&self) -> [(Table, &[AchievedRow]); 8] {
        [
            (Table::Star, &self.by_star),
            (Table::Level, &self.by_level),
            (Table::Set, &self.by_set),
            (Table::Sector, &self.by_sector),
            (Table::Group, &self.by_group),
            (Table::District, &self.by_district),
            (Table::Commune, &self.by_commune),
            (Table::Producer, &self.by_producer),
        ]
    }
}

/// What products are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// The kind of outcome.
    Outcome,
    /// The star.
    Star,
    /// The level.
    Level,
    /// The set.
    Set,
    /// The sector.
    Sector,
    /// The product group.
    Group,
    /// The district.
    District,
    /// The commune.
    Commune,
    /// The kind of producer.
    Producer,
}

impl Table {
    /// Its key in answers.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Table::Outcome => "by_outcome",
            Table::Star => "by_star",
            Table::Level => "by_level",
            Table::Set => "by_set",
            Table::Sector => "by_sector",
            Table::Group => "by_group",
            Table::District => "by_district",
            Table::Commune => "by_commune",
            Table::Producer => "by_producer",
        }
    }

    /// Whether it counts by a place, which a law may not have.
    #[must_use]
    pub fn is_place(self) -> bool {
        matches!(self, Table::District | Table::Commune)
    }

    /// Its title in Vietnamese.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Table::Outcome => "Theo kết quả",
            Table::Star => "Theo hạng sao",
            Table::Level => "Theo cấp",
            Table::Set => "Theo bộ",
            Table::Sector => "Theo ngành",
            Table::Group => "Theo nhóm",
            Table::District => "Theo huyện",
            Table::Commune => "Theo xã",
            Table::Producer => "Theo chủ thể",
        }
    }

    /// What a row is called in Vietnamese.
    #[must_use]
    pub fn label(self, key: &str) -> String {
        let known = match (self, key) {
            (Table::Star, "unknown") => Some("chưa công nhận"),
            (_, "unknown") => Some("không rõ"),
            (Table::Outcome, "recognised") => Some("đạt hạng sao để công nhận"),
            (Table::Outcome, "returned") => Some("trả về"),
            (Table::Outcome, "pending") => Some("đang chờ"),
            (Table::Outcome, "not-recognised") => Some("không công nhận"),
            (Table::Outcome, "rejected") => Some("bị loại hoặc dừng đánh giá"),
            (Table::Level, _) => key.parse().ok().map(|level: Level| level.name(Lang::Vi)),
            (Table::Producer, _) => key.parse().ok().map(kind_name),
            _ => None,
        };
        match (known, self) {
            (Some(label), _) => label.to_owned(),
            (None, Table::Star) => format!("{key}★"),
            (None, Table::Set) => format!("bộ {key}"),
            (None, _) => key.to_owned(),
        }
    }
}

fn kind_name(kind: ProducerKind) -> &'static str {
    match kind {
        ProducerKind::Cooperative => "hợp tác xã",
        ProducerKind::CooperativeGroup => "tổ hợp tác",
        ProducerKind::Enterprise => "doanh nghiệp nhỏ và vừa",
        ProducerKind::Farm => "trang trại",
        ProducerKind::Household => "hộ có đăng ký kinh doanh",
        ProducerKind::Association => "hội, hiệp hội",
        ProducerKind::OperatingCentre => "trung tâm điều hành hoặc tổ chức tương đương",
    }
}

impl RoundList {
    /// What the list is called in Vietnamese.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            RoundList::Certified(star) => format!("Đạt hạng {star} sao"),
            RoundList::Forwarded(range) => format!("Đề nghị cấp trên đánh giá ({range} điểm)"),
            RoundList::PotentialFive => "Tiềm năng 5 sao, chờ trung ương".to_owned(),
            RoundList::Returned(level) => format!("Trả về {}", level.name(Lang::Vi)),
        }
    }
}

impl Round {
    /// The round's title in Vietnamese: its level, its last day or day as `day` writes it, its
    /// district.
    #[must_use]
    pub fn title(&self, day: impl Fn(Date) -> String) -> String {
        let level = headline(self.level.name(Lang::Vi));
        let when = match (self.until, self.day) {
            (Some(until), _) => format!("đợt đến ngày {}", day(until)),
            (None, Some(date)) => format!("ngày {}", day(date)),
            (None, None) => "không rõ ngày".to_owned(),
        };
        match &self.district {
            Some(district) => format!("{level}, {when} · {district}"),
            None => format!("{level}, {when}"),
        }
    }
}

impl UnclearProducer {
    /// What is not clear, in Vietnamese.
    #[must_use]
    pub fn said(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" ({name})"));
        let name = name.unwrap_or_default();
        let kinds: Vec<&str> = self.kinds.iter().map(|&kind| kind_name(kind)).collect();
        if kinds.is_empty() {
            format!("Chủ thể {}{name}: không rõ loại hình", self.id)
        } else {
            let kinds = kinds.join(", ");
            format!("Chủ thể {}{name}: nhiều loại hình ({kinds})", self.id)
        }
    }
}

/// A product with what tells it from another of its name.
fn with_producer(product: &str, code: Option<&str>, producer: Option<&str>) -> String {
    let beside: Vec<&str> = producer.into_iter().chain(code).collect();
    match beside.join(", ") {
        none if none.is_empty() => product.to_owned(),
        beside => format!("{product} ({beside})"),
    }
}

impl Listed {
    /// The product with its producer and code, to know it by.
    #[must_use]
    pub fn said(&self) -> String {
        with_producer(
            &self.product,
            self.code.as_deref(),
            self.producer.as_deref(),
        )
    }
}

impl PortfolioView {
    /// What is said of products whose star is open, in Vietnamese.
    #[must_use]
    pub fn star_open_said(&self) -> Option<String> {
        (!self.star_open.is_empty()).then(|| {
            let products = self.star_open.join("; ");
            format!("Chưa xác định được hạng, tính theo điểm các phần đã ghi: {products}.")
        })
    }

    /// What is said of products whose recognition decision is not entered, in Vietnamese.
    #[must_use]
    pub fn undecided_said(&self) -> Option<String> {
        (self.undecided > 0).then(|| {
            format!(
                "Chưa nhập ngày quyết định công nhận: {} sản phẩm, được tính từ ngày đánh giá.",
                self.undecided
            )
        })
    }
}

impl HeldBy {
    /// The last valid day, as `day` writes it; where the decision's day is not entered, that instead.
    #[must_use]
    pub fn last_day_said(&self, day: impl Fn(Date) -> String) -> String {
        match self.basis {
            CertificateBasis::Decision => day(self.expires),
            CertificateBasis::ScoringDate => "chưa nhập ngày quyết định".to_owned(),
        }
    }

    /// The product with its producer and code, to know it by.
    #[must_use]
    pub fn said(&self) -> String {
        with_producer(
            &self.product,
            self.code.as_deref(),
            self.producer.as_deref(),
        )
    }
}

impl Repeated {
    /// What is not counted, in Vietnamese.
    #[must_use]
    pub fn said(&self) -> String {
        let product = with_producer(
            &self.product,
            self.code.as_deref(),
            self.producer.as_deref(),
        );
        let (case, counted) = (self.case, self.counted);
        format!("Hồ sơ thứ {case} lặp lại hồ sơ thứ {counted}, tính một lần: {product}")
    }
}

impl Stock {
    /// How many certificates were taken back, in Vietnamese: without histories nothing is known.
    #[must_use]
    pub fn revoked_said(&self) -> String {
        match self.revoked {
            Some(revoked) => format!(
                "{revoked} (theo lịch sử của {} sản phẩm)",
                self.with_history
            ),
            None => "không có dữ liệu".to_owned(),
        }
    }
}

impl TargetView {
    /// What is achieved, with its unit.
    #[must_use]
    pub fn achieved_said(&self) -> String {
        match &self.achieved {
            Some(achieved) => self.said(achieved),
            None => "chưa rõ".to_owned(),
        }
    }

    /// What is asked for, with its unit.
    #[must_use]
    pub fn required_said(&self) -> String {
        self.said(&self.required)
    }

    fn said(&self, value: &str) -> String {
        let unit = if self.percent { "%" } else { "" };
        format!("{}{unit}", figure(value, Lang::Vi))
    }
}

impl AchievedRow {
    /// The row in a few words: `3★ 2/67`, `Định Quán 5 (3★ 3, 4★ 2)`.
    #[must_use]
    pub fn said(&self, table: Table) -> String {
        let label = table.label(&self.key);
        let stars: Vec<String> = self
            .stars
            .iter()
            .map(|(star, count)| format!("{star}★ {count}"))
            .collect();
        match self.required {
            Some(required) => format!("{label} {}/{required}", self.achieved),
            None => format!("{label} {} ({})", self.achieved, stars.join(", ")),
        }
    }
}

impl ReportView {
    /// When the report is due, in Vietnamese; `day` writes a day.
    #[must_use]
    pub fn said(&self, day: impl Fn(Date) -> String) -> String {
        let before = self.before.to_string();
        let (month, date) = before.split_once('-').unwrap_or_default();
        let mut said = format!("Báo cáo trước ngày {date}/{month} hằng năm");
        if let (Some(next), Some(left)) = (self.next, self.days_left) {
            let _ = write!(said, ": hạn tới {}, còn {left} ngày", day(next));
        }
        if let Some(passed) = self.passed {
            let _ = write!(said, "; hạn đã qua {}", day(passed));
        }
        said
    }
}
