//! Reasons: a stable code, its arguments and the clause; texts in Vietnamese and English.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::sync::Arc;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::citation::Citation;
use crate::text::figure::{day, figure};
use crate::value::codes::{CodeError, Level, ReadingId, serde_as_text, word_code};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

/// A value that a reason speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Arg {
    /// A code, a label or a name, as it is shown; every value of a stored result but levels.
    Text(String),
    /// Points, as a plain decimal with the decimals that are shown.
    Points(String),
    /// How many, without a unit.
    Count(u32),
    /// A day.
    Day(Date),
    /// A level of the administration, named in the language of the text.
    Level(Level),
}

impl Arg {
    /// Points that are shown with so many decimals.
    pub(crate) fn points(shown: &str) -> Arg {
        Arg::Points(shown.to_owned())
    }

    /// Writes the value as a sentence shows it: points and days as the language has them.
    fn write(&self, f: &mut Capital<'_, '_>, lang: Lang) -> fmt::Result {
        match self {
            Arg::Text(text) => f.write_str(text),
            Arg::Points(number) if lang == Lang::En => f.write_str(number),
            Arg::Points(number) => f.write_str(&figure(number, lang)),
            Arg::Count(count) => write!(f, "{count}"),
            Arg::Day(date) => f.write_str(&day(*date, lang)),
            Arg::Level(level) => f.write_str(level.name(lang)),
        }
    }

    /// Whether a sentence has the form of one for it.
    fn is_one(&self) -> bool {
        match self {
            Arg::Text(number) | Arg::Points(number) => number == "1",
            Arg::Count(count) => *count == 1,
            Arg::Day(_) | Arg::Level(_) => false,
        }
    }

    /// The value as results store it.
    #[must_use]
    pub fn word(&self) -> Cow<'_, str> {
        match self {
            Arg::Text(text) | Arg::Points(text) => text.into(),
            Arg::Count(count) => count.to_string().into(),
            Arg::Day(date) => date.to_string().into(),
            Arg::Level(level) => level.as_str().into(),
        }
    }
}

impl From<Level> for Arg {
    fn from(level: Level) -> Arg {
        Arg::Level(level)
    }
}

impl From<Points> for Arg {
    fn from(points: Points) -> Arg {
        Arg::Points(points.to_string())
    }
}

impl From<Date> for Arg {
    fn from(date: Date) -> Arg {
        Arg::Day(date)
    }
}

impl From<Star> for Arg {
    fn from(star: Star) -> Arg {
        Arg::Count(u8::from(star).into())
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

/// Declares numbers that are counts.
macro_rules! counts {
    ($($number:ty),+) => {
        $(impl From<$number> for Arg {
            fn from(count: $number) -> Arg {
                // More than a `u32` holds is no count of a case; it would be shown as its digits.
                u32::try_from(count).map_or_else(|_| Arg::Text(count.to_string()), Arg::Count)
            }
        })+
    };
}

counts!(u16, u32, u64, usize, i64);

word_code! {
    /// The language of a text; Vietnamese where none is named.
    #[derive(Default)]
    Lang, "one of `vi`, `en`",
    /// Vietnamese.
    #[default]
    Vi = "vi",
    /// English.
    En = "en",
}

impl Lang {
    /// The one of two texts that is in this language, the Vietnamese first.
    #[must_use]
    pub fn word(self, vi: &'static str, en: &'static str) -> &'static str {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

/// A text with a capital letter at its head, as a line or a sentence begins.
///
/// # Example
///
/// ```
/// assert_eq!(ocop::text::headline("đã phân hạng"), "Đã phân hạng");
/// ```
#[must_use]
pub fn headline(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
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
#[derive(Debug, Clone)]
pub struct Reason(Arc<Told>);

/// What a reason tells. The case and its result share it.
#[derive(Debug, Clone)]
struct Told {
    code: ReasonCode,
    args: Vec<(&'static str, Arg)>,
    citation: Citation,
    /// The texts as they were stored, where the reason was read from a result.
    stored: Option<Stored>,
}

impl Reason {
    pub(crate) fn new(code: ReasonCode, citation: impl Into<Citation>) -> Reason {
        Reason(Arc::new(Told {
            code,
            args: Vec::new(),
            citation: citation.into(),
            stored: None,
        }))
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Reason {
        let told = Arc::make_mut(&mut self.0);
        told.args.push((name, value.into()));
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ReasonCode {
        self.0.code
    }

    /// The arguments, in the order of the code's text.
    #[must_use]
    pub fn args(&self) -> &[(&'static str, Arg)] {
        &self.0.args
    }

    /// The clause that the reason rests on, or the data that it was read from.
    #[must_use]
    pub fn citation(&self) -> &Citation {
        &self.0.citation
    }

    /// The reason as a sentence; of a stored result, as it was stored.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        Sentence(&self.0, lang).to_string()
    }
}

/// A reason as a sentence.
struct Sentence<'r>(&'r Told, Lang);

/// Writes the first letter as a capital, as a sentence begins, whichever argument holds it.
struct Capital<'f, 'b>(&'f mut fmt::Formatter<'b>, bool);

impl fmt::Write for Capital<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut letters = text.chars();
        match letters.next().filter(|_| self.1) {
            Some(first) => {
                self.1 = false;
                first
                    .to_uppercase()
                    .try_for_each(|c| self.0.write_char(c))?;
                self.0.write_str(letters.as_str())
            }
            None => self.0.write_str(text),
        }
    }
}

/// The template with its arguments, in one pass: an argument is never read as a template.
impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sentence(told, lang) = *self;
        match (&told.stored, lang) {
            (Some(texts), Lang::Vi) => return f.write_str(&texts.vi),
            (Some(texts), Lang::En) => return f.write_str(&texts.en),
            (None, _) => {}
        }
        let mut f = Capital(f, true);
        let mut rest = told.code.template(lang);
        while let Some((before, after)) = rest.split_once('{') {
            f.write_str(before)?;
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            rest = after;
            let (name, forms) = place
                .split_once(':')
                .map_or((place, None), |(name, forms)| (name, forms.split_once('/')));
            let value = told.args.iter().find(|(known, _)| *known == name);
            let value = value.map(|(_, value)| value);
            match (forms, value) {
                (Some((one, _)), Some(value)) if value.is_one() => f.write_str(one)?,
                (Some((_, many)), _) => f.write_str(many)?,
                (None, Some(value)) => value.write(&mut f, lang)?,
                (None, None) => {}
            }
        }
        f.write_str(rest)
    }
}

impl Serialize for Sentence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Equal in code, arguments, citation and texts, whether just given or read from a stored result.
impl PartialEq for Reason {
    fn eq(&self, other: &Reason) -> bool {
        let (told, others) = (&*self.0, &*other.0);
        let texts_differ = || {
            let langs = [Lang::Vi, Lang::En];
            (told.stored.is_some() || others.stored.is_some())
                && langs
                    .iter()
                    .any(|&lang| self.text(lang) != other.text(lang))
        };
        // A stored result may have its arguments in any order.
        let has = |(name, value): &(&'static str, Arg)| {
            let mut args = others.args.iter();
            args.any(|(known, other)| known == name && other.word() == value.word())
        };
        told.code == others.code
            && told.args.len() == others.args.len()
            && told.args.iter().all(has)
            && told.citation == others.citation
            && !texts_differ()
    }
}

impl Eq for Reason {}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let told = &*self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", told.code.as_str())?;
        map.serialize_entry("args", &ArgsRecord(&told.args))?;
        map.serialize_entry("citation", told.citation.clause())?;
        if let Some(reading) = told.citation.reading() {
            map.serialize_entry("reading", reading)?;
        }
        map.serialize_entry("vi", &Sentence(told, Lang::Vi))?;
        map.serialize_entry("en", &Sentence(told, Lang::En))?;
        map.end()
    }
}

/// A value as results store it.
struct Word<'a>(&'a Arg);

impl Serialize for Word<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Arg::Text(text) | Arg::Points(text) => serializer.serialize_str(text),
            Arg::Count(count) => serializer.collect_str(count),
            Arg::Day(date) => serializer.collect_str(date),
            Arg::Level(level) => serializer.serialize_str(level.as_str()),
        }
    }
}

/// Arguments in their own order; a map would sort them.
struct ArgsRecord<'r>(&'r [(&'static str, Arg)]);

impl Serialize for ArgsRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, &Word(value))?;
        }
        map.end()
    }
}

/// The texts of a reason that was read from a stored result.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stored {
    vi: String,
    en: String,
}

/// A reason as it is stored.
#[derive(Deserialize)]
struct ReasonRecord {
    code: ReasonCode,
    args: StoredArgs,
    citation: String,
    reading: Option<ReadingId>,
    vi: String,
    en: String,
}

/// Arguments in the order in which they are stored.
struct StoredArgs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for StoredArgs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = StoredArgs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the arguments of a reason")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<StoredArgs, A::Error> {
                let mut args = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    args.push(entry);
                }
                Ok(StoredArgs(args))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let record = ReasonRecord::deserialize(deserializer)?;
        let code: ReasonCode = record.code;
        // A reason may carry more than its own sentence says; its names are those of all sentences.
        let names = || ReasonCode::ALL.iter().flat_map(|code| code.arguments());
        let args = record.args.0.into_iter().map(|(name, value)| {
            let known = names().find(|known| *known == name);
            let known = known.ok_or_else(|| {
                D::Error::custom(format!("found argument `{name}`, expected one of `{code}`"))
            })?;
            let level = value.parse::<Level>().map(Arg::Level);
            Ok((known, level.unwrap_or(Arg::Text(value))))
        });
        let citation = Citation::from(&record.citation);
        Ok(Reason(Arc::new(Told {
            code,
            args: args.collect::<Result<_, D::Error>>()?,
            citation: match record.reading {
                Some(reading) => citation.with_reading(reading),
                None => citation,
            },
            stored: Some(Stored {
                vi: record.vi,
                en: record.en,
            }),
        })))
    }
}

/// Declares every reason once: variant, stable word, Vietnamese text, English text.
macro_rules! reason_codes {
    ($($name:ident = $word:literal, $vi:literal, $en:literal;)+) => {
        /// What kind of reason it is. The words are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
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

            /// The text, with the names of its arguments in braces; `{star:star/stars}` stands for
            /// the first word where `star` is 1, else for the second.
            #[must_use]
            pub fn template(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((ReasonCode::$name, Lang::Vi) => $vi, (ReasonCode::$name, Lang::En) => $en,)+
                }
            }
        }
    };
}

impl ReasonCode {
    /// The names of its arguments.
    fn arguments(self) -> impl Iterator<Item = &'static str> {
        let places = self.template(Lang::En).split('{').skip(1);
        let vietnamese = self.template(Lang::Vi).split('{').skip(1);
        let places = places.chain(vietnamese);
        places.filter_map(|rest| rest.split(['}', ':']).next())
    }
}

impl std::str::FromStr for ReasonCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<ReasonCode, CodeError> {
        let mut codes = ReasonCode::ALL.iter();
        let code = codes.find(|code| code.as_str() == text).copied();
        code.ok_or_else(|| CodeError {
            found: text.to_owned(),
            expected: "a reason's code of this version, such as `on-record`",
        })
    }
}

serde_as_text!(ReasonCode);

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

reason_codes! {
    OnRecord = "on-record",
        "Hồ sơ chỉ ghi việc {level} chuyển lên {to}; không có phiếu điểm",
        "Only the forwarding from the {level} to the {to} is on record; there are no sheets";
    CommuneReport = "commune-report",
        "Xã đã báo cáo: {met} nội dung đạt, {unmet} không đạt, {open} chưa nêu",
        "The commune reported: {met} {met:item/items} met, {unmet} not met, {open} left open";
    Adopted = "adopted",
        "{level} công nhận {star} sao theo kết quả của hội đồng cấp trên",
        "The {level} recognises {star} {star:star/stars} on the higher council's result";
    Disqualified = "disqualified",
        "{finding}: {verb}",
        "The dossier goes no further: {finding} ({verb})";
    ZeroRule = "zero-rule",
        "Dừng đánh giá: {zeros}/{of} phiếu cho 0 điểm ở tiêu chí {criterion} ({label})",
        "The dossier goes no further: {zeros} of {of} {of:sheet/sheets} give 0 in {criterion} ({label})";
    QuorumMet = "quorum-met",
        "Đủ thành viên: {present}/{appointed} phiếu, cần ít nhất {needed}",
        "The council is quorate: {present} of {appointed} {appointed:sheet/sheets}, at least {needed} needed";
    QuorumShort = "quorum-short",
        "Thiếu thành viên: {present}/{appointed} phiếu, cần ít nhất {needed}",
        "The council is not quorate: {present} of {appointed} {appointed:sheet/sheets}, at least {needed} needed";
    QuorumChair = "quorum-chair",
        "Không có phiếu của chủ tịch hội đồng hoặc người được thay",
        "There is no sheet of the chair, or of who may stand in";
    SheetsStopped = "sheets-stopped",
        "{stopped}/{of} phiếu dừng ở chỗ phiếu in ({places}), không có tổng điểm; điểm trung bình tính trên các phiếu còn lại",
        "{stopped} of {of} {of:sheet/sheets} ended at a printed stop ({places}) and {stopped:has/have} no total; the mean is of the others";
    AllStopped = "all-stopped",
        "Dừng đánh giá: cả {of} phiếu dừng ở chỗ phiếu in ({places})",
        "The dossier goes no further: all {of} {of:sheet/sheets} ended at a printed stop ({places})";
    SpreadWithin = "spread-within",
        "Chênh lệch giữa các phiếu {spread} điểm, không quá {limit}",
        "The sheets differ by {spread} {spread:point/points}, at most {limit} allowed";
    SpreadExceeded = "spread-exceeded",
        "Chênh lệch giữa các phiếu {spread} điểm ({lowest} đến {highest}), quá mức {limit}: phải chấm lại",
        "The sheets differ by {spread} {spread:point/points} ({lowest} to {highest}), more than {limit}: they must be scored again";
    Band = "band",
        "Tổng điểm trung bình {total} đạt hạng {star} sao theo điểm (từ {from} điểm)",
        "The mean total {total} lies in the band of {star} {star:star/stars} (from {from} points)";
    MinimumMissed = "minimum-missed",
        "Chưa đạt yêu cầu tối thiểu {star} sao ở tiêu chí {criterion} ({title}): cần {required} điểm, {reached}/{of} phiếu đạt",
        "The minimum for {star} {star:star/stars} in {criterion} ({title}) is missed: {required} {required:point/points} needed, {reached} of {of} {of:sheet/sheets} reach it";
    MembersDiffer = "members-differ",
        "Thành viên chấm khác nhau về yêu cầu tối thiểu {star} sao ở tiêu chí {criterion}: {reached}/{of} phiếu đạt",
        "Members differ about the minimum for {star} {star:star/stars} in {criterion}: {reached} of {of} sheets reach it";
    StarLowered = "star-lowered",
        "Vì thiếu yêu cầu tối thiểu, hạng hạ từ {band} sao xuống {star} sao",
        "Since a minimum is missed, the rank falls from {band} to {star} {star:star/stars}";
    StarKept = "star-kept",
        "Đạt mọi yêu cầu tối thiểu của hạng {star} sao",
        "Every minimum of {star} {star:star/stars} is met";
    MinimaNotChecked = "minima-not-checked",
        "Không có phiếu theo tiêu chí nên không kiểm được các yêu cầu tối thiểu",
        "Without sheets the minima cannot be checked";
    AttestedCap = "attested-cap",
        "Hội đồng xác nhận {star} sao, thấp hơn hạng theo điểm {band} sao",
        "The council attests {star} {star:star/stars}, below the band of {band}";
    ActionCertify = "action-certify",
        "Hội đồng {level} đề xuất công nhận hạng {star} sao",
        "The council of the {level} proposes {star} {star:star/stars}";
    ActionForward = "action-forward",
        "{level} đề xuất đưa hồ sơ lên {to} đánh giá, phân hạng",
        "The {level} proposes that the {to} evaluates and ranks the dossier";
    ForwardedByPoints = "forwarded-by-points",
        "Chuyển hồ sơ theo điểm: tổng điểm trung bình thuộc khoảng {from} đến {most} điểm; {to} quyết định về các yêu cầu tối thiểu còn thiếu",
        "Forwarded by its points: the mean total lies between {from} and {most}; the {to} decides on the minima that are missed";
    ActionReturn = "action-return",
        "Hạng {star} sao không thuộc quyền công nhận của {level}: trả về {to}, nơi có thể công nhận theo kết quả này hoặc đánh giá lại",
        "{star} {star:star/stars} {star:is/are} not for the {level} to certify: returned to the {to}, which may recognise that on this result or evaluate anew";
    ActionReturnAnew = "action-return-anew",
        "Kết quả {star} sao: trả về {to}, nơi chỉ có thể đánh giá lại",
        "With {star} {star:star/stars} the dossier is returned to the {to}, which can only evaluate anew";
    ActionNotRecognised = "action-not-recognised",
        "Đạt hạng {star} sao; không ban hành quyết định công nhận, không cấp giấy chứng nhận",
        "{star} {star:star/stars} {star:is/are} not certified";
    ActionRescore = "action-rescore",
        "Hội đồng {level} phải thảo luận và chấm lại",
        "The council of the {level} must discuss and score again";
    ActionReject = "action-reject",
        "Hồ sơ dừng tại {level}",
        "The dossier ends at the {level}";
    Certificate = "certificate",
        "Giấy chứng nhận có giá trị {months} tháng, từ {issued} đến hết {expires}",
        "The certificate is valid for {months} months, from {issued} to the end of {expires}";
    CertificateAwaitsDecision = "certificate-awaits-decision",
        "Giấy chứng nhận có giá trị {months} tháng từ ngày ban hành quyết định công nhận; ngày ấy chưa được nhập",
        "The certificate is valid for {months} months from the day of the recognition decision, which is not entered yet";
    InForceWhenFiled = "in-force-when-filed",
        "Nộp ngày {filed}, khi {decision} có hiệu lực (từ {from})",
        "Filed on {filed}, when {decision} was in force (from {from})";
    TransitionWithin = "transition-within",
        "Đánh giá ngày {evaluated}, trong hạn chuyển tiếp đến {until}: giữ quy định cũ",
        "Evaluated on {evaluated}, within the transition until {until}: the old rules stay";
    TransitionLate = "transition-late",
        "Đánh giá ngày {evaluated}, sau hạn chuyển tiếp {until}: theo {decision}",
        "Evaluated on {evaluated}, after the transition until {until}: {decision} applies";
    StaysWhenFiled = "stays-when-filed",
        "Đánh giá ngày {evaluated}, khi {decision} đã hết hiệu lực (sau {to}): vẫn theo quy định lúc nộp",
        "Evaluated on {evaluated}, after {decision} ended with {to}: the rules of the filing stay";
    SetIncomplete = "set-incomplete",
        "Bộ {set} chưa đầy đủ: {place} ghi {expected}, cộng được {found}",
        "Set {set} is incomplete: {place} states {expected}, its entries reach {found}";
    MinimaNotEncoded = "minima-not-encoded",
        "Các yêu cầu tối thiểu của {decision} chưa biết nên không được kiểm",
        "The minima of {decision} are not known and were not checked";
    BeforeAmendment = "before-amendment",
        "Bộ {set} theo bản sửa đổi {decision} từ {from}; ngày {date} sớm hơn",
        "Set {set} is as amended by {decision} from {from}; {date} is earlier";
    NotInForce = "not-in-force",
        "{decision} không có hiệu lực vào ngày {date}",
        "{decision} was not in force on {date}";
    LevelsByStageDate = "levels-by-stage-date",
        "Hồ sơ nộp trước {from} nhưng đánh giá ngày {date}: theo phân cấp của {decision}",
        "Filed before {from} but evaluated on {date}: the levels of {decision} apply";
    RegulationChanges = "regulation-changes",
        "Đánh giá {level} ngày {date} theo {decision}, khác với các bước trước",
        "The evaluation at the {level} on {date} falls under {decision}, unlike the stages before";
    LevelEnded = "level-ended",
        "{level} không còn tổ chức sau {until}; ngày ghi là {date}",
        "The {level} ended with {until}; the stage is dated {date}";
    CommuneReportMissing = "commune-report-missing",
        "Thiếu báo cáo của xã trước khi đánh giá {level}",
        "There is no commune report before the evaluation at the {level}";
    ProducerKind = "producer-kind",
        "Loại chủ thể này chỉ dành cho bộ {sets}",
        "This kind of producer belongs to set {sets} only";
    WrittenOpinions = "written-opinions",
        "Hội đồng lấy ý kiến bằng văn bản; số thành viên dự là số phiếu gửi về",
        "The council decides by written opinions; those returned count as present";
    MeetingNeeded = "meeting-needed",
        "Ý kiến bằng văn bản chênh lệch quá mức: phải họp",
        "The written opinions differ too much: a meeting is needed";
    RenewalEarly = "renewal-early",
        "Nộp ngày {filed}, sớm hơn hạn nộp phân hạng lại từ {from} đến {to}",
        "Filed on {filed}, before the time to renew from {from} to {to}";
    RenewalLate = "renewal-late",
        "Nộp ngày {filed}, muộn hơn hạn nộp phân hạng lại từ {from} đến {to}",
        "Filed on {filed}, after the time to renew from {from} to {to}";
    CertificateExtended = "certificate-extended",
        "Giấy chứng nhận hết hạn {expires} có hiệu lực tiếp đến khi có kết quả, muộn nhất {until}",
        "The certificate that ended on {expires} stays in force until the result, at the latest until {until}";
    PreviousKept = "previous-kept",
        "Hạng {star} sao trước vẫn giữ đến hết {expires}",
        "The previous {star} {star:star/stars} {star:is/are} kept until the end of {expires}";
    ProductCodeShape = "product-code-shape",
        "Mã sản phẩm {code} không đúng dạng tỉnh-xã-số-năm, tỉnh-huyện-số-năm (1048/QĐ-TTg) hay tỉnh-huyện-xã-số-năm",
        "The product code {code} is not province-commune-number-year, province-district-number-year (1048/QĐ-TTg) or province-district-commune-number-year";
    ProductCodeDistrict = "product-code-district",
        "Mã sản phẩm {code} có hai cách đọc: theo 1048/QĐ-TTg là huyện {district}, số {number}, năm {year}; theo quyết định này phần thứ hai là xã, năm chữ số",
        "The product code {code} reads in two ways: under 1048/QĐ-TTg it is district {district}, number {number}, year {year}; under this decision the second part is a commune of five digits";
    ProductCodeCommune = "product-code-commune",
        "Mã sản phẩm {code} có hai cách đọc: theo các quyết định sau là xã {commune}, số {number}, năm {year}; theo quyết định này phần thứ hai là huyện, ba chữ số",
        "The product code {code} reads in two ways: under later decisions it is commune {commune}, number {number}, year {year}; under this decision the second part is a district of three digits";
    DossierMissing = "dossier-missing",
        "Hồ sơ thiếu: {item} (do {level} chuẩn bị)",
        "The dossier lacks: {item} (from the {level})";
    DossierMissingProducer = "dossier-missing-producer",
        "Hồ sơ thiếu: {item} (do chủ thể cung cấp)",
        "The dossier lacks: {item} (from the producer)";
    MinimumOutOfReach = "minimum-out-of-reach",
        "Không đạt được yêu cầu tối thiểu {star} sao ở tiêu chí {criterion} ({title}): cần {required} điểm",
        "The minimum for {star} {star:star/stars} in {criterion} ({title}) is out of reach: {required} {required:point/points} needed";
    ZeroOutOfReach = "zero-out-of-reach",
        "Tiêu chí {criterion} ({title}) vẫn 0 điểm, theo ghi chú của bộ tiêu chí thì không đánh giá các bước tiếp theo",
        "{criterion} ({title}) stays at 0, which disqualifies the product";
    PointsOutOfReach = "points-out-of-reach",
        "Nhiều nhất chỉ đạt {most} điểm, hạng {star} sao cần từ {from} điểm",
        "At most {most} {most:point/points} can be reached, {star} {star:star/stars} {star:begins/begin} at {from}";
    CommuneDue = "commune-due",
        "Xã phải báo cáo chậm nhất ngày {until}",
        "The commune's report is due by {until}";
    CommuneLate = "commune-late",
        "Xã báo cáo ngày {date}, muộn {days} ngày so với hạn {until}",
        "The commune reported on {date}, {days} {days:day/days} after {until}";
    MembersReceive = "members-receive",
        "Hội đồng {level} họp ngày {date}: thành viên nhận hồ sơ chậm nhất ngày {until}",
        "The council of the {level} meets on {date}: its members have the dossiers by {until}";
    HolidaysUnknown = "holidays-unknown",
        "Chưa biết hết ngày nghỉ lễ trong thời gian tính ngày làm việc; ngày nghỉ chưa biết thì chưa trừ, hạn có thể đổi",
        "Not all public holidays of the time that was counted in working days are known; those not known were not left out, and the day may be another";
    EvaluationDue = "evaluation-due",
        "Việc đánh giá {level} phải xong chậm nhất ngày {until}",
        "The evaluation at the {level} is due by {until}";
    EvaluationLate = "evaluation-late",
        "Việc đánh giá {level} ngày {date} muộn {days} ngày so với hạn {until}",
        "The evaluation at the {level} on {date} came {days} {days:day/days} after {until}";
    RevokedLate = "revoked-late",
        "Thu hồi ngày {date}, muộn {days} ngày so với hạn {until}",
        "Revoked on {date}, {days} {days:day/days} after {until}";
    GroundsUnknown = "grounds-unknown",
        "Căn cứ thu hồi theo {decision} chưa biết nên không kiểm được",
        "The grounds of revocation under {decision} are not known and were not checked";
    PreviousWithFirst = "previous-with-first",
        "Đánh giá lần đầu thì không có giấy chứng nhận trước",
        "A first evaluation has no previous certificate";
    PreviousUnknown = "previous-unknown",
        "Không có giấy chứng nhận trước để đối chiếu",
        "The certificate before is not on record";
    AttestedAboveBand = "attested-above-band",
        "Hội đồng xác nhận {star} sao, cao hơn hạng theo điểm {band} sao: không làm đổi hạng",
        "The council attests {star} {star:star/stars}, above the band of {band}: this changes nothing";
    PartsLeaveStarOpen = "parts-leave-star-open",
        "Điểm các phần đã làm tròn, cộng lại {sum}, gần mốc {bound}: chưa xác định được hạng; nêu thêm tổng điểm để xác định",
        "The rounded parts add up to {sum}, near the bound {bound}: the star is open; give the total beside them";
    StoryWithoutStory = "story-without-story",
        "Phiếu {assessor}: tiêu chí {criterion} có điểm dù tiêu chí {needs} cho biết không có câu chuyện",
        "Sheet {assessor}: {criterion} is given points although {needs} says that there is no story";
    CasesDiffer = "cases-differ",
        "Thành viên chọn trường hợp khác nhau ở tiêu chí {criterion}: {first} phiếu chọn a, {second} phiếu chọn b",
        "Members choose different cases in {criterion}: {first} {first:sheet/sheets} case a, {second} {second:sheet/sheets} case b";
    FindingInferred = "finding-inferred",
        "Căn cứ ({finding}) chưa đọc được trong phiếu bộ {set} của {decision}, suy từ bộ cùng loại của quyết định trước và sau",
        "The finding ({finding}) was not read on sheet {set} of {decision}; it is inferred from the sheets for the same products before and after";
    UnchangedByAmendment = "unchanged-by-amendment",
        "Căn cứ ({finding}) đọc trong {decision} khi ban hành; từ {from} đã có {amendment} sửa đổi mà chưa đọc được, coi như không đổi",
        "The finding ({finding}) was read in {decision} as issued; {amendment} amended it from {from} on and was not read: it is taken to be unchanged";
    CouncilSize = "council-size",
        "Hội đồng {level} có {appointed} thành viên; quyết định in {from} đến {most}",
        "The council of the {level} has {appointed} {appointed:member/members}; the decision prints {from} to {most}";
    DisputedMarks = "disputed-marks",
        "Hai nguồn của bộ {set} in dấu sao khác nhau ở {places}; theo nguồn kia thì hạng là {star} sao",
        "Two sources of set {set} print other star marks at {places}; by the other one the rank is {star} {star:star/stars}";
    FindingOnRecord = "finding-on-record",
        "Căn cứ ({finding}) không có hiệu lực ở bước chỉ ghi nhận",
        "The finding ({finding}) has no effect on a stage that is only on record";
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
                    .filter_map(|rest| rest.split(['}', ':']).next())
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
            // What is no place to fill in is Vietnamese.
            let template = code.template(Lang::Vi).to_string();
            let words = template
                .split('{')
                .map(|part| part.rsplit('}').next().unwrap());
            let words: String = words.collect();
            let has_words = words.contains(char::is_alphabetic);
            assert!(!has_words || !words.is_ascii(), "{}", code.as_str());
        }
    }
}
