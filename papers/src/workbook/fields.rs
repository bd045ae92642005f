//! What a council states beside its boxes: each field once, for the form, its reader and tables.

use ocop::Level;
use ocop::law::Regulation;

use super::value::{LEVELS, Word, YES_NO};

pub(super) const PRODUCERS: &[Word] = &[
    ("hợp tác xã", "cooperative"),
    ("tổ hợp tác", "cooperative-group"),
    ("doanh nghiệp", "enterprise"),
    ("trang trại", "farm"),
    ("hộ kinh doanh", "household"),
    ("hiệp hội", "association"),
    ("trung tâm điều hành", "operating-centre"),
];
pub(super) const KINDS: &[Word] = &[
    ("lần đầu", "first"),
    ("nâng hạng", "upgrade"),
    ("phân hạng lại", "renewal"),
];
pub(super) const FORMS: &[Word] = &[("họp", "meeting"), ("lấy ý kiến bằng văn bản", "written")];

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A text in its user's words.
    Text,
    /// A set's two digits, which spreadsheets take for a number.
    Set,
    /// A whole number.
    Number,
    /// Points, with decimals or without.
    Points,
    /// A day.
    Day,
    /// One of some words, written with quotes in a case.
    Word(&'static [Word]),
    /// Yes or no.
    YesNo,
}

impl Kind {
    /// The words that its cell offers.
    pub(super) fn words(self) -> &'static [Word] {
        match self {
            Kind::Word(words) => words,
            Kind::YesNo => YES_NO,
            _ => &[],
        }
    }

    /// How its cell is filled in.
    pub(super) const fn how(self) -> &'static str {
        match self {
            Kind::Day => "ngày/tháng/năm",
            Kind::Number => "số nguyên",
            Kind::Points => "số điểm, như 10 hoặc 7,5",
            Kind::Word(_) | Kind::YesNo => "chọn trong danh sách",
            Kind::Text | Kind::Set => "",
        }
    }
}

/// A hint that says how much a value is needed, and what else there is to say of it.
pub(super) fn hint(required: bool, what: &str) -> String {
    let need = if required {
        "bắt buộc"
    } else {
        "nếu có"
    };
    match what {
        "" => need.to_owned(),
        what => format!("{need}; {what}"),
    }
}

/// A field: its name in tables, its caption on the form, its place in a case.
#[derive(Debug)]
pub(super) struct Field {
    /// The name in a table.
    pub(super) key: &'static str,
    /// The caption on the form.
    pub(super) caption: &'static str,
    /// Where it is in a case, as a JSON Pointer with one stage in the place of all.
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    /// Set when the form is written, not filled in.
    pub(super) printed: bool,
    pub(super) required: bool,
    /// Only in tables and in the marks of members' worksheets; the commune also on the form of a law
    /// without districts, in the place of the district.
    pub(super) off_form: bool,
}

const fn field(key: &'static str, caption: &'static str, path: &'static str) -> Field {
    Field {
        key,
        caption,
        path,
        kind: Kind::Text,
        printed: false,
        required: false,
        off_form: false,
    }
}

impl Field {
    const fn of(self, kind: Kind) -> Field {
        Field { kind, ..self }
    }

    const fn required(self) -> Field {
        let required = true;
        Field { required, ..self }
    }

    const fn printed(self) -> Field {
        let printed = true;
        Field {
            printed,
            ..self.required()
        }
    }

    const fn off_form(self) -> Field {
        let off_form = true;
        Field { off_form, ..self }
    }

    /// The field of a name.
    pub(super) fn named(key: &str) -> Option<&'static Field> {
        FIELDS.iter().find(|field| field.key == key)
    }

    /// Its key in a commune's report, which is a stage of its own.
    pub(super) fn reported(&self) -> Option<&'static str> {
        self.path.strip_prefix("/report/")
    }

    /// Where it is in the council's stage.
    pub(super) fn in_stage(&self) -> Option<&'static str> {
        self.path.strip_prefix("/stages")
    }

    /// Whether it stands on a regulation's form.
    pub(super) fn is_on_form(&self, regulation: &Regulation) -> bool {
        match self.key {
            DISTRICT => regulation.has_districts(),
            COMMUNE => !regulation.has_districts(),
            _ if self.reported().is_some() => regulation.authority(Level::Commune).is_some(),
            _ => !self.off_form,
        }
    }

    /// Whether it stood on the form of earlier versions, under every law.
    pub(super) fn was_on_form(&self) -> bool {
        !self.off_form && self.reported().is_none()
    }

    /// What the form of earlier versions called it.
    pub(super) fn earlier_caption(&self) -> &'static str {
        match self.key {
            "appointed" => "Số thành viên được cử",
            _ => self.caption,
        }
    }

    /// What the form says beside its cell.
    pub(super) fn hint(&self) -> String {
        let what = match self.kind {
            _ if self.printed => return "không sửa".to_owned(),
            Kind::Text if self.reported().is_some() => "nhận xét bằng lời, Mẫu số 03",
            kind => kind.how(),
        };
        hint(self.required, what)
    }
}

const COMMUNE: &str = "commune";
const DISTRICT: &str = "district";

/// The name of the field that counts a workbook's sheets; it is of the form, not of the case.
pub(super) const MEMBERS: &str = "members";

/// Every field, in the order of the form and of the case.
pub(super) const FIELDS: &[Field] = &[
    field("format", "Phiên bản biểu mẫu", "/format")
        .of(Kind::Number)
        .printed(),
    field("product", "Tên sản phẩm", "/product/name").required(),
    field("code", "Mã số sản phẩm", "/product/code"),
    field(
        "craft_village",
        "Sản phẩm làng nghề",
        "/product/craft_village",
    )
    .of(Kind::YesNo),
    // The row of the district on the form of a law without districts: it stands right before it.
    field(COMMUNE, "Xã, phường, đặc khu", "/product/commune").off_form(),
    field(DISTRICT, "Huyện, khu vực", "/product/district"),
    field("producer_id", "Mã chủ thể", "/product/producer/id"),
    field("producer", "Tên chủ thể", "/product/producer/name"),
    field(
        "producer_kind",
        "Loại hình chủ thể",
        "/product/producer/kind",
    )
    .of(Kind::Word(PRODUCERS)),
    field("address", "Địa chỉ", "/product/producer/address").off_form(),
    field("phone", "Số điện thoại", "/product/producer/phone").off_form(),
    field("regulation", "Quy định áp dụng", "/regulation").printed(),
    field("set", "Bộ sản phẩm", "/set").of(Kind::Set).printed(),
    field("kind", "Loại hồ sơ", "/application/kind").of(Kind::Word(KINDS)),
    field("filed", "Ngày nhận hồ sơ", "/application/filed").of(Kind::Day),
    field(
        "previous_star",
        "Hạng sao đã có",
        "/application/previous/star",
    )
    .of(Kind::Number),
    field(
        "previous_issued",
        "Ngày cấp giấy trước",
        "/application/previous/issued",
    )
    .of(Kind::Day),
    field(
        "previous_expires",
        "Ngày giấy trước hết hạn",
        "/application/previous/expires",
    )
    .of(Kind::Day),
    field("level", "Cấp đánh giá", "/stages/level")
        .of(Kind::Word(LEVELS))
        .required(),
    field("date", "Ngày đánh giá", "/stages/date")
        .of(Kind::Day)
        .required(),
    field("decided", "Ngày quyết định công nhận", "/stages/decided").of(Kind::Day),
    field("rules", "Quy chế hội đồng", "/stages/council/rules"),
    field(
        "appointed",
        "Tổng số thành viên Hội đồng",
        "/stages/council/appointed",
    )
    .of(Kind::Number),
    field("form", "Hình thức", "/stages/council/form").of(Kind::Word(FORMS)),
    field(MEMBERS, "Số phiếu", "").of(Kind::Number).printed(),
    // Behind all others, as laws without a commune's report do not have them.
    field("reported", "Báo cáo của xã: ngày", "/report/date").of(Kind::Day),
    field(
        "local_origin",
        "Xã: nguyên liệu địa phương",
        "/report/local-origin",
    ),
    field(
        "local_labour",
        "Xã: lao động địa phương",
        "/report/local-labour",
    ),
    field(
        "origin_of_idea",
        "Xã: nguồn gốc ý tưởng",
        "/report/origin-of-idea",
    ),
    field(
        "local_identity",
        "Xã: bản sắc, trí tuệ",
        "/report/local-identity",
    ),
];
