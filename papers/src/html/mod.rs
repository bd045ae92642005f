//! Pages: blank forms, details of results, lists.
//!
//! Each page is one file that needs nothing else: no scripts, no fonts, no addresses. `maud`
//! escapes every text; control characters that would turn or hide what stands beside them are shown
//! by their numbers.

mod annex;
mod blank;
mod chart;
mod minutes;
mod plan;
mod scores;
mod step;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use ocop::procedure::Product;
use ocop::{Date, Lang};

pub use annex::Annex;
pub use blank::blank_form;
pub(crate) use blank::{
    amended, case_name, certified, code_key, decision_of, decision_of_sheet, excluded, footnote,
    head_lines, issued_with,
};
pub use minutes::minutes;
pub use plan::plan_report;
pub(crate) use scores::council_of;

/// What papers print in place of a clause that was not read in the decision that is applied.
pub(crate) const UNREAD_CLAUSE: &str = "căn cứ: ……………………";

/// The look of all pages. Colours are those of Okabe and Ito, apart for any eye, and never the only
/// sign; text on white has a contrast of more than 7.
const STYLE: &str = include_str!("page.css");

/// A page by itself: title, look and `body`, which brings its own `h1`.
pub(crate) fn page(title: &str, lang: Lang, body: &Markup) -> String {
    let lang = match lang {
        Lang::Vi => "vi",
        Lang::En => "en",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    };
    visible(page.into_string())
}

/// The page with characters that are not seen, but turn or hide others, shown by their numbers.
///
/// The pages' own texts have none, so it is enough to look once at the whole.
fn visible(page: String) -> String {
    if !page.contains(is_hidden) {
        return page;
    }
    let mut shown = String::with_capacity(page.len() + 64);
    for letter in page.chars() {
        if is_hidden(letter) {
            shown.push_str(&format!("[U+{:04X}]", u32::from(letter)));
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Controls, marks of direction and what is no character at all.
pub(crate) fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
        || letter.is_control() && letter != '\n'
        || u32::from(letter) & 0xfffe == 0xfffe
}

/// A table with its caption; one wider than the window moves by itself. `head` and `body` are rows.
pub(crate) fn table(caption: &str, class: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        div.scroll role="group" aria-label=(caption) tabindex="0" {
            table class=(class) {
                caption { (caption) }
                thead { (head) }
                (body)
            }
        }
    }
}

/// The head of a table.
pub(crate) fn head<T: AsRef<str>>(columns: &[T]) -> Markup {
    html! { tr { @for column in columns { th scope="col" { (column.as_ref()) } } } }
}

/// The commune, or under laws with districts what the product is counted under.
pub(crate) fn area(product: &Product) -> Option<&str> {
    product.commune.as_deref().or(product.district.as_deref())
}

/// What a column of places is headed by: districts ended with the laws that name them.
pub(crate) fn area_head(districts: bool) -> &'static str {
    match districts {
        true => "Địa bàn",
        false => "Xã, phường, đặc khu",
    }
}

/// A day as papers write it: 10/04/2024.
pub(crate) fn day(date: Date) -> String {
    ocop::text::day(date, Lang::Vi)
}

/// A day as papers write it in a text: ngày 05 tháng 01 năm 2026. Only days below 10 and the months
/// 1 and 2 have a 0 before. Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.
///
/// # Example
///
/// ```
/// let day = ocop_papers::long_day("2026-01-05".parse()?);
/// assert_eq!(day, "ngày 05 tháng 01 năm 2026");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn long_day(date: Date) -> String {
    let iso = date.to_string();
    let mut parts = iso.split('-');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day) = (part(), part(), part());
    let month = match month {
        "01" | "02" => month,
        later => later.trim_start_matches('0'),
    };
    format!("ngày {day} tháng {month} năm {year}")
}
