//! The codes of problems, each with what it means and what gives it.

use crate::text::Lang;
use crate::value::word_code;

/// Declares the codes of problems once: variant, stable word, meaning in Vietnamese and English, what gives
/// it, with its Vietnamese where it is in words.
macro_rules! problem_codes {
    ($($name:ident = $word:literal, $vi:literal, $en:literal, $example:literal $(=> $example_vi:literal)?;)+) => {
        word_code! {
            /// What kind of problem was found. The words are stable; tests and scripts may rely on them.
            #[non_exhaustive]
            ProblemCode expected ["mã một lỗi, như `missing-key`", "a problem's code such as `missing-key`"]:
            $(#[doc = $en] $name = $word),+
        }

        impl ProblemCode {
            /// What the problem is and what to do about it.
            #[must_use]
            pub fn meaning(self, lang: Lang) -> &'static str {
                match self { $(ProblemCode::$name => lang.word($vi, $en),)+ }
            }

            /// A text or a command that gives the problem.
            #[must_use]
            pub fn example(self, lang: Lang) -> &'static str {
                match self { $(ProblemCode::$name => {
                    let [vi, ..] = [$($example_vi,)? $example];
                    lang.word(vi, $example)
                })+ }
            }
        }
    };
}

problem_codes! {
    Unreadable = "unreadable",
        "không mở hoặc không đọc được tệp",
        "the file cannot be opened or read",
        "ocop evaluate no-such-file.json";
    TooLarge = "too-large",
        "văn bản dài hơn giới hạn ghi trong tài liệu",
        "the text is longer than the documented limit",
        "a line of 17 MiB" => "một dòng dài 17 MiB";
    NotUtf8 = "not-utf8",
        "văn bản không phải UTF-8; lưu lại bằng mã này",
        "the text is not UTF-8; save it again in that encoding",
        "a table saved as `CSV` and not as `CSV UTF-8`" => "một bảng lưu dạng `CSV` mà không phải `CSV UTF-8`";
    NotJson = "not-json",
        "văn bản không phải JSON",
        "the text is not JSON",
        "{\"set\": \"08\",}";
    WrongType = "wrong-type",
        "một giá trị có kiểu JSON khác với định dạng",
        "a value has another JSON type than the format asks for",
        "\"box\": \"3\"";
    MissingKey = "missing-key",
        "thiếu một khóa bắt buộc",
        "a required key is absent",
        "{\"product\": {}}";
    UnknownKey = "unknown-key",
        "định dạng không có khóa này ở đây",
        "the format has no such key here",
        "\"regulatoin\": \"qd-148-2023\"";
    RepeatedKey = "repeated-key",
        "một khóa ghi hai lần trong một đối tượng",
        "a key is given twice in one object",
        "{\"set\": \"08\", \"set\": \"09\"}";
    Empty = "empty",
        "một chuỗi hoặc danh sách phải có nội dung mà để trống",
        "a text or list that must hold something is empty",
        "\"stages\": []";
    BadCharacter = "bad-character",
        "một tên có dấu xuống dòng, ký tự điều khiển, ký tự không nhìn thấy, hoặc `Ð` thay cho `Đ`",
        "a name holds a line break, another control character, one that cannot be seen, or `Ð` in place of `Đ`",
        "\"name\": \"Cá\\nkhô\"";
    FormatVersion = "format-version",
        "chương trình này đọc định dạng 1",
        "this program reads format 1",
        "\"format\": 2";
    NotWorkbook = "not-workbook",
        "tệp không phải bảng tính đọc được: `.xlsx` không có macro, như `ocop sheet --xlsx` tạo ra",
        "the file is not a workbook that can be read: an `.xlsx` without macros, as `ocop sheet --xlsx` writes it",
        "ocop evaluate council.ods";
    NotDecision = "not-decision",
        "tệp không phải lời văn của quyết định mà chương trình đọc được",
        "the file is no text of a decision that can be read: plain text, a page saved from a browser, or a .docx",
        "ocop wording import photo.png --regulation qd-26-2026 --out w.json";
    LayoutChanged = "layout-changed",
        "biểu mẫu không còn như đã tạo; chỉ được điền các ô trả lời",
        "a form is no longer laid out as it was written; only its answer cells may change",
        "a row inserted above criterion 1.2" => "một hàng chèn trên tiêu chí 1.2";
    EarlierDiffers = "earlier-differs",
        "một bước nói khác hồ sơ trước mà nó nối vào, hoặc khác tệp khác của cùng hội đồng",
        "a stage says something else of its product than the earlier case that it follows",
        "appointed;5 in one table, appointed;3 in the other" => "appointed;5 ở một bảng, appointed;3 ở bảng kia";
    NotTable = "not-table",
        "bảng không gồm các dòng `khóa;giá trị` rồi mỗi tiêu chí một dòng",
        "a table is not laid out as `key;value` lines and then one line for each criterion",
        "product;\"Cá khô";
    UnknownKind = "unknown-kind",
        "tệp không thuộc loại nào mà lệnh này đọc được",
        "the file is none of the kinds that can be checked",
        "ocop evaluate history.json";
    BadCode = "bad-code",
        "một mã không có dạng của loại mã đó",
        "a code does not have the shape of its kind",
        "\"set\": \"8\"";
    BadWord = "bad-word",
        "một từ không có trong danh sách của định dạng",
        "a word is none of those that the format lists",
        "\"level\": \"village\"";
    BadPoints = "bad-points",
        "điểm là số thập phân thường, viết thành chuỗi",
        "points are plain decimals written as strings",
        "\"total\": \"90,5\"";
    BadDate = "bad-date",
        "ngày viết NĂM-THÁNG-NGÀY và có thật",
        "a date is written YYYY-MM-DD and exists in the calendar",
        "\"date\": \"2024-02-30\"";
    BadNumber = "bad-number",
        "một số nguyên nằm ngoài khoảng cho phép",
        "a whole number lies outside its range",
        "\"appointed\": 0";
    RegulationUnknown = "regulation-unknown",
        "không có quy định nào tên này",
        "no regulation of that name is loaded",
        "\"regulation\": \"qd-1-1999\"";
    SetUnknown = "set-unknown",
        "quy định không có bộ sản phẩm này",
        "the regulation lists no such set",
        "\"set\": \"99\"";
    SetMissing = "set-missing",
        "quy định có một bộ sản phẩm mà không có tệp",
        "the regulation lists a set that has no file",
        "criteria/qd-26-2026 without sets/08-….json" => "criteria/qd-26-2026 không có sets/08-….json";
    RulesUnknown = "rules-unknown",
        "không có quy chế hội đồng nào tên này",
        "no council rules of that name are loaded",
        "\"rules\": \"my-province\" without --councils" => "\"rules\": \"my-province\" mà không có --councils";
    Repeated = "repeated",
        "một thứ chỉ được có một lần mà ghi hai lần",
        "something that must be unique is given twice",
        "two criteria with one code" => "hai tiêu chí cùng một mã";
    PartsWrong = "parts-wrong",
        "một bộ tiêu chí có các phần A, B và C, mỗi phần một lần, theo thứ tự này",
        "a sheet has the parts A, B and C, once each, in this order",
        "\"parts\": [A, C]";
    PartMax = "part-max",
        "điểm tối đa của một phần khác với quy định",
        "a part's maximum differs from the regulation's",
        "part A with 41 points" => "phần A có 41 điểm";
    PartSum = "part-sum",
        "điểm tối đa của các mục không cộng thành điểm của phần",
        "the sections' maxima do not add up to the part's",
        "sections of 18 and 20 in a part of 40" => "các mục 18 và 20 điểm trong một phần 40 điểm";
    SectionSum = "section-sum",
        "điểm tối đa của các tiêu chí không cộng thành điểm của mục",
        "the criteria's maxima do not add up to the section's",
        "criteria of 3 and 4 in a section of 8" => "các tiêu chí 3 và 4 điểm trong một mục 8 điểm";
    CriterionMax = "criterion-max",
        "không mức nào đạt điểm tối đa của tiêu chí",
        "no box reaches the criterion's maximum",
        "a criterion of 5 whose highest box gives 3" => "một tiêu chí 5 điểm có mức cao nhất 3 điểm";
    BoxAboveMax = "box-above-max",
        "một mức cho nhiều điểm hơn điểm tối đa của tiêu chí",
        "a box gives more points than the criterion's maximum",
        "a box of 4 in a criterion of 3" => "một mức 4 điểm trong tiêu chí 3 điểm";
    PointsFall = "points-fall",
        "một mức cho ít điểm hơn mức trước nó",
        "a box gives fewer points than the box before it",
        "boxes of 1, 3 and 2" => "các mức 1, 3 rồi 2 điểm";
    BoxCount = "box-count",
        "một tiêu chí cần từ hai mức, tiêu chí có/không cần đúng một mức",
        "a criterion needs two boxes or more, a yes/no criterion exactly one",
        "a criterion with one box" => "một tiêu chí có một mức";
    TooMany = "too-many",
        "một danh sách hoặc đối tượng lớn hơn giới hạn, hoặc có quá nhiều lỗi để liệt kê",
        "a sheet, a list or an object is larger than the documented limits, or there are more problems than are told",
        "a list of 1,000 entries" => "một danh sách 1.000 mục";
    MarkOrder = "mark-order",
        "dấu sao tăng dần từ mức này sang mức sau, mỗi dấu một lần",
        "star marks rise from box to box, each star once",
        "**** before ***" => "**** trước ***";
    MarkRange = "mark-range",
        "một dấu sao đòi 3, 4 hoặc 5 sao",
        "a star mark asks for 3, 4 or 5 stars",
        "\"star\": 2";
    CaseOrder = "case-order",
        "các mức của tiêu chí hai trường hợp là `a` rồi `b`",
        "the boxes of a two-case criterion are `a`, then `b`, and no others",
        "boxes of b, a" => "các mức của b, rồi của a";
    CodeOutOfPlace = "code-out-of-place",
        "mã của tiêu chí không bắt đầu bằng số của mục",
        "a criterion's code does not begin with its section's number",
        "criterion 2.1 in section 1" => "tiêu chí 2.1 trong mục 1";
    LabelLength = "label-length",
        "một nhãn có từ 1 đến 600 ký tự",
        "a label has 1 to 600 characters",
        "an empty label" => "một nhãn trống";
    LabelRepeated = "label-repeated",
        "hai mức của một tiêu chí có cùng nhãn",
        "two boxes of one criterion have the same label",
        "two boxes `Có`" => "hai mức cùng nhãn `Có`";
    DefectVanished = "defect-vanished",
        "một khiếm khuyết đã ghi không còn như đã ghi",
        "a listed defect does not exist as listed",
        "a listed sum that is right now" => "một tổng đã ghi là sai mà nay đúng";
    StatusWrong = "status-wrong",
        "một bộ là `incomplete` đúng khi có ghi khiếm khuyết",
        "a set is `incomplete` exactly when it lists defects",
        "\"status\": \"incomplete\" without defects" => "\"status\": \"incomplete\" mà không ghi khiếm khuyết";
    ReferenceUnknown = "reference-unknown",
        "một ghi chú, đính chính hoặc quy tắc trỏ tới chỗ không có trong bộ",
        "a note, erratum or rule points to something the sheet does not have",
        "a note on criterion 9.9" => "một ghi chú ở tiêu chí 9.9";
    NameDiffers = "name-differs",
        "tên của bộ khác với danh sách của quy định",
        "a set's name differs from the regulation's list",
        "another name in the set's file" => "tên khác trong tệp của bộ";
    RegulationGap = "regulation-gap",
        "các con số của quy định không khớp nhau",
        "the regulation's own figures do not fit together",
        "bands that leave 69 to 70 open" => "các khung điểm để hở từ 69 đến 70";
    BudgetSum = "budget-sum",
        "các phần của kinh phí không cộng thành tổng số",
        "the shares of a budget do not add up to its total",
        "sources of 10 and 20 for 40" => "các nguồn 10 và 20 cho tổng 40";
    PlaceWrong = "place-wrong",
        "tệp không nằm trong thư mục mà nội dung của nó nói",
        "a file does not lie in the folder that its content names",
        "the sets of qd-148-2023 in qd-26-2026/sets" => "các bộ của qd-148-2023 trong qd-26-2026/sets";
    CriterionUnknown = "criterion-unknown",
        "bộ không có tiêu chí này",
        "the sheet has no such criterion",
        "{\"criterion\": \"9.z\", \"box\": 1}";
    CriterionMissing = "criterion-missing",
        "một tiêu chí chưa có câu trả lời",
        "a criterion of the sheet is not answered",
        "a sheet without criterion 1.1" => "một phiếu không có tiêu chí 1.1";
    CriterionRepeated = "criterion-repeated",
        "một tiêu chí có hai câu trả lời",
        "a criterion is answered twice",
        "two answers to 1.1" => "hai câu trả lời cho 1.1";
    BoxUnknown = "box-unknown",
        "tiêu chí không có mức này",
        "the criterion has no such box",
        "{\"criterion\": \"1.1\", \"box\": 9}";
    AssessorRepeated = "assessor-repeated",
        "một thành viên có hai phiếu",
        "one assessor gives two sheets",
        "two sheets of `Nguyễn Văn An`" => "hai phiếu của `Nguyễn Văn An`";
    ChairRepeated = "chair-repeated",
        "một hội đồng có một chủ tịch",
        "a council has one chair",
        "two sheets with \"role\": \"chair\"" => "hai phiếu có \"role\": \"chair\"";
    AppointedTooFew = "appointed-too-few",
        "số phiếu nhiều hơn số thành viên được cử",
        "more sheets were given than members appointed",
        "\"appointed\": 2 with three sheets" => "\"appointed\": 2 với ba phiếu";
    TooManySheets = "too-many-sheets",
        "một bước có nhiều phiếu hơn giới hạn",
        "a stage holds more sheets than the documented limit",
        "1,000 sheets" => "1.000 phiếu";
    StageContent = "stage-content",
        "một bước có đúng một trong `sheets`, `parts`, `total`, `forwarded`, `adopts`, `report`, hoặc chỉ có căn cứ loại",
        "a stage holds exactly one of `sheets`, `parts`, `total`, `forwarded`, `adopts`, `report`, or findings",
        "a stage with both `total` and `forwarded`" => "một bước có cả `total` và `forwarded`";
    ItemUnknown = "item-unknown",
        "hồ sơ theo quy định không có mục này",
        "the regulation's dossier has no such item",
        "\"items\": [\"photo\"]";
    FindingUnknown = "finding-unknown",
        "bộ không ghi căn cứ loại này",
        "the sheet does not list such a finding",
        "\"findings\": [\"late\"]";
    PartOutOfRange = "part-out-of-range",
        "điểm cao hơn mức có thể cho",
        "points lie above what can be given",
        "part B with 26 points of 25" => "phần B được 26 trên 25 điểm";
    DateOrder = "date-order",
        "một ngày trước ngày mà nó phải theo sau",
        "a date lies before one that it must follow",
        "\"date\" before \"filed\"" => "\"date\" trước \"filed\"";
    LevelUnknown = "level-unknown",
        "quy định không giao việc cho cấp này",
        "the regulation gives that level no part in the procedure",
        "a district stage under qd-26-2026" => "một bước cấp huyện theo qd-26-2026";
    StageOrder = "stage-order",
        "bước này không nối tiếp bước trước",
        "the stage does not follow from the one before",
        "a central stage after 75 points" => "một bước cấp trung ương sau 75 điểm";
    EventImpossible = "event-impossible",
        "sự việc không thể xảy ra theo quy tắc của ngày đó",
        "the event cannot have happened: the rules of its day ask for another",
        "a recognition before the scoring" => "công nhận trước khi chấm điểm";
    AdoptsWrong = "adopts-wrong",
        "kết quả bị trả về chỉ được công nhận ở cấp nhận lại, và không quá hạng sao của nó",
        "a returned result can be adopted only at the level it returned to, and at most at its star",
        "\"adopts\": {\"star\": 5} after a return with 4" => "\"adopts\": {\"star\": 5} sau khi bị trả về với 4 sao";
    ResultDiffers = "result-differs",
        "kết quả nói khác với hồ sơ của nó bây giờ",
        "a result says something else than its case gives now",
        "ocop verify result.json other-case.json";
    NotSettled = "not-settled",
        "câu hỏi cần bước cuối có phiếu và có hạng sao",
        "the question needs a last stage with sheets and a star",
        "ocop advise of a case with `total` alone" => "ocop advise với hồ sơ chỉ có `total`";
    SessionUnknown = "session-unknown",
        "một bảng tính của đợt khác, hoặc của sản phẩm, thành viên mà đợt này không có",
        "a worksheet is of another session, or of a product or member that the session does not have",
        "ocop session import dot-1.ocop m1-of-dot-2.xlsx";
    SheetClosed = "sheet-closed",
        "phiếu không nhận thêm câu trả lời: đã nộp, thành viên không chấm, hoặc sản phẩm đã kết luận",
        "a sheet takes no more answers: it is handed in, its member does not score, or the product is decided",
        "ocop session import dot-1.ocop m1.xlsx, after m1 has submitted on the phone" => "ocop session import dot-1.ocop m1.xlsx, sau khi m1 đã nộp phiếu trên điện thoại";
    SheetChanged = "sheet-changed",
        "phiếu đã được sửa ở nơi khác sau khi tạo sổ, và các ô khác nhau",
        "a sheet was changed elsewhere since the workbook was written, and the boxes differ",
        "a workbook filled in beside the phone" => "sổ phiếu được điền song song với điện thoại";
    NotSession = "not-session",
        "tệp không phải là một đợt đánh giá",
        "the file is no session of a council",
        "ocop session board list.json";
    SessionFormat = "session-format",
        "tệp của đợt theo định dạng cũ hơn, phải chuyển một lần bằng `ocop serve`, hoặc theo định dạng mới hơn chương trình này",
        "the session's file has an older format, which `ocop serve` carries over once, or a newer one than this program",
        "ocop session board of a file of a newer `ocop`" => "ocop session board với tệp của bản `ocop` mới hơn";
    SessionBusy = "session-busy",
        "một chương trình khác đang mở hoặc đang ghi tệp của đợt",
        "another program serves the session or is writing its file",
        "ocop serve dot-1.ocop, twice" => "ocop serve dot-1.ocop hai lần";
    SessionDamaged = "session-damaged",
        "tệp của đợt đã hỏng; dùng bản sao lưu gần nhất",
        "the session's file is damaged; use the newest backup",
        "a file that lost some of its pages" => "một tệp mất một phần nội dung";
    LogBroken = "log-broken",
        "một mục của nhật ký không khớp với mã băm của nó hoặc với mục trước",
        "an entry of the log does not fit its hash or the entry before",
        "ocop session check, after an entry was changed by hand" => "ocop session check, sau khi một mục bị sửa bằng tay";
    LogDiffers = "log-differs",
        "danh sách, phiếu hoặc kết quả trong tệp khác với nhật ký",
        "the list, a sheet or a result in the file differs from the log",
        "ocop session check, after a tick was changed by hand" => "ocop session check, sau khi một ô bị sửa bằng tay";
    DataDiffers = "data-differs",
        "dữ liệu (phiếu, quy chế) trong tệp của đợt không còn như lúc tạo",
        "the data (sheets, rules) in the session's file is not what it was made with",
        "ocop session check, after the council's rules were changed by hand" => "ocop session check, sau khi quy chế trong tệp bị sửa bằng tay";
    HeadUnknown = "head-unknown",
        "mã đầu nhật ký đã in không có trong chuỗi: nhật ký đã bị thay hoặc bị cắt",
        "a head of the log that was printed is not in the chain: the log was replaced or cut",
        "ocop session check dot-1.ocop --head HASH";
    NotNow = "not-now",
        "tình trạng của phiếu hoặc sản phẩm không cho làm việc này lúc này",
        "the sheet's status or the product's state does not allow this now",
        "ocop session reopen of a sheet that is open" => "ocop session reopen với phiếu đang chấm";
    AddressTaken = "address-taken",
        "một chương trình khác đang dùng địa chỉ này; đóng nó, hoặc chọn cổng khác",
        "another program uses the address; close it, or choose another port",
        "ocop serve dot-1.ocop --listen 127.0.0.1:631";
    AddressUnfit = "address-unfit",
        "máy này không có địa chỉ đó, hoặc hệ thống không cho dùng cổng đó; chọn địa chỉ hoặc cổng khác",
        "this machine does not have the address, or the system does not allow the port; choose another one",
        "ocop serve dot-1.ocop --listen 192.0.2.1:2026";
    DiskFull = "disk-full",
        "ổ đĩa đã đầy: lần ghi này chưa được lưu",
        "the disk is full: this change is not saved",
        "ocop session backup onto a full disk" => "ocop session backup vào ổ đĩa đã đầy";
    ReadOnly = "read-only",
        "tệp hoặc ổ đĩa chỉ đọc: lần ghi này chưa được lưu",
        "the file or the disk is read-only: this change is not saved",
        "ocop session reopen on a read-only disk" => "ocop session reopen trên ổ đĩa chỉ đọc";
    DiskUnfit = "disk-unfit",
        "ổ đĩa mạng, hoặc thư mục không khóa được tệp: để tệp của đợt trên ổ đĩa của máy này",
        "a network drive, or a folder without locks: keep the session's file on this machine's disk",
        "ocop serve on a shared folder" => "ocop serve trong thư mục dùng chung";
    DataIncomplete = "data-incomplete",
        "dữ liệu có chỗ thiếu đã biết, mà chỉ được dùng dữ liệu đủ",
        "the data has a known gap, and only complete data was asked for",
        "ocop evaluate --strict of set 07 of qd-148-2023" => "ocop evaluate --strict với bộ 07 của qd-148-2023";
    Internal = "internal",
        "lỗi của chương trình: không đọc được tệp mà không rõ vì sao; hãy báo lỗi kèm tệp này",
        "a mistake of the program: the file was not read, and why is not known; please report it with the file",
        "no file that is known" => "chưa biết tệp nào";
}
