//! When texts are one text, and what the sentences of reasons say in both languages.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Bound;

use ocop::Lang;
use ocop::text::{ReasonCode, composed, hidden_character, near_pairs, nearly_equal, normalise};
use unicode_normalization::UnicodeNormalization;

#[test]
fn slips_are_found_and_other_names_are_not() {
    for (one, other) in [
        ("Nguyễn Văn An", "nguyễn văn an"),
        ("hoà", "hòa"),
        ("Trần Thị Bình", "Tran Thi Binh"),
        ("Định Quán", "Đinh Quán"),
        ("Trần Thị Bình", "Trần Thị Bnìh"),
        ("xã Vĩnh Cửu", "xã Vĩnh Cữu"),
        ("Hợp tác xã Hoa Mai", "Hợp tác xã Hoa Ma"),
        ("An", "\u{410}n"),
        ("HTX Tân Phú", "\u{41d}\u{422}\u{425} Tân Phú"),
        ("Bình", "\u{392}ình"),
    ] {
        assert!(nearly_equal(one, other), "{one} {other}");
        assert!(nearly_equal(other, one), "{other} {one}");
        assert_eq!(near_pairs([one, other]).len(), 1, "{one} {other}");
    }
    for (one, other) in [
        ("m1", "m2"),
        ("An", "Anh"),
        ("Sản phẩm 1", "Sản phẩm 12"),
        ("Cà phê 250 g", "Cà phê 500 g"),
        ("Công ty A", "Công ty B"),
        ("Cá khô", "Cá khô"),
        ("Cá khô", "Ca\u{301}  khô"),
        ("Nguyễn Văn An", "Nguyễn Văn Bình"),
        ("", "a"),
    ] {
        assert!(!nearly_equal(one, other), "{one} {other}");
        assert!(near_pairs([one, other]).is_empty(), "{one} {other}");
    }
}

/// Pairs are found by what they have in common: no pair of slips is lost by that.
#[test]
fn every_near_pair_is_found() {
    let mut names = BTreeSet::new();
    for name in ["Hợp tác xã 12", "Trần Thị Bình", "hoà"] {
        let letters: Vec<char> = name.chars().collect();
        for at in 0..letters.len() {
            let mut slips = vec![letters.clone(); 5];
            slips[0].remove(at);
            slips[1].insert(at, 'k');
            slips[2][at] = 'K';
            slips[3][at] = '7';
            slips[4].swap(at, letters.len() - 1 - at);
            if at > 0 {
                slips[0].swap(0, at - 1);
                slips[2].swap(at - 1, at);
            }
            names.extend(slips.into_iter().map(String::from_iter));
        }
    }
    let mut near = Vec::new();
    for one in &names {
        let others = names.range::<String, _>((Bound::Excluded(one), Bound::Unbounded));
        let others = others.filter(|other| nearly_equal(one, other));
        near.extend(others.map(|other| (one.as_str(), other.as_str())));
    }
    assert!(near.len() > 50, "{}", near.len());
    assert_eq!(near_pairs(names.iter().map(String::as_str)), near);
}

/// Contract 5.0: NFC, trimmed, runs of spaces as one.
#[test]
fn texts_that_look_alike_are_one_text() {
    for same in [
        "Cá khô",
        " Cá khô",
        "Cá\u{a0}khô",
        "Cá \t\u{2003}khô\n",
        "Ca\u{301} kho\u{302}",
    ] {
        assert_eq!(normalise(same), "Cá khô");
    }
    assert!(matches!(normalise("Cá khô"), Cow::Borrowed(_)));
    assert_ne!(normalise("cá khô"), "Cá khô");
}

/// Source: Unicode Standard Annex 15: the form is that of another program, also where no table is asked.
#[test]
fn a_text_is_composed_as_the_standard_says() {
    for letter in ('\0'..'\u{3100}').chain('\u{f900}'..'\u{fb00}') {
        for text in [
            format!("{letter}"),
            format!("a{letter}"),
            format!("{letter}\u{301}"),
            format!("ê{letter}\u{323}"),
        ] {
            let whole: String = text.nfc().collect();
            assert_eq!(composed(&text), whole, "{:?}", text.escape_unicode());
        }
    }
    assert!(matches!(composed("Ốc “hương” – 5 °C"), Cow::Borrowed(_)));
}

#[test]
fn characters_that_cannot_be_seen_are_found() {
    for hidden in [
        '\n', '\r', '\t', '\u{0}', '\u{7f}', '\u{85}', '\u{200b}', '\u{feff}', '\u{202e}',
        '\u{2028}', '\u{2800}',
    ] {
        assert_eq!(
            hidden_character(&format!("Cá{hidden}khô")),
            Some(hidden),
            "{hidden:?}"
        );
    }
    for plain in ["Cá khô", "Rượu\u{a0}nếp", "Ca\u{301}", "★ 100%", "日本"] {
        assert_eq!(hidden_character(plain), None, "{plain}");
    }
}

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
