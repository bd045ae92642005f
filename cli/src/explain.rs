//! `ocop explain`: what a code of a problem or a reason means, in both languages, with an example.

use std::io::Write;

use ocop::Lang;
use ocop::input::ProblemCode;
use ocop::text::ReasonCode;

use crate::{Outcome, argument, lang, said};

/// Problems: their codes, what each means in Vietnamese, and what gives it.
const PROBLEMS: &[(&str, &str, &str)] = &[
    (
        "unreadable",
        "không mở hoặc không đọc được tệp",
        "ocop evaluate no-such-file.json",
    ),
    (
        "too-large",
        "văn bản dài hơn giới hạn ghi trong tài liệu",
        "a line of 17 MiB",
    ),
    (
        "not-utf8",
        "văn bản không phải UTF-8; lưu lại bằng mã này",
        "a table saved as `CSV` and not as `CSV UTF-8`",
    ),
    ("not-json", "văn bản không phải JSON", "{\"set\": \"08\",}"),
    (
        "wrong-type",
        "một giá trị có kiểu JSON khác với định dạng",
        "\"box\": \"3\"",
    ),
    (
        "missing-key",
        "thiếu một khóa bắt buộc",
        "{\"product\": {}}",
    ),
    (
        "unknown-key",
        "định dạng không có khóa này ở đây",
        "\"regulatoin\": \"qd-148-2023\"",
    ),
    (
        "repeated-key",
        "một khóa ghi hai lần trong một đối tượng",
        "{\"set\": \"08\", \"set\": \"09\"}",
    ),
    (
        "empty",
        "một chuỗi hoặc danh sách phải có nội dung mà để trống",
        "\"stages\": []",
    ),
    (
        "bad-character",
        "một tên có dấu xuống dòng, ký tự điều khiển, ký tự không nhìn thấy, hoặc `Ð` thay cho `Đ`",
        "\"name\": \"Cá\\nkhô\"",
    ),
    (
        "format-version",
        "chương trình này đọc định dạng 1",
        "\"format\": 2",
    ),
    (
        "not-workbook",
        "tệp không phải bảng tính đọc được: `.xlsx` không có macro, như `ocop sheet --xlsx` tạo ra",
        "ocop evaluate council.ods",
    ),
    (
        "not-decision",
        "tệp không phải lời văn của quyết định mà chương trình đọc được",
        "ocop wording import photo.png --regulation qd-26-2026 --out w.json",
    ),
    (
        "layout-changed",
        "biểu mẫu không còn như đã tạo; chỉ được điền các ô trả lời",
        "a row inserted above criterion 1.2",
    ),
    (
        "earlier-differs",
        "một bước nói khác hồ sơ trước mà nó nối vào, hoặc khác tệp khác của cùng hội đồng",
        "appointed;5 in one table, appointed;3 in the other",
    ),
    (
        "not-table",
        "bảng không gồm các dòng `khóa;giá trị` rồi mỗi tiêu chí một dòng",
        "product;\"Cá khô",
    ),
    (
        "unknown-kind",
        "tệp không thuộc loại nào mà lệnh này đọc được",
        "ocop evaluate history.json",
    ),
    (
        "bad-code",
        "một mã không có dạng của loại mã đó",
        "\"set\": \"8\"",
    ),
    (
        "bad-word",
        "một từ không có trong danh sách của định dạng",
        "\"level\": \"village\"",
    ),
    (
        "bad-points",
        "điểm là số thập phân thường, viết thành chuỗi",
        "\"total\": \"90,5\"",
    ),
    (
        "bad-date",
        "ngày viết NĂM-THÁNG-NGÀY và có thật",
        "\"date\": \"2024-02-30\"",
    ),
    (
        "bad-number",
        "một số nguyên nằm ngoài khoảng cho phép",
        "\"appointed\": 0",
    ),
    (
        "regulation-unknown",
        "không có quy định nào tên này",
        "\"regulation\": \"qd-1-1999\"",
    ),
    (
        "set-unknown",
        "quy định không có bộ sản phẩm này",
        "\"set\": \"99\"",
    ),
    (
        "set-missing",
        "quy định có một bộ sản phẩm mà không có tệp",
        "criteria/qd-26-2026 without sets/08-….json",
    ),
    (
        "rules-unknown",
        "không có quy chế hội đồng nào tên này",
        "\"rules\": \"my-province\" without --councils",
    ),
    (
        "repeated",
        "một thứ chỉ được có một lần mà ghi hai lần",
        "two criteria with one code",
    ),
    (
        "parts-wrong",
        "một bộ tiêu chí có các phần A, B và C, mỗi phần một lần, theo thứ tự này",
        "\"parts\": [A, C]",
    ),
    (
        "part-max",
        "điểm tối đa của một phần khác với quy định",
        "part A with 41 points",
    ),
    (
        "part-sum",
        "điểm tối đa của các mục không cộng thành điểm của phần",
        "sections of 18 and 20 in a part of 40",
    ),
    (
        "section-sum",
        "điểm tối đa của các tiêu chí không cộng thành điểm của mục",
        "criteria of 3 and 4 in a section of 8",
    ),
    (
        "criterion-max",
        "không mức nào đạt điểm tối đa của tiêu chí",
        "a criterion of 5 whose highest box gives 3",
    ),
    (
        "box-above-max",
        "một mức cho nhiều điểm hơn điểm tối đa của tiêu chí",
        "a box of 4 in a criterion of 3",
    ),
    (
        "points-fall",
        "một mức cho ít điểm hơn mức trước nó",
        "boxes of 1, 3 and 2",
    ),
    (
        "box-count",
        "một tiêu chí cần từ hai mức, tiêu chí có/không cần đúng một mức",
        "a criterion with one box",
    ),
    (
        "too-many",
        "một danh sách hoặc đối tượng lớn hơn giới hạn, hoặc có quá nhiều lỗi để liệt kê",
        "a list of 1,000 entries",
    ),
    (
        "mark-order",
        "dấu sao tăng dần từ mức này sang mức sau, mỗi dấu một lần",
        "**** before ***",
    ),
    (
        "mark-range",
        "một dấu sao đòi 3, 4 hoặc 5 sao",
        "\"star\": 2",
    ),
    (
        "case-order",
        "các mức của tiêu chí hai trường hợp là `a` rồi `b`",
        "boxes of b, a",
    ),
    (
        "code-out-of-place",
        "mã của tiêu chí không bắt đầu bằng số của mục",
        "criterion 2.1 in section 1",
    ),
    (
        "label-length",
        "một nhãn có từ 1 đến 600 ký tự",
        "an empty label",
    ),
    (
        "label-repeated",
        "hai mức của một tiêu chí có cùng nhãn",
        "two boxes `Có`",
    ),
    (
        "defect-vanished",
        "một khiếm khuyết đã ghi không còn như đã ghi",
        "a listed sum that is right now",
    ),
    (
        "status-wrong",
        "một bộ là `incomplete` đúng khi có ghi khiếm khuyết",
        "\"status\": \"incomplete\" without defects",
    ),
    (
        "reference-unknown",
        "một ghi chú, đính chính hoặc quy tắc trỏ tới chỗ không có trong bộ",
        "a note on criterion 9.9",
    ),
    (
        "name-differs",
        "tên của bộ khác với danh sách của quy định",
        "another name in the set's file",
    ),
    (
        "regulation-gap",
        "các con số của quy định không khớp nhau",
        "bands that leave 69 to 70 open",
    ),
    (
        "budget-sum",
        "các phần của kinh phí không cộng thành tổng số",
        "sources of 10 and 20 for 40",
    ),
    (
        "place-wrong",
        "tệp không nằm trong thư mục mà nội dung của nó nói",
        "the sets of qd-148-2023 in qd-26-2026/sets",
    ),
    (
        "criterion-unknown",
        "bộ không có tiêu chí này",
        "{\"criterion\": \"9.z\", \"box\": 1}",
    ),
    (
        "criterion-missing",
        "một tiêu chí chưa có câu trả lời",
        "a sheet without criterion 1.1",
    ),
    (
        "criterion-repeated",
        "một tiêu chí có hai câu trả lời",
        "two answers to 1.1",
    ),
    (
        "box-unknown",
        "tiêu chí không có mức này",
        "{\"criterion\": \"1.1\", \"box\": 9}",
    ),
    (
        "assessor-repeated",
        "một thành viên có hai phiếu",
        "two sheets of `Nguyễn Văn An`",
    ),
    (
        "chair-repeated",
        "một hội đồng có một chủ tịch",
        "two sheets with \"role\": \"chair\"",
    ),
    (
        "appointed-too-few",
        "số phiếu nhiều hơn số thành viên được cử",
        "\"appointed\": 2 with three sheets",
    ),
    (
        "too-many-sheets",
        "một bước có nhiều phiếu hơn giới hạn",
        "1,000 sheets",
    ),
    (
        "stage-content",
        "một bước có đúng một trong `sheets`, `parts`, `total`, `forwarded`, `adopts`, `report`, hoặc chỉ có căn cứ loại",
        "a stage with both `total` and `forwarded`",
    ),
    (
        "item-unknown",
        "hồ sơ theo quy định không có mục này",
        "\"items\": [\"photo\"]",
    ),
    (
        "finding-unknown",
        "bộ không ghi căn cứ loại này",
        "\"findings\": [\"late\"]",
    ),
    (
        "part-out-of-range",
        "điểm cao hơn mức có thể cho",
        "part B with 26 points of 25",
    ),
    (
        "date-order",
        "một ngày trước ngày mà nó phải theo sau",
        "\"date\" before \"filed\"",
    ),
    (
        "level-unknown",
        "quy định không giao việc cho cấp này",
        "a district stage under qd-26-2026",
    ),
    (
        "stage-order",
        "bước này không nối tiếp bước trước",
        "a central stage after 75 points",
    ),
    (
        "event-impossible",
        "sự việc không thể xảy ra theo quy tắc của ngày đó",
        "a recognition before the scoring",
    ),
    (
        "adopts-wrong",
        "kết quả bị trả về chỉ được công nhận ở cấp nhận lại, và không quá hạng sao của nó",
        "\"adopts\": {\"star\": 5} after a return with 4",
    ),
    (
        "session-unknown",
        "một bảng tính của đợt khác, hoặc của sản phẩm, thành viên mà đợt này không có",
        "ocop session import dot-1.ocop m1-of-dot-2.xlsx",
    ),
    (
        "sheet-closed",
        "phiếu không nhận thêm câu trả lời: đã nộp, thành viên không chấm, hoặc sản phẩm đã kết luận",
        "ocop session import dot-1.ocop m1.xlsx, after m1 has submitted on the phone",
    ),
    (
        "sheet-changed",
        "phiếu đã được sửa ở nơi khác sau khi tạo sổ, và các ô khác nhau",
        "a workbook filled in beside the phone",
    ),
    (
        "result-differs",
        "kết quả nói khác với hồ sơ của nó bây giờ",
        "ocop verify result.json other-case.json",
    ),
    (
        "not-settled",
        "câu hỏi cần bước cuối có phiếu và có hạng sao",
        "ocop advise of a case with `total` alone",
    ),
    (
        "data-incomplete",
        "dữ liệu có chỗ thiếu đã biết, mà chỉ được dùng dữ liệu đủ",
        "ocop evaluate --strict of set 07 of qd-148-2023",
    ),
];

/// Prints what a code means, in the language of the system first.
pub fn explain(code: &str, out: &mut impl Write) -> Outcome {
    if let Some(problem) = ProblemCode::ALL.iter().find(|known| known.as_str() == code) {
        let known = PROBLEMS.iter().find(|(known, ..)| *known == code);
        let mut meanings = vec![problem.meaning()];
        meanings.extend(known.map(|(_, vi, _)| vi));
        if lang() == Lang::Vi {
            meanings.reverse();
        }
        for meaning in meanings {
            writeln!(out, "{code}: {meaning}")?;
        }
        if let Some((.., example)) = known {
            let word = said("Ví dụ", "Example");
            writeln!(out, "{word}: {example}")?;
        }
        return Ok(());
    }
    if let Some(reason) = ReasonCode::ALL.iter().find(|known| known.as_str() == code) {
        let mut texts = [Lang::Vi, Lang::En].map(|lang| reason.template(lang));
        if lang() == Lang::En {
            texts.reverse();
        }
        for text in &texts {
            writeln!(out, "{text}")?;
        }
        // The template with what a result may fill in is an example of it.
        let word = said("Ví dụ", "Example");
        let example = example_of(texts[0]);
        return Ok(writeln!(out, "{word}: {example}")?);
    }
    Err(argument(said(
        format!("thấy `{code}`, cần mã của một lỗi hoặc một lý do"),
        format!("found `{code}`, expected the code of a problem or a reason"),
    )))
}

/// A sentence of a reason with values such as a council would have.
fn example_of(template: &str) -> String {
    const VALUES: &[(&str, &str)] = &[
        ("star", "4"),
        ("points", "72.50"),
        ("total", "72.50"),
        ("criterion", "1.2"),
        ("date", "2026-08-05"),
        ("day", "2026-08-05"),
        ("level", "cấp tỉnh"),
        ("to", "cấp tỉnh"),
        ("by", "cấp tỉnh"),
        ("regulation", "qd-26-2026"),
    ];
    let mut example = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        example += before;
        // Behind the colon stand the forms for one and for many; the values are many.
        example += match name.split_once(':') {
            Some((_, forms)) => forms.split_once('/').map_or(forms, |(_, many)| many),
            None => {
                let value = VALUES.iter().find(|(known, _)| *known == name);
                value.map_or("7", |(_, value)| value)
            }
        };
        rest = after;
    }
    example + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_a_vietnamese_meaning_and_an_example() {
        for code in ProblemCode::ALL {
            let known = PROBLEMS
                .iter()
                .filter(|(known, ..)| *known == code.as_str());
            assert_eq!(known.count(), 1, "{code}");
        }
        assert_eq!(PROBLEMS.len(), ProblemCode::ALL.len());
    }

    #[test]
    fn an_example_fills_in_every_value_and_form() {
        let template = "{star} {star:star/stars} {star:is/are} not certified";
        assert_eq!(example_of(template), "4 stars are not certified");
        for reason in ReasonCode::ALL {
            for lang in [Lang::Vi, Lang::En] {
                let example = example_of(reason.template(lang));
                assert!(!example.contains(['{', '}']), "{example}");
            }
        }
    }
}
