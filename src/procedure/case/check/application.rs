//! The checks of the product, and of what was applied for: kind, day, the certificate before, the dossier.

use super::Checker;
use crate::input::pointer::Pointer;
use crate::input::record::Field;
use crate::input::{ProblemCode, RawApplication, RawCase, RawProduct};
use crate::law::Regulation;
use crate::procedure::product::{Application, Previous, Producer, Product};
use crate::text::phrase;

impl Checker<'_> {
    pub(super) fn product(&mut self, raw: &RawProduct<'_>, at: &Pointer<'_>) -> Option<Product> {
        self.problems.required(&raw.name, at, "name");
        let name = self.name(&raw.name, at, "name");
        let producer = raw.producer.get().map(|raw| {
            let at = at.key("producer");
            Producer {
                id: self.name(&raw.id, &at, "id"),
                name: self.name(&raw.name, &at, "name"),
                kind: raw.kind.get().copied(),
                address: self.name(&raw.address, &at, "address"),
                phone: self.name(&raw.phone, &at, "phone"),
            }
        });
        Some(Product {
            code: self.name(&raw.code, at, "code"),
            craft_village: raw.craft_village.get().copied(),
            commune: self.name(&raw.commune, at, "commune"),
            district: self.name(&raw.district, at, "district"),
            producer,
            name: name?,
        })
    }

    pub(super) fn application(
        &mut self,
        raw: &RawCase<'_>,
        named: Option<&Regulation>,
    ) -> Application {
        let root = Pointer::ROOT;
        let by_dates = !raw.regulation.is_given();
        let at = root.key("application");
        let none = RawApplication::default();
        let given = match by_dates {
            true => self
                .problems
                .required(&raw.application, &root, "application"),
            false => raw.application.get(),
        };
        let raw = given.unwrap_or(&none);
        if by_dates && given.is_some() {
            self.problems.required(&raw.kind, &at, "kind");
            self.problems.required(&raw.filed, &at, "filed");
        }
        let filed = raw.filed.get().copied();
        let filed = filed.filter(|&filed| self.since_the_law(filed, named, &at.key("filed")));
        let previous = raw.previous.get().and_then(|raw| {
            let at = at.key("previous");
            let issued = raw.issued.get().copied();
            let Some((issued, filed)) = issued.zip(filed).filter(|(issued, filed)| issued > filed)
            else {
                return Previous::read(raw, &at, self.problems);
            };
            self.problems.required(&raw.star, &at, "star");
            self.problems.required(&raw.expires, &at, "expires");
            // Its last day is held to a first one that is right.
            let expected = phrase!("một ngày không sau `{filed}`", "a day not after `{filed}`");
            let at = at.key("issued");
            self.refuse(&at, ProblemCode::DateOrder, format!("`{issued}`"), expected);
            None
        });
        Application {
            kind: raw.kind.get().copied(),
            filed,
            previous,
            items: raw.items.get().map(|items| {
                let items = items.iter().filter_map(Field::get);
                items.map(|item| item.clone().into_owned()).collect()
            }),
        }
    }

    /// Items of the dossier that are blank, repeated or not listed by the regulation.
    pub(super) fn items(&mut self, raw: &RawCase<'_>, regulation: &Regulation) {
        let application = Pointer::ROOT.key("application");
        let at = application.key("items");
        let items = raw.application.get().and_then(|raw| raw.items.get());
        let known = |id: &str| regulation.dossier.iter().any(|item| item.id == id);
        let mut given = Vec::new();
        for (index, item) in items.into_iter().flatten().enumerate() {
            let Some(item) = item.get() else { continue };
            given.push((index, item.clone()));
            if known(item) {
                continue;
            }
            let at = at.index(index);
            let known = regulation.dossier.iter().map(|item| item.id.clone());
            let (known, id): (Vec<String>, _) = (known.collect(), &regulation.id);
            let none = phrase!(
                "không có mục nào, vì `{id}` không liệt kê",
                "none, as `{id}` lists no items"
            );
            self.unknown(&at, ProblemCode::ItemUnknown, item, &known, Some(none));
        }
        let expected = phrase!("mỗi thành phần hồ sơ một lần", "each item once");
        self.no_repeats(&given, &at, "", &expected);
    }
}
