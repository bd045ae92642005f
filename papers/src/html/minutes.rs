//! The details of results for a screen: what each council scored, and why its star follows. They are
//! no paper: nobody signs them.

use std::sync::Arc;

use maud::{Markup, html};
use ocop::law::Regulation;
use ocop::procedure::{CertificateBasis, Content, History, ReportItem, Stage, StageResult};
use ocop::scoring::CouncilForm;
use ocop::text::Citation;
use ocop::{EvaluatedCase, Lang, Level, Outcome, Reason};

use super::scores::Seats;
use super::step::Told;
use super::{UNREAD_CLAUSE, area, day, head, page, table};
use crate::text::{is_next, outcome_text, star_open, state};

/// The details of every case (chi tiết kết quả), one after the other, as a page.
///
/// Each council that scored has its own part: attendance, points by member and criterion, means
/// against maxima, minima, star, reasons with clauses, what comes next. Other steps are told for
/// what they are. What a council signs are the papers of [`crate::SessionPapers`]. `regulations` are those of the catalog, which the days
/// to come are reckoned by. Names of criteria stay Vietnamese in any language.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, EvaluatedCase, Lang};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{"product": {"name": "Cá <khô>"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#;
/// let case = EvaluatedCase::from_json(text, "case.json", &catalog)?;
/// let page = ocop_papers::minutes(&[case], &catalog.regulations()?, Lang::Vi);
/// assert!(page.contains("Cá &lt;khô&gt;") && page.contains("61,50"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn minutes(cases: &[EvaluatedCase], regulations: &[Arc<Regulation>], lang: Lang) -> String {
    let name = lang.word("Chi tiết kết quả OCOP", "Details of an OCOP result");
    let title = match cases {
        [one] => format!("{name}: {}", one.case().product().name),
        several => format!("{name} ({})", several.len()),
    };
    let body = html! {
        @for evaluated in cases { (Told { evaluated, regulations, lang }.steps()) }
    };
    page(&title, lang, &body)
}

impl Told<'_> {
    fn steps(self) -> Markup {
        let stages = self.case().stages();
        let results = self.evaluated.stages();
        html! {
            @for (number, (stage, result)) in (1..).zip(stages.iter().zip(results)) {
                (self.step(stage, result, number == stages.len()))
            }
        }
    }

    fn step(self, stage: &Stage, result: &StageResult, last: bool) -> Markup {
        let seats = Seats::of(stage);
        let level = stage.level();
        let heading = self.heading(stage, seats.as_ref());
        html! {
            article.minutes {
                h1 { (heading) }
                p.sub { (self.subtitle(level)) }
                (self.about(stage))
                @if let Some(seats) = &seats { (self.attendance(seats)) }
                (self.report(stage))
                (self.points(stage, result, seats.as_ref()))
                @if let Some(seats) = &seats {
                    (self.scores(stage.set(), stage.regulation(), seats))
                    (self.minima(result, seats))
                }
                (self.verdict(stage, result))
                (self.next(result, last))
                @if last { (self.warnings()) }
                (self.seal())
            }
        }
    }

    fn heading(self, stage: &Stage, seats: Option<&Seats<'_>>) -> &'static str {
        let written = seats.is_some_and(|seats| seats.form == CouncilForm::Written);
        let (vi, en) = match stage.content() {
            Content::Sheets { .. } if written => (
                "Ý kiến bằng văn bản của Hội đồng",
                "Written opinions of the council",
            ),
            Content::Sheets { .. } | Content::FindingsOnly => {
                ("Kết quả của Hội đồng", "The council's result")
            }
            Content::Parts { .. } | Content::Total { .. } => (
                "Ghi nhận kết quả của Hội đồng",
                "Record of a council's result",
            ),
            Content::Forwarded => ("Ghi nhận chuyển hồ sơ", "Record of a forwarding"),
            Content::Adopts(_) => (
                "Ghi nhận công nhận theo kết quả được trả về",
                "Record of a recognition on the result sent back",
            ),
            Content::Report(_) => ("Ghi nhận báo cáo của xã", "Record of the commune's report"),
        };
        self.word(vi, en)
    }

    fn subtitle(self, level: Level) -> String {
        let level = level.name(self.lang);
        match self.lang {
            Lang::Vi => format!("Đánh giá, phân hạng sản phẩm OCOP {level}"),
            Lang::En => format!("Evaluation and ranking of an OCOP product, {level}"),
        }
    }

    fn about(self, stage: &Stage) -> Markup {
        let case = self.case();
        let product = case.product();
        let producer = product.producer.as_ref();
        let application = case.application();
        let producer = producer.and_then(|producer| producer.name.as_deref());
        let row = |name: &str, value: &Markup| html! { dt { (name) } dd { (value) } };
        let text = |name: &str, value: Option<&str>| {
            html! { @if let Some(value) = value { (row(name, &html! { (value) })) } }
        };
        html! {
            section {
                h2 { (self.word("Hồ sơ", "The dossier")) }
                dl {
                    (row(self.word("Sản phẩm", "Product"), &html! { strong { (product.name) } }))
                    (text(self.word("Mã sản phẩm", "Product code"), product.code.as_deref()))
                    (text(self.word("Chủ thể", "Producer"), producer))
                    (text(self.word("Địa bàn", "Area"), area(product)))
                    (row(self.word("Bộ sản phẩm", "Product set"),
                        &html! { (stage.set().code()) ": " (stage.set().name()) }))
                    (row(self.word("Quy định", "Regulation"),
                        &html! { (self.word("Quyết định ", "Decision ")) (stage.regulation().decision()) }))
                    @if let Some(filed) = application.filed {
                        (row(self.word("Nhận hồ sơ", "Filed"), &html! { (day(filed)) }))
                    }
                    @if let Some(previous) = application.previous {
                        (row(self.word("Giấy chứng nhận trước", "Certificate before"), &html! {
                            (previous.star.drawn()) ", " (day(previous.issued)) " – " (day(previous.expires))
                        }))
                    }
                    (row(self.word("Cấp đánh giá", "Level"), &html! {
                        (stage.level().name(self.lang))
                        @if let Some(date) = stage.date() { ", " (day(date)) }
                    }))
                    @if let Some(decided) = stage.decided() {
                        (row(self.word("Quyết định công nhận", "Recognition decided"), &html! { (day(decided)) }))
                    }
                }
            }
        }
    }

    /// A commune's report, item by item.
    fn report(self, stage: &Stage) -> Markup {
        let Content::Report(entries) = stage.content() else {
            return html! {};
        };
        let head = head(&[
            self.word("Nội dung", "Item"),
            self.word("Đánh giá", "Finding"),
        ]);
        let name = |item| {
            let (vi, en) = match item {
                ReportItem::LocalOrigin => (
                    "Nguồn gốc sản phẩm, nguyên liệu",
                    "Origin of product and materials",
                ),
                ReportItem::LocalLabour => ("Lao động địa phương", "Local labour"),
                ReportItem::OriginOfIdea => ("Nguồn gốc ý tưởng", "Origin of the idea"),
                ReportItem::LocalIdentity => (
                    "Bản sắc, trí tuệ địa phương",
                    "Local identity and knowledge",
                ),
            };
            self.word(vi, en)
        };
        let found = |met| match met {
            Some(true) => self.word("Đạt", "Met"),
            Some(false) => self.word("Không đạt", "Not met"),
            None => self.word("Chưa nêu", "Left open"),
        };
        let body = html! {
            tbody {
                @for entry in entries {
                    tr { th scope="row" { (name(entry.item)) } td { (found(entry.met)) } }
                }
            }
        };
        table(
            self.word("Báo cáo của xã", "The commune's report"),
            "keep",
            &head,
            &body,
        )
    }

    fn verdict(self, stage: &Stage, result: &StageResult) -> Markup {
        let why = result.reasons.iter().filter(|reason| !is_next(reason));
        html! {
            section {
                h2 { (self.word("Kết luận", "Conclusion")) }
                div.result {
                    @match result.star {
                        Some(_) if stage.is_star_open() => p { strong.state {
                            (star_open(self.lang))
                        } },
                        Some(star) => {
                            p.stars aria-hidden="true" { (star.drawn()) }
                            p { strong { (self.word("Hạng: ", "Star: ")) (star) (self.word(" sao", "")) }
                                @if let Some(band) = result.band_star {
                                    (self.word("; hạng theo điểm: ", "; by points alone: "))
                                    (band) (self.word(" sao", ""))
                                }
                            }
                        }
                        None => p { strong.state { (state(stage, result, self.lang)) } },
                    }
                }
                (self.list(self.word("Căn cứ", "Reasons"), &why.collect::<Vec<_>>()))
            }
        }
    }

    /// A clause; room for it where it was not read in the decision that is applied.
    fn clause(self, citation: &Citation) -> String {
        if citation.is_inferred() {
            self.word(UNREAD_CLAUSE, "clause: ……………………").to_owned()
        } else {
            citation.to_string()
        }
    }

    fn list(self, name: &str, reasons: &[&Reason]) -> Markup {
        html! {
            @if !reasons.is_empty() {
                h3 { (name) }
                ol {
                    @for reason in reasons {
                        li { (reason.text(self.lang)) " " span.cite { "[" (self.clause(reason.citation())) "]" } }
                    }
                }
            }
        }
    }

    /// What is done with the dossier; after the last step also where it stands and by when.
    fn next(self, result: &StageResult, last: bool) -> Markup {
        // Nothing follows from a star that is open.
        let open = self.evaluated.is_star_open();
        let reasons = result.reasons.iter();
        let reasons: Vec<&Reason> = reasons.filter(|reason| !open && is_next(reason)).collect();
        let outcome = self.evaluated.outcome();
        html! {
            section {
                (self.list(self.word("Việc tiếp theo", "What comes next"), &reasons))
                @if last {
                    p { strong { (self.word("Tình trạng hồ sơ: ", "The dossier: "))
                        @if open {
                            (star_open(self.lang))
                        } @else { (self.stands(outcome)) }
                        "." } }
                    @if !open { (self.deadlines(outcome)) }
                }
            }
        }
    }

    fn stands(self, outcome: Outcome) -> String {
        let Outcome::Recognised {
            star,
            by,
            certificate,
        } = outcome
        else {
            return outcome_text(self.evaluated, self.lang);
        };
        if outcome.awaits_decision() {
            return outcome.text(self.lang);
        }
        let (from, to) = (day(certificate.issued()), day(certificate.expires()));
        let by = by.name(self.lang);
        match self.lang {
            Lang::Vi => {
                format!("{by} công nhận {star} sao, giấy chứng nhận từ {from} đến hết {to}")
            }
            Lang::En => format!("{star} stars by the {by}, certificate from {from} to {to}"),
        }
    }

    fn deadlines(self, outcome: Outcome) -> Markup {
        let regulations = self.regulations.to_vec();
        let calendar = match outcome {
            Outcome::Recognised { certificate, .. }
                if certificate.basis() == CertificateBasis::Decision =>
            {
                Some(certificate.calendar(&regulations))
            }
            _ => None,
        };
        // A case that does not say what was filed, or when, tells no history and no day.
        let history = History::of_case(self.evaluated, regulations).ok();
        let due = history.map(|history| history.due());
        html! {
            @for due in due.iter().flatten() {
                p { (due.text(self.lang)) " " span.cite { "[" (due.citation()) "]" } }
            }
            @if let Some(calendar) = calendar {
                ul {
                    @if let Some((from, to)) = calendar.renewal {
                        li { (self.word("Nộp hồ sơ phân hạng lại từ ", "Renewal is filed from "))
                            (day(from)) (self.word(" đến ", " to ")) (day(to)) }
                    }
                    @if let Some(notice) = calendar.notice_by {
                        li { (self.word("Báo chủ thể trước khi hết hạn chậm nhất ngày ", "The producer is told of the end by "))
                            (day(notice)) }
                    }
                    @if let Some(until) = calendar.extended_until {
                        li { (self.word("Được kéo dài nhiều nhất đến ", "Extended at most until ")) (day(until)) }
                    }
                }
            }
        }
    }

    fn warnings(self) -> Markup {
        let warnings: Vec<&Reason> = self.evaluated.warnings().iter().collect();
        html! { section { (self.list(self.word("Lưu ý về dữ liệu và hồ sơ", "Warnings about data and dossier"), &warnings)) } }
    }

    fn seal(self) -> Markup {
        let seal = &self.evaluated.seal();
        html! {
            @if let Some(mark) = crate::Mark::of(&[self.evaluated]) {
                p.seal { (mark.line()) }
            }
            p.seal { (self.word("Mã của hồ sơ và dữ liệu", "Seal")) ": " (seal.engine) " · " (seal.criteria) " · " (seal.input) }
        }
    }
}
