//! Reasons: a stable code, its arguments and the clause; texts in Vietnamese and English.

use crate::value::codes::Level;

/// A value that a reason speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number, a code, a date or a label, as it is shown.
    Text(String),
    /// A level of the administration, named in the language of the text.
    Level(Level),
}

impl From<Level> for Arg {
    fn from(level: Level) -> Arg {
        Arg::Level(level)
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

/// The language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Level {
    /// The level's name in a language: `tỉnh`, `province`.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Lang, Level};
    ///
    /// assert_eq!(Level::Province.name(Lang::Vi), "cấp tỉnh");
    /// ```
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Level::Commune, Lang::Vi) => "cấp xã",
            (Level::District, Lang::Vi) => "cấp huyện",
            (Level::Province, Lang::Vi) => "cấp tỉnh",
            (Level::Central, Lang::Vi) => "cấp trung ương",
            (Level::Central, Lang::En) => "centre",
            (level, Lang::En) => level.as_str(),
        }
    }
}

/// One thing that a result rests on (lý do).
///
/// The code is stable; the arguments are in a fixed order; the citation leads to the clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    code: ReasonCode,
    args: Vec<(&'static str, Arg)>,
    citation: String,
}

impl Reason {
    pub(crate) fn new(code: ReasonCode, citation: &str) -> Reason {
        Reason {
            code,
            args: Vec::new(),
            citation: citation.to_owned(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Reason {
        self.args.push((name, value.into()));
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ReasonCode {
        self.code
    }

    /// The arguments, in the order of the code's text.
    #[must_use]
    pub fn args(&self) -> &[(&'static str, Arg)] {
        &self.args
    }

    /// The clause that the reason rests on, or the data that it was read from.
    #[must_use]
    pub fn citation(&self) -> &str {
        &self.citation
    }

    /// The reason as a sentence.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let mut text = self.code.template(lang).to_owned();
        for (name, value) in &self.args {
            let shown = match value {
                Arg::Text(value) => value,
                Arg::Level(level) => level.name(lang),
            };
            text = text.replace(&format!("{{{name}}}"), shown);
        }
        text
    }
}

/// Declares every reason once: variant, stable word, Vietnamese text, English text.
macro_rules! reason_codes {
    ($($name:ident = $word:literal, $vi:literal, $en:literal;)+) => {
        /// What kind of reason it is. The words are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ReasonCode {
            $(#[doc = $en] $name,)+
        }

        impl ReasonCode {
            /// Every code, in the order in which results mention them.
            pub const ALL: &'static [ReasonCode] = &[$(ReasonCode::$name),+];

            /// The stable word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(ReasonCode::$name => $word,)+ }
            }

            /// The text, with the names of its arguments in braces.
            #[must_use]
            pub fn template(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((ReasonCode::$name, Lang::Vi) => $vi, (ReasonCode::$name, Lang::En) => $en,)+
                }
            }
        }
    };
}

reason_codes! {
    OnRecord = "on-record",
        "Hồ sơ chỉ ghi việc {level} chuyển lên {to}; không có phiếu điểm",
        "only the forwarding from the {level} to the {to} is on record; there are no sheets";
    CommuneReport = "commune-report",
        "Xã đã báo cáo: {met} nội dung đạt, {unmet} không đạt, {open} chưa nêu",
        "the commune reported: {met} items met, {unmet} not met, {open} left open";
    Adopted = "adopted",
        "{level} công nhận {star} sao theo kết quả của hội đồng cấp trên",
        "the {level} recognises {star} stars on the higher council's result";
    Disqualified = "disqualified",
        "Hồ sơ bị loại: {finding}",
        "the dossier is disqualified: {finding}";
    ZeroRule = "zero-rule",
        "Hồ sơ bị loại: {zeros}/{of} phiếu cho 0 điểm ở tiêu chí {criterion} ({label})",
        "the dossier is disqualified: {zeros} of {of} sheets give 0 in {criterion} ({label})";
    QuorumMet = "quorum-met",
        "Đủ thành viên: {present}/{appointed} phiếu, cần ít nhất {needed}",
        "the council is quorate: {present} of {appointed} sheets, at least {needed} needed";
    QuorumShort = "quorum-short",
        "Thiếu thành viên: {present}/{appointed} phiếu, cần ít nhất {needed}",
        "the council is not quorate: {present} of {appointed} sheets, at least {needed} needed";
    QuorumChair = "quorum-chair",
        "Không có phiếu của chủ tịch hội đồng hoặc người được thay",
        "there is no sheet of the chair, or of who may stand in";
    SpreadWithin = "spread-within",
        "Chênh lệch giữa các phiếu {spread} điểm, không quá {limit}",
        "the sheets differ by {spread} points, at most {limit} allowed";
    SpreadExceeded = "spread-exceeded",
        "Chênh lệch giữa các phiếu {spread} điểm ({lowest} đến {highest}), quá mức {limit}: phải chấm lại",
        "the sheets differ by {spread} points ({lowest} to {highest}), more than {limit}: they must be scored again";
    Band = "band",
        "Tổng điểm trung bình {total} thuộc khung {star} sao (từ {from} điểm)",
        "the mean total {total} lies in the band of {star} stars (from {from} points)";
    MinimumMissed = "minimum-missed",
        "Chưa đạt mức tối thiểu {star} sao ở tiêu chí {criterion} ({title}): cần {required} điểm, {reached}/{of} phiếu đạt",
        "the minimum for {star} stars in {criterion} ({title}) is missed: {required} points needed, {reached} of {of} sheets reach it";
    MembersDiffer = "members-differ",
        "Thành viên chấm khác nhau về mức tối thiểu {star} sao ở tiêu chí {criterion}: {reached}/{of} phiếu đạt",
        "members differ about the minimum for {star} stars in {criterion}: {reached} of {of} sheets reach it";
    StarLowered = "star-lowered",
        "Vì thiếu mức tối thiểu, hạng hạ từ {band} sao xuống {star} sao",
        "since a minimum is missed, the rank falls from {band} to {star} stars";
    StarKept = "star-kept",
        "Đạt mọi mức tối thiểu của hạng {star} sao",
        "every minimum of {star} stars is met";
    MinimaNotChecked = "minima-not-checked",
        "Không có phiếu theo tiêu chí nên không kiểm được các mức tối thiểu",
        "without sheets the minima cannot be checked";
    AttestedCap = "attested-cap",
        "Hội đồng xác nhận {star} sao, thấp hơn khung điểm {band} sao",
        "the council attests {star} stars, below the band of {band}";
    ActionCertify = "action-certify",
        "{level} quyết định công nhận {star} sao",
        "the {level} certifies {star} stars";
    ActionForward = "action-forward",
        "{level} chuyển hồ sơ lên {to}",
        "the {level} forwards the dossier to the {to}";
    ActionReturn = "action-return",
        "Hạng {star} sao không thuộc quyền công nhận của {level}: trả về {to}, nơi có thể công nhận theo kết quả này hoặc đánh giá lại",
        "{star} stars are not for the {level} to certify: returned to the {to}, which may recognise them on this result or evaluate anew";
    ActionReturnAnew = "action-return-anew",
        "Kết quả {star} sao: trả về {to}, nơi chỉ có thể đánh giá lại",
        "with {star} stars the dossier is returned to the {to}, which can only evaluate anew";
    ActionNotRecognised = "action-not-recognised",
        "Hạng {star} sao không được cấp giấy chứng nhận",
        "{star} stars are not certified";
    ActionRescore = "action-rescore",
        "Hội đồng {level} phải thảo luận và chấm lại",
        "the council of the {level} must discuss and score again";
    ActionReject = "action-reject",
        "Hồ sơ dừng tại {level}",
        "the dossier ends at the {level}";
    Certificate = "certificate",
        "Giấy chứng nhận có giá trị {months} tháng, từ {issued} đến hết {expires}",
        "the certificate is valid for {months} months, from {issued} to the end of {expires}";
    InForceWhenFiled = "in-force-when-filed",
        "Nộp ngày {filed}, khi {decision} có hiệu lực (từ {from})",
        "filed on {filed}, when {decision} was in force (from {from})";
    TransitionWithin = "transition-within",
        "Đánh giá ngày {evaluated}, trong hạn chuyển tiếp đến {until}: giữ quy định cũ",
        "evaluated on {evaluated}, within the transition until {until}: the old rules stay";
    TransitionLate = "transition-late",
        "Đánh giá ngày {evaluated}, sau hạn chuyển tiếp {until}: theo {decision}",
        "evaluated on {evaluated}, after the transition until {until}: {decision} applies";
    SetIncomplete = "set-incomplete",
        "Bộ {set} chưa đầy đủ: {place} ghi {expected}, cộng được {found}",
        "set {set} is incomplete: {place} states {expected}, its entries reach {found}";
    MinimaNotEncoded = "minima-not-encoded",
        "Các mức tối thiểu của {decision} chưa biết nên không được kiểm",
        "the minima of {decision} are not known and were not checked";
    BeforeAmendment = "before-amendment",
        "Bộ {set} theo bản sửa đổi {decision} từ {from}; ngày {date} sớm hơn",
        "set {set} is as amended by {decision} from {from}; {date} is earlier";
    NotInForce = "not-in-force",
        "{decision} không có hiệu lực vào ngày {date}",
        "{decision} was not in force on {date}";
    LevelsByStageDate = "levels-by-stage-date",
        "Hồ sơ nộp trước {from} nhưng đánh giá ngày {date}: theo phân cấp của {decision}",
        "filed before {from} but evaluated on {date}: the levels of {decision} apply";
    RegulationChanges = "regulation-changes",
        "Đánh giá {level} ngày {date} theo {decision}, khác với các bước trước",
        "the evaluation at the {level} on {date} falls under {decision}, unlike the stages before";
    LevelEnded = "level-ended",
        "{level} không còn tổ chức sau {until}; ngày ghi là {date}",
        "the {level} ended with {until}; the stage is dated {date}";
    CommuneReportMissing = "commune-report-missing",
        "Thiếu báo cáo của xã trước khi đánh giá {level}",
        "there is no commune report before the evaluation at the {level}";
    ProducerKind = "producer-kind",
        "Loại chủ thể này chỉ dành cho bộ {sets}",
        "this kind of producer belongs to set {sets} only";
    WrittenOpinions = "written-opinions",
        "Hội đồng lấy ý kiến bằng văn bản; số thành viên dự là số phiếu gửi về",
        "the council decides by written opinions; those returned count as present";
    MeetingNeeded = "meeting-needed",
        "Ý kiến bằng văn bản chênh lệch quá mức: phải họp",
        "the written opinions differ too much: a meeting is needed";
    RenewalEarly = "renewal-early",
        "Nộp ngày {filed}, sớm hơn hạn nộp phân hạng lại từ {from} đến {to}",
        "filed on {filed}, before the time to renew from {from} to {to}";
    RenewalLate = "renewal-late",
        "Nộp ngày {filed}, muộn hơn hạn nộp phân hạng lại từ {from} đến {to}",
        "filed on {filed}, after the time to renew from {from} to {to}";
    CertificateExtended = "certificate-extended",
        "Giấy chứng nhận hết hạn {expires} có hiệu lực tiếp đến khi có kết quả, muộn nhất {until}",
        "the certificate that ended on {expires} stays in force until the result, at the latest until {until}";
    PreviousKept = "previous-kept",
        "Hạng {star} sao trước vẫn giữ đến hết {expires}",
        "the previous {star} stars are kept until the end of {expires}";
    ProductCodeShape = "product-code-shape",
        "Mã sản phẩm {code} không đúng dạng tỉnh-xã-số-năm",
        "the product code {code} is not province-commune-number-year";
    DossierMissing = "dossier-missing",
        "Hồ sơ thiếu: {item} (do {level} chuẩn bị)",
        "the dossier lacks: {item} (from the {level})";
    DossierMissingProducer = "dossier-missing-producer",
        "Hồ sơ thiếu: {item} (do chủ thể cung cấp)",
        "the dossier lacks: {item} (from the producer)";
    MinimumOutOfReach = "minimum-out-of-reach",
        "Không đạt được mức tối thiểu {star} sao ở tiêu chí {criterion} ({title}): cần {required} điểm",
        "the minimum for {star} stars in {criterion} ({title}) is out of reach: {required} points needed";
    ZeroOutOfReach = "zero-out-of-reach",
        "Tiêu chí {criterion} ({title}) vẫn 0 điểm, theo ghi chú của bộ tiêu chí thì không đánh giá các bước tiếp theo",
        "{criterion} ({title}) stays at 0, which disqualifies the product";
    PointsOutOfReach = "points-out-of-reach",
        "Nhiều nhất chỉ đạt {most} điểm, hạng {star} sao cần từ {from} điểm",
        "at most {most} points can be reached, {star} stars begin at {from}";
    CommuneDue = "commune-due",
        "Xã phải báo cáo chậm nhất ngày {until}",
        "the commune's report is due by {until}";
    CommuneLate = "commune-late",
        "Xã báo cáo ngày {date}, muộn {days} ngày so với hạn {until}",
        "the commune reported on {date}, {days} days after {until}";
    EvaluationDue = "evaluation-due",
        "Việc đánh giá {level} phải xong chậm nhất ngày {until}",
        "the evaluation at the {level} is due by {until}";
    EvaluationLate = "evaluation-late",
        "Việc đánh giá {level} ngày {date} muộn {days} ngày so với hạn {until}",
        "the evaluation at the {level} on {date} came {days} days after {until}";
    RevokedLate = "revoked-late",
        "Thu hồi ngày {date}, muộn {days} ngày so với hạn {until}",
        "revoked on {date}, {days} days after {until}";
    GroundsUnknown = "grounds-unknown",
        "Căn cứ thu hồi theo {decision} chưa biết nên không kiểm được",
        "the grounds of revocation under {decision} are not known and were not checked";
    PreviousWithFirst = "previous-with-first",
        "Đánh giá lần đầu thì không có giấy chứng nhận trước",
        "a first evaluation has no previous certificate";
    AttestedAboveBand = "attested-above-band",
        "Hội đồng xác nhận {star} sao, cao hơn khung điểm {band} sao: không làm đổi hạng",
        "the council attests {star} stars, above the band of {band}: this changes nothing";
    StoryWithoutStory = "story-without-story",
        "Phiếu {assessor}: tiêu chí {criterion} có điểm dù tiêu chí {needs} cho biết không có câu chuyện",
        "sheet {assessor}: {criterion} is given points although {needs} says that there is no story";
    CasesDiffer = "cases-differ",
        "Thành viên chọn trường hợp khác nhau ở tiêu chí {criterion}: {first} phiếu chọn a, {second} phiếu chọn b",
        "members choose different cases in {criterion}: {first} sheets case a, {second} sheets case b";
    FindingOnRecord = "finding-on-record",
        "Căn cứ loại ({finding}) không có hiệu lực ở bước chỉ ghi nhận",
        "the finding ({finding}) has no effect on a stage that is only on record";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_use_the_same_arguments() {
        for &code in ReasonCode::ALL {
            let names = |lang| {
                let mut names: Vec<&str> = code
                    .template(lang)
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| rest.split('}').next())
                    .collect();
                names.sort_unstable();
                names
            };
            let english: Vec<&str> = names(Lang::En);
            for name in names(Lang::Vi) {
                assert!(
                    english.contains(&name) || name == "level",
                    "{} {name}",
                    code.as_str()
                );
            }
            assert!(!code.template(Lang::Vi).is_ascii(), "{}", code.as_str());
        }
    }
}
