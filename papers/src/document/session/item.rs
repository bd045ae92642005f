//! One product as a council saw it.

use ocop::procedure::{
    Action, CertificateBasis, Content, Stage, StageResult, Status, UnmetMinimum,
};
use ocop::scoring::{Council, CouncilForm, MinimumCheck, ScoreSheet};
use ocop::text::ReasonCode;
use ocop::value::ApplicationKind;
use ocop::{Date, EvaluatedCase, Lang, Level, Outcome, Points, Star};

use super::facts::Facts;
use crate::document::text::Text;
use crate::html::UNREAD_CLAUSE;
use crate::text::applied_for;

/// What a council concludes for a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Proposed for recognition: 3★ and 4★ at a province.
    Recognise(Star),
    /// Forwarded by its points.
    Forward(Level),
    /// 1★ or 2★: told, not recognised.
    Below(Star),
    /// Excluded, or not evaluated further.
    Stopped,
    /// Not concluded.
    Open,
    /// Sent back by a higher council.
    Returned(Level),
}

/// One product as the council saw it: the case's last stage that a council worked on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'s> {
    pub(super) decided: &'s EvaluatedCase,
    pub(super) stage: &'s Stage,
    pub(super) result: &'s StageResult,
    /// The round before, at the same level.
    pub(super) before: Option<(&'s Stage, &'s StageResult)>,
    pub(super) group: Group,
}

impl<'s> Item<'s> {
    /// Nothing where no council worked on the case, or its minutes leave the star open.
    pub(super) fn of(decided: &'s EvaluatedCase) -> Option<Item<'s>> {
        let stages = decided.case().stages().iter().zip(decided.stages());
        let mut stages = stages.rev().skip_while(|(stage, _)| {
            matches!(
                stage.content(),
                Content::Report(_) | Content::Forwarded | Content::Adopts(_)
            )
        });
        let (stage, result) = stages.next()?;
        if decided.is_star_open() {
            return None;
        }
        let before = stages.next().filter(|(before, _)| {
            before.level() == stage.level() && matches!(before.content(), Content::Sheets { .. })
        });
        let group = match (result.status, result.action) {
            (Status::Disqualified, _) | (_, Some(Action::Reject)) => Group::Stopped,
            (_, Some(Action::Certify { star })) => Group::Recognise(star),
            (_, Some(Action::Forward { to })) => Group::Forward(to),
            (_, Some(Action::Return { to })) => Group::Returned(to),
            (_, Some(Action::NotRecognised)) => Group::Below(result.star?),
            _ => Group::Open,
        };
        Some(Item {
            decided,
            stage,
            result,
            before,
            group,
        })
    }

    pub(super) fn name(&self) -> &'s str {
        &self.decided.case().product().name
    }

    pub(super) fn producer(&self) -> Text {
        producer(self.decided)
    }

    pub(super) fn code(&self) -> Text {
        let code = self.decided.case().product().code.as_deref();
        Text::fact(code, "mã số sản phẩm")
    }

    /// The commune, or under laws with districts what the product is counted under.
    pub(super) fn area_name(&self) -> Option<&'s str> {
        area(self.decided)
    }

    pub(super) fn area(&self) -> Text {
        Text::fact(self.area_name(), "xã, phường, đặc khu")
    }

    pub(super) fn set(&self) -> String {
        let set = self.stage.set();
        format!("{}. {}", set.code(), set.name())
    }

    /// What is applied for, where the case says it.
    pub(super) fn application(&self) -> Option<ApplicationKind> {
        self.decided.case().application().kind
    }

    pub(super) fn kind(&self) -> Text {
        Text::fact(self.application().map(applied_for), KINDS)
    }

    pub(super) fn total(&self) -> String {
        let total = self.result.total.as_ref();
        total.map_or("không có điểm".to_owned(), |total| {
            comma(total.shown())
        })
    }

    /// Whether the case's council gives its opinions in writing.
    pub(super) fn is_in_writing(&self) -> bool {
        let form = match self.stage.content() {
            Content::Sheets { form, .. } => Some(*form),
            _ => None,
        };
        form == Some(CouncilForm::Written)
    }

    /// Minima up to three stars that are missed, and what three stars take: what a product with fewer
    /// lacks.
    pub(super) fn lacks(&self) -> Vec<String> {
        let missed = self.result.unmet.iter();
        let missed = missed.filter(|check| check.star <= Star::Three);
        let mut lacks: Vec<String> = missed.map(unmet_line).collect();
        let three = self.stage.regulation().bands();
        let from = three.filter(|band| band.star() == Star::Three);
        if self.result.band_star.is_some_and(|band| band < Star::Three) {
            lacks.extend(
                from.map(|band| format!("hạng 3 sao cần từ {} điểm trở lên", comma(band.from()))),
            );
        }
        lacks
    }

    pub(super) fn sheets(&self) -> &'s [ScoreSheet] {
        sheets(self.stage)
    }

    pub(super) fn sheet_of(&self, assessor: &str) -> Option<&'s ScoreSheet> {
        sheet_of(self.stage, assessor)
    }

    /// The last day of the certificate, once its decision's day is entered.
    pub(super) fn last_day(&self) -> Option<Date> {
        match self.decided.outcome() {
            Outcome::Recognised { certificate, .. } => {
                let entered = certificate.basis() == CertificateBasis::Decision;
                entered.then(|| certificate.expires())
            }
            _ => None,
        }
    }

    /// The decision on the result as papers cite it, once its number and day are entered.
    pub(super) fn decision(&self) -> Option<String> {
        Some(Facts::cited(self.stage.decision()?, self.stage.decided()?))
    }

    /// What was found, in the words of the data.
    pub(super) fn why(&self) -> Vec<String> {
        let findings = self.stage.findings().iter().map(|finding| {
            let found = finding.with_verb();
            if finding.citation().is_inferred() {
                format!("{found} ({UNREAD_CLAUSE})")
            } else {
                found
            }
        });
        let zero = self.result.reasons.iter();
        let zero = zero.filter(|reason| reason.code() == ReasonCode::ZeroRule);
        findings
            .chain(zero.map(|reason| reason.text(Lang::Vi)))
            .collect()
    }

    /// Minima that are missed for stars that the points give.
    pub(super) fn unmet(&self) -> Vec<String> {
        let band = self.result.band_star;
        let missed = self
            .result
            .unmet
            .iter()
            .filter(|check| band.is_some_and(|band| check.star <= band));
        missed.map(unmet_line).collect()
    }

    /// Criteria of zero rules where some sheets give 0 and some do not, and minima of stars that the
    /// points give that some reach and some do not: there a council's rules decide.
    pub(super) fn disputed(&self) -> Vec<String> {
        let Content::Sheets { sheets, rules, .. } = self.stage.content() else {
            return Vec::new();
        };
        let Ok(council) = Council::new(self.stage.set(), rules, sheets.clone(), None) else {
            return Vec::new();
        };
        let tally = council.tally();
        let zeros = tally.zeros().iter().filter(|zero| zero.is_disputed());
        let zeros = zeros.map(|zero| {
            let (code, title) = (&zero.criterion, &zero.title);
            format!(
                "Tiêu chí {code} {title}: {} trên {} phiếu cho 0 điểm",
                zero.zeros, zero.of
            )
        });
        let band = self.result.band_star;
        let counts = |check: &&MinimumCheck| {
            check.is_disputed() && band.is_some_and(|band| check.minimum.star() <= band)
        };
        let minima = tally.minima().iter().filter(counts).map(|check| {
            let (code, title, star) = (&check.criterion, &check.title, check.minimum.star());
            let (reached, of) = (check.reached_by, check.of);
            format!(
                "Tiêu chí {code} {title}, yêu cầu tối thiểu của hạng {star} sao: {reached} trên {of} \
                 phiếu đạt"
            )
        });
        zeros.chain(minima).collect()
    }
}

/// A number as Vietnamese papers write it: a comma before decimals, points between thousands.
pub(in crate::document) fn comma(number: impl ToString) -> String {
    ocop::text::figure(&number.to_string(), Lang::Vi)
}

fn unmet_line(check: &UnmetMinimum) -> String {
    let (star, code) = (check.star.number(), &check.criterion);
    format!(
        "tiêu chí {code}, yêu cầu tối thiểu của hạng {star} sao: {} trên {} phiếu đạt",
        check.reached_by, check.of
    )
}

/// What a blank says where it is not known what is applied for.
pub(super) const KINDS: &str = "lần đầu, nâng hạng hoặc phân hạng lại";

pub(super) fn sheets(stage: &Stage) -> &[ScoreSheet] {
    match stage.content() {
        Content::Sheets { sheets, .. } => sheets,
        _ => &[],
    }
}

pub(super) fn sheet_of<'s>(stage: &'s Stage, assessor: &str) -> Option<&'s ScoreSheet> {
    let mut sheets = sheets(stage).iter();
    sheets.find(|sheet| sheet.assessor() == assessor)
}

/// The total of one member's sheet.
pub(super) fn total_of(stage: &Stage, assessor: &str) -> Option<Points> {
    let Content::Sheets { rules, .. } = stage.content() else {
        return None;
    };
    let sheet = sheet_of(stage, assessor)?.clone();
    let council = Council::new(stage.set(), rules, vec![sheet], None).ok()?;
    Some(council.tally().total()?.sum())
}

pub(super) fn producer(decided: &EvaluatedCase) -> Text {
    let producer = decided.case().product().producer.as_ref();
    let name = producer.and_then(|producer| producer.name.as_deref());
    Text::fact(name, "tên chủ thể")
}

/// The commune, or under laws with districts what the product is counted under.
pub(super) fn area(decided: &EvaluatedCase) -> Option<&str> {
    let product = decided.case().product();
    product.commune.as_deref().or(product.district.as_deref())
}
