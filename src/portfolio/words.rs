//! What counts, lists and rows are called in either language.

use super::summary::{PortfolioView, ReportView};
use super::table::{Table, kind_name};
use super::{
    AchievedRow, HeldBy, Listed, Progress, Repeated, Round, RoundList, Stock, UnclearProducer,
};
use crate::text::{Lang, day, figure, headline, phrase};

impl RoundList {
    /// What the list is called.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        let said = match self {
            RoundList::Certified(star) => {
                phrase!("Đạt hạng {star} sao", "Reached {star} stars")
            }
            RoundList::Forwarded(range) => phrase!(
                "Đề nghị cấp trên đánh giá ({range} điểm)",
                "Proposed to the level above ({range} points)"
            ),
            RoundList::PotentialFive => phrase!(
                "Tiềm năng 5 sao, chờ trung ương",
                "Potential 5 stars, before the centre"
            ),
            RoundList::Returned(level) => {
                let (vi, en) = (level.name(Lang::Vi), level.name(Lang::En));
                phrase!("Trả về {vi}", "Returned to {en}")
            }
        };
        said.text(lang).to_owned()
    }
}

impl Round {
    /// The round's title: its level, its last day or day, its district.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        let level = headline(self.level.name(lang));
        let when = match (self.until, self.day) {
            (Some(until), _) => {
                let round = lang.word("đợt đến ngày", "round until");
                format!("{round} {}", day(until, lang))
            }
            (None, Some(date)) => format!("{} {}", lang.word("ngày", "on"), day(date, lang)),
            (None, None) => lang.word("không rõ ngày", "day unknown").to_owned(),
        };
        match &self.district {
            Some(district) => format!("{level}, {when} · {district}"),
            None => format!("{level}, {when}"),
        }
    }
}

impl UnclearProducer {
    /// What is not clear.
    #[must_use]
    pub fn said(&self, lang: Lang) -> String {
        let name = self.name.as_ref().map(|name| format!(" ({name})"));
        let name = name.unwrap_or_default();
        let kinds = self.kinds.iter().map(|&kind| kind_name(kind, lang));
        let kinds: Vec<&str> = kinds.collect();
        let several = lang.word("nhiều loại hình", "several kinds");
        let what = match kinds.join(", ") {
            none if none.is_empty() => lang.word("không rõ loại hình", "kind unknown").to_owned(),
            kinds => format!("{several} ({kinds})"),
        };
        let (title, id) = (lang.word("Chủ thể", "Producer"), &self.id);
        format!("{title} {id}{name}: {what}")
    }
}

/// A product with what tells it from another of its name.
fn with_producer(product: &str, [code, producer]: [&Option<String>; 2]) -> String {
    let beside = [producer, code].into_iter().flatten();
    let beside: Vec<&str> = beside.map(String::as_str).collect();
    match beside.join(", ") {
        none if none.is_empty() => product.to_owned(),
        beside => format!("{product} ({beside})"),
    }
}

impl Listed {
    /// The product with its producer and code, to know it by.
    #[must_use]
    pub fn said(&self) -> String {
        with_producer(&self.product, [&self.code, &self.producer])
    }
}

impl HeldBy {
    /// The product with its producer and code, to know it by.
    #[must_use]
    pub fn said(&self) -> String {
        with_producer(&self.product, [&self.code, &self.producer])
    }
}

impl PortfolioView {
    /// What is said of products whose recognition decision is not entered, and of those whose star is open.
    #[must_use]
    pub fn open_said(&self, lang: Lang) -> Vec<String> {
        let mut said = Vec::new();
        let undecided = self.undecided;
        if undecided > 0 {
            said.push(phrase!(
                "Chưa nhập ngày quyết định công nhận: {undecided} sản phẩm, tính theo kết quả đánh giá; chưa tính giấy chứng nhận.",
                "The day of the recognition decision is not entered: products: {undecided}, counted by their results and with no certificate."
            ));
        }
        if !self.star_open.is_empty() {
            let products = self.star_open.join("; ");
            said.push(phrase!(
                "Chưa xác định được hạng, tính theo điểm các phần đã ghi: {products}.",
                "The star is open, counted by the parts' points as they are given: {products}."
            ));
        }
        said.iter().map(|said| said.text(lang).to_owned()).collect()
    }
}

impl Repeated {
    /// What is not counted.
    #[must_use]
    pub fn said(&self, lang: Lang) -> String {
        let product = with_producer(&self.product, [&self.code, &self.producer]);
        let (case, counted) = (self.case, self.counted);
        let said = phrase!(
            "Hồ sơ thứ {case} lặp lại hồ sơ thứ {counted}, tính một lần: {product}",
            "Case {case} repeats case {counted}, which counts once: {product}"
        );
        said.text(lang).to_owned()
    }
}

impl Stock {
    /// How many certificates were taken back: without histories nothing is known.
    #[must_use]
    pub fn revoked_said(&self, lang: Lang) -> String {
        let with_history = self.with_history;
        let said = match self.revoked {
            Some(revoked) => phrase!(
                "{revoked} (theo lịch sử của {with_history} sản phẩm)",
                "{revoked} (by the histories of products: {with_history})"
            ),
            None => phrase!("không có dữ liệu", "no data"),
        };
        said.text(lang).to_owned()
    }
}

impl Progress {
    /// What is achieved, with its unit.
    #[must_use]
    pub fn achieved_said(&self, lang: Lang) -> String {
        match &self.achieved {
            Some(achieved) => self.said(achieved, lang),
            None => lang.word("chưa rõ", "not known").to_owned(),
        }
    }

    /// What is asked for, with its unit.
    #[must_use]
    pub fn required_said(&self, lang: Lang) -> String {
        self.said(&self.required, lang)
    }

    fn said(&self, value: &str, lang: Lang) -> String {
        let unit = if self.percent { "%" } else { "" };
        format!("{}{unit}", figure(value, lang))
    }
}

impl AchievedRow {
    /// The row in a few words: `3★ 2/67`, `Định Quán 5 (3★ 3, 4★ 2)`.
    #[must_use]
    pub fn said(&self, table: Table, lang: Lang) -> String {
        let label = table.label(&self.key, lang);
        let achieved = self.achieved;
        if let Some(required) = self.required {
            return format!("{label} {achieved}/{required}");
        }
        let stars = self.stars.iter();
        let stars: Vec<String> = stars
            .map(|(star, count)| format!("{star}★ {count}"))
            .collect();
        format!("{label} {achieved} ({})", stars.join(", "))
    }
}

impl ReportView {
    /// When the report is due.
    #[must_use]
    pub fn said(&self, lang: Lang) -> String {
        let before = self.before.to_string();
        let (month, date) = before.split_once('-').unwrap_or_default();
        let mut said = match lang {
            Lang::Vi => format!("Báo cáo trước ngày {date}/{month} hằng năm"),
            Lang::En => format!("Report before {before} of every year"),
        };
        if let (Some(next), Some(left)) = (self.next, self.days_left) {
            let next = day(next, lang);
            said += &match lang {
                Lang::Vi => format!(": hạn tới {next}, còn {left} ngày"),
                Lang::En => format!(": next due {next}, days left: {left}"),
            };
        }
        if let Some(passed) = self.passed {
            let passed = day(passed, lang);
            said += &format!("; {} {passed}", lang.word("hạn đã qua", "passed"));
        }
        said
    }
}
