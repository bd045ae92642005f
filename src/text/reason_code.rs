//! The codes of reasons, each with its sentence in both languages.

use super::Lang;
use crate::value::word_code;

/// Declares every reason once: variant, stable word, Vietnamese text, English text.
macro_rules! reason_codes {
    ($($name:ident = $word:literal, $vi:literal, $en:literal;)+) => {
        word_code! {
            /// What kind of reason it is. The words are stable.
            #[non_exhaustive]
            ReasonCode expected ["mã một lý do của phiên bản này, như `on-record`",
                "a reason's code of this version, such as `on-record`"]:
            $(#[doc = $en] $name = $word),+
        }

        impl ReasonCode {
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

reason_codes! {
    OnRecord = "on-record",
        "Hồ sơ chỉ ghi việc {level} chuyển lên {to}; không có phiếu điểm",
        "Only the forwarding from the {level} to the {to} is on record; there are no sheets";
    CommuneReport = "commune-report",
        "Xã đã báo cáo: {met} nội dung đạt, {unmet} không đạt, {open} chưa nêu",
        "The commune reported: {met} {met:item/items} met, {unmet} not met, {open} left open";
    Adopted = "adopted",
        "{level} công nhận {star} sao theo kết quả của hội đồng đã trả hồ sơ về",
        "The {level} recognises {star} {star:star/stars} on the result of the council that sent the dossier back";
    Disqualified = "disqualified",
        "{finding}: {verb}",
        "The dossier goes no further: {finding} ({verb})";
    ZeroRule = "zero-rule",
        "Dừng đánh giá: {zeros}/{of} phiếu cho 0 điểm ở tiêu chí {criterion} ({label})",
        "The dossier goes no further: {zeros} of {of} {of:sheet/sheets} {zeros:gives/give} 0 in {criterion} ({label})";
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
        "{stopped}/{of} phiếu dừng ở chỗ phiếu in ({places}), không có tổng điểm; điểm trung bình chỉ tính trên phiếu có tổng điểm",
        "{stopped} of {of} {of:sheet/sheets} ended at a printed stop ({places}) and {stopped:has/have} no total; the mean is only of sheets that have one";
    AllStopped = "all-stopped",
        "Dừng đánh giá: {of}/{of} phiếu dừng ở chỗ phiếu in ({places})",
        "The dossier goes no further: {of} of {of} {of:sheet/sheets} ended at a printed stop ({places})";
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
        "The minimum for {star} {star:star/stars} in {criterion} ({title}) is missed: {required} {required:point/points} needed, {reached} of {of} {of:sheet/sheets} {reached:reaches/reach} it";
    MembersDiffer = "members-differ",
        "Thành viên chấm khác nhau về yêu cầu tối thiểu {star} sao ở tiêu chí {criterion}: {reached}/{of} phiếu đạt",
        "Members differ about the minimum for {star} {star:star/stars} in {criterion}: {reached} of {of} sheets {reached:reaches/reach} it";
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
        "Chuyển hồ sơ theo điểm: tổng điểm trung bình thuộc khoảng {from} đến {most} điểm; {to} quyết định hạng sao",
        "Forwarded by its points: the mean total lies between {from} and {most}; the {to} decides on the star";
    ActionReturn = "action-return",
        "Hạng {star} sao không thuộc thẩm quyền công nhận của {level}: trả về {to}, nơi có thể công nhận theo kết quả này hoặc đánh giá lại",
        "{star} {star:star/stars} {star:is/are} not for the {level} to certify: returned to the {to}, which may recognise that on this result or evaluate anew";
    ActionReturnTakenOver = "action-return-taken-over",
        "Hạng {star} sao thuộc thẩm quyền công nhận của {ended}, không còn tổ chức sau {until}: trả về {to}, nơi tiếp nhận công việc và có thể công nhận theo kết quả này hoặc đánh giá lại",
        "{star} {star:star/stars} {star:was/were} for the {ended} to certify, which ended with {until}: returned to the {to}, which took over its work and may recognise that on this result or evaluate anew";
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
        "Kết thúc đánh giá hồ sơ tại {level}",
        "The evaluation of the dossier ends at the {level}";
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
        "Xử lý ngày {evaluated}, trong hạn chuyển tiếp đến {until}: giữ quy định cũ",
        "Dealt with on {evaluated}, within the transition until {until}: the old rules stay";
    TransitionLate = "transition-late",
        "Xử lý ngày {evaluated}, sau hạn chuyển tiếp {until}: theo {decision}",
        "Dealt with on {evaluated}, after the transition until {until}: {decision} applies";
    StaysWhenFiled = "stays-when-filed",
        "Xử lý ngày {evaluated}, khi {decision} đã hết hiệu lực (sau {to}): vẫn theo quy định lúc nộp",
        "Dealt with on {evaluated}, after {decision} ended with {to}: the rules of the filing stay";
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
        "{decision}, theo bản áp dụng cho hồ sơ này, không có hiệu lực vào ngày {date}",
        "{decision}, in the edition that this case goes by, is not in force on {date}";
    LevelsByStageDate = "levels-by-stage-date",
        "Hồ sơ nộp trước {from} nhưng xử lý ngày {date}: theo phân cấp của {decision}",
        "Filed before {from} but dealt with on {date}: the levels of {decision} apply";
    RegulationChanges = "regulation-changes",
        "Bước {level} ngày {date} theo {decision}, khác với các bước trước",
        "The stage at the {level} on {date} falls under {decision}, unlike the stages before";
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
    WrittenForOthers = "written-for-others",
        "Hội đồng lấy ý kiến bằng văn bản, cách mà quyết định chỉ in cho hình thức đăng ký khác",
        "The council decides by written opinions, which the decision prints for other applications only";
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
    UpgradeOfNone = "upgrade-of-none",
        "Nâng hạng là của sản phẩm dưới 5 sao, còn giấy chứng nhận ngày nộp {filed}; giấy chứng nhận trước là {star} sao, hết hạn {expires}",
        "An upgrade is of a product below 5 stars with a certificate in force on {filed}, the day of filing; the one before is of {star} {star:star/stars} and ends on {expires}";
    PreviousNotCertified = "previous-not-certified",
        "Giấy chứng nhận trước ghi {star} sao; giấy chứng nhận chỉ cấp từ {least} sao",
        "The certificate before is given with {star} {star:star/stars}; only {least} stars and more are certified";
    ProductCodeShape = "product-code-shape",
        "Mã sản phẩm {code} không đúng dạng tỉnh-xã-số-năm, tỉnh-huyện-số-năm (1048/QĐ-TTg) hay tỉnh-huyện-xã-số-năm; số không có chữ số 0 ở đầu",
        "The product code {code} is not province-commune-number-year, province-district-number-year (1048/QĐ-TTg) or province-district-commune-number-year; the number has no leading zero";
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
    PartsLeaveForwardingOpen = "parts-leave-forwarding-open",
        "Điểm các phần đã làm tròn, cộng lại {sum}, gần mốc {bound}: chưa xác định được có chuyển hồ sơ lên {to} hay không; nêu thêm tổng điểm để xác định",
        "The rounded parts add up to {sum}, near the bound {bound}: whether the dossier goes up to the {to} is open; give the total beside them";
    DecidedStarOpen = "decided-star-open",
        "Đã có quyết định ngày {date}, nhưng từ điểm đã nhập chưa xác định được hạng trong quyết định: chưa rõ sản phẩm được công nhận hạng nào, giấy chứng nhận trước (nếu có) còn giá trị hay đã được thay",
        "There is a decision of {date}, and the points that are entered do not tell its star: it is open which star is recognised, and whether a certificate before it still counts";
    StoryWithoutStory = "story-without-story",
        "Phiếu {assessor}: tiêu chí {criterion} có điểm dù tiêu chí {needs} cho biết không có câu chuyện",
        "Sheet {assessor}: {criterion} is given points although {needs} says that there is no story";
    StopWithoutZero = "stop-without-zero",
        "Phiếu {assessor}: ghi dừng ở tiêu chí {criterion} mà chưa chấm tiêu chí ấy; phiếu in chỗ dừng này cho trường hợp 0 điểm, nên phiếu không được tính là cho 0 điểm",
        "Sheet {assessor}: it ends at the stop of {criterion} and has no answer there; the printed stop is for 0 points, so the sheet is not counted as giving 0";
    StopWithPoints = "stop-with-points",
        "Phiếu {assessor}: ghi dừng ở tiêu chí {criterion} mà cho {points} điểm ở đó; phiếu in chỗ dừng này cho trường hợp 0 điểm; phiếu được tính là dừng, không có tổng điểm",
        "Sheet {assessor}: it ends at the stop of {criterion} and gives {points} {points:point/points} there; the printed stop is for 0 points; it counts as stopped and has no total";
    AnsweredBehindStop = "answered-behind-stop",
        "Phiếu {assessor}: ghi dừng ở tiêu chí {criterion} mà vẫn chấm {answered} tiêu chí sau đó; phiếu được tính là dừng, không có tổng điểm",
        "Sheet {assessor}: it ends at the stop of {criterion}, and {answered} {answered:criterion/criteria} behind it {answered:is/are} answered; it counts as stopped and has no total";
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

impl ReasonCode {
    /// The names of its arguments.
    pub(super) fn arguments(self) -> impl Iterator<Item = &'static str> {
        let places = self.template(Lang::En).split('{').skip(1);
        let vietnamese = self.template(Lang::Vi).split('{').skip(1);
        let places = places.chain(vietnamese);
        places.filter_map(|rest| rest.split(['}', ':']).next())
    }
}
