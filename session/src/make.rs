//! How a session begins, and how its list is mended afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Catalog, Diagnostic, LoadError};
use ocop_papers::{ImportError, Note, Wording};
use rusqlite::params;
use serde_json::{Value, json};

use crate::disk::secret;
use crate::engine::{self, ENGINE, Engine, WORDING, rules_file, rules_name};
use crate::fault::{Fault, Outcome};
use crate::list::{self, List};
use crate::log::Entry;
use crate::session::{
    ABSENT, Act, NOT_OPENED, Product, Refused, SECRETARY, SUBMITTED, Session, Sheet,
};
use crate::store;

/// Why a sheet is absent whose member the list no longer has, as minutes print it.
pub(crate) const LEFT: &str = "không còn trong danh sách Hội đồng";

/// Why a sheet is absent whose member came after the product was decided.
pub(crate) const LATE: &str = "vào Hội đồng sau khi sản phẩm đã có kết quả";

/// Why a sheet is not absent any more.
const BACK: &str = "trở lại danh sách Hội đồng";

/// Makes a session at `path` from a list, with its own copy of the catalog's data and of a wording. Gives
/// what the list's workbook holds and is not used.
///
/// # Errors
///
/// The list is wrong, or there is such a file, or it cannot be written.
pub fn create(
    path: &Path,
    (name, list): (&str, &[u8]),
    wording: Option<(&str, &str)>,
    catalog: &Catalog,
) -> Outcome<Vec<Note>> {
    let mut files = engine::files(catalog);
    if let Some((name, text)) = wording {
        let (kept, wording) = wording_of(name, text, catalog)?;
        files.insert(kept, wording.to_json());
    }
    let list = list::read(name, list, &Engine::new(files.clone()))?;
    if let Some(rules) = &list.rules {
        files.insert(rules_file(&rules_name(rules)), rules.clone());
    }
    let engine = Engine::new(files.clone());
    store::create(path, |file| {
        for (name, text) in &files {
            file.execute(
                "INSERT INTO data(name, text) VALUES (?1, ?2)",
                params![name, text],
            )?;
        }
        let secrets = [("id", secret()?), (SECRETARY, secret()?)];
        for (key, value) in &secrets {
            store::set_meta(file, key, value)?;
        }
        store::set_meta(file, "list", &list.session.to_string())?;
        store::set_meta(file, "digest", engine.digest())?;
        store::set_meta(file, "engine", ENGINE)?;
        let session = Session {
            file,
            engine: &engine,
        };
        for (seq, member) in (0_i64..).zip(&list.members) {
            session.add_member(seq, member, &[])?;
        }
        for (seq, product) in (0_i64..).zip(&list.products) {
            session.add_product(seq, product, text_date(&list))?;
        }
        session.log(&Entry {
            after: Some(json!({
                "list": whole(&list), "data": engine.digest(), "engine": ENGINE
            })),
            ..Act::COMMAND.entry("new")
        })
    })?;
    Ok(list.unused())
}

/// A wording that fits the data, and the name that it is kept under.
fn wording_of(name: &str, text: &str, catalog: &Catalog) -> Outcome<(String, Wording)> {
    let wording = Wording::from_json(text, name).map_err(LoadError::into_diagnostics)?;
    let fits = wording.check(name, catalog);
    fits.map_err(|error| match error {
        ImportError::File(error) => Fault::Input(error.into_diagnostics()),
        other => Fault::Argument(Phrase::from(other.to_string())),
    })?;
    Ok((format!("{WORDING}{}.json", wording.regulation()), wording))
}

fn text_date(list: &List) -> &str {
    engine::text(&list.session, "date")
}

/// The whole list as the log keeps it.
fn whole(list: &List) -> Value {
    let mut whole = list.session.clone();
    if let Some(fields) = whole.as_object_mut() {
        let products: Vec<&Value> = list.products.iter().map(|product| &product.entry).collect();
        fields.insert("members".to_owned(), json!(list.members));
        fields.insert("products".to_owned(), json!(products));
    }
    whole
}

impl Session<'_> {
    /// Adds a member with a link, and a sheet for each product.
    fn add_member(&self, seq: i64, member: &list::Member, products: &[Product]) -> Outcome<()> {
        self.file.execute(
            "INSERT INTO member(id, seq, entry, token) VALUES (?1, ?2, ?3, ?4)",
            params![member.id, seq, member.entry(false).to_string(), secret()?],
        )?;
        for product in products {
            Sheet::empty(&product.id, &member.id, product.round, NOT_OPENED).save(self.file)?;
        }
        Ok(())
    }

    /// Keeps a product's entry, new or changed.
    fn save_product(&self, seq: i64, product: &list::Product) -> Outcome<()> {
        self.file.execute(
            "INSERT INTO product(id, seq, entry, regulation, set_code, named, round, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 'scoring')
             ON CONFLICT(id) DO UPDATE SET seq = excluded.seq, entry = excluded.entry,
             regulation = excluded.regulation, set_code = excluded.set_code, named = excluded.named",
            params![
                product.id,
                seq,
                product.entry.to_string(),
                product.regulation,
                product.set,
                product.named
            ],
        )?;
        Ok(())
    }

    /// Adds a product with its first round, and a sheet for each member.
    fn add_product(&self, seq: i64, product: &list::Product, date: &str) -> Outcome<()> {
        self.save_product(seq, product)?;
        self.file.execute(
            "INSERT INTO round(product, round, date, findings) VALUES (?1, 1, ?2, '[]')",
            params![product.id, date],
        )?;
        for (member, _) in self.members()? {
            Sheet::empty(&product.id, &member.id, 1, NOT_OPENED).save(self.file)?;
        }
        Ok(())
    }

    /// Takes a changed list in. Gives what was kept although the list no longer has it, and what its
    /// workbook holds and is not used.
    ///
    /// # Errors
    ///
    /// The list is wrong, or changes what has been scored.
    pub fn amend(
        &self,
        act: Act<'_>,
        name: &str,
        list: &[u8],
    ) -> Outcome<(Vec<Phrase>, Vec<Note>)> {
        let list = list::read(name, list, self.engine)?;
        let (old, products) = (self.list()?, self.products()?);
        let mut problems = Vec::new();
        let refuse = |what: &str, named: &str, pointer: &str| {
            let found = phrase!("giá trị khác", "another value");
            let expected = phrase!(
                "giá trị lúc đợt bắt đầu: {named} giữ nguyên",
                "what the session began with: {what} stays"
            );
            let code = ProblemCode::EarlierDiffers;
            let problem = Diagnostic::of_file(code, name, found, expected).at_path(what);
            list.told(problem.at_pointer(pointer))
        };
        for (key, named) in [
            ("level", "cấp"),
            ("date", "ngày đánh giá"),
            ("council/rules", "quy chế của Hội đồng"),
        ] {
            let pointer = format!("/{key}");
            if old.pointer(&pointer) != list.session.pointer(&pointer) {
                problems.extend(refuse(key, named, &pointer));
            }
        }
        if products.iter().any(Product::is_locked) {
            problems.extend(self.as_decided(name, &old, &list)?);
        }
        let opened = |product: &str, member: &str| -> Outcome<bool> {
            Ok(self.file.query_row(
                "SELECT count(*) > 0 FROM sheet WHERE opened AND (product = ?1 OR member = ?2)",
                params![product, member],
                |row| row.get(0),
            )?)
        };
        let mut renamed = Vec::new();
        for (place, product) in list.products.iter().enumerate() {
            let known = products.iter().find(|known| known.id == product.id);
            let Some(known) = known.filter(|known| known.entry != product.entry) else {
                continue;
            };
            let is_refused = if known.is_locked() || known.round > 1 {
                // What was decided is no other thing for another name.
                let anew = self.renamed(known, product)?;
                let is_refused = anew.is_none();
                renamed.extend(anew.into_iter().flatten());
                is_refused
            } else {
                let another = known.set != product.set || known.regulation != product.regulation;
                another && opened(&known.id, "")?
            };
            if is_refused {
                let id = &product.id;
                problems.extend(refuse(
                    &format!("product {id}"),
                    &format!("sản phẩm {id}"),
                    &format!("/products/{place}"),
                ));
            }
        }
        if !problems.is_empty() {
            return Err(Fault::Input(problems));
        }
        let before = self.members()?;
        let came = list.members.iter().map(|member| member.id.clone());
        let came = came.filter(|id| !before.iter().any(|(known, _)| known.id == *id));
        let came: Vec<String> = came.collect();
        let gone = before.iter().filter(|(known, left)| {
            !left && !list.members.iter().any(|member| member.id == known.id)
        });
        let gone: Vec<String> = gone.map(|(known, _)| known.id.clone()).collect();
        let mut kept = Vec::new();
        self.amend_products(&list, &products, &opened, &mut kept)?;
        self.amend_members(act, &list, &opened, &mut kept)?;
        store::set_meta(self.file, "list", &list.session.to_string())?;
        self.unheld(act, &products, &mut kept)?;
        self.still_read(name, &list, &products)?;
        let mut results = serde_json::Map::new();
        for (product, case, result) in renamed {
            self.keep(&product, &case, &result)?;
            let is_scored =
                |known: &Product| known.id == product.id && known.round == product.round;
            if products.iter().any(is_scored) {
                results.insert(product.id, result.view);
            }
        }
        let (members, products) = self.ids()?;
        self.log(&Entry {
            before: Some(old),
            after: Some(json!({
                "list": whole(&list), "members": members, "products": products,
                "results": results,
            })),
            ..act.entry("amend")
        })?;
        kept.append(&mut self.absentees(act, &came, &gone)?);
        Ok((kept, list.unused()))
    }

    /// What was said of how a renewal is held ends where a list makes it none.
    fn unheld(&self, act: Act<'_>, old: &[Product], kept: &mut Vec<Phrase>) -> Outcome<()> {
        for product in self.products()? {
            let was = old.iter().find(|known| known.id == product.id);
            if product.is_locked() || product.is_renewal() || !was.is_some_and(Product::is_renewal)
            {
                continue;
            }
            let Some(held) = self.hearing(&product)? else {
                continue;
            };
            let id = &product.id;
            self.file.execute(
                "UPDATE round SET form = NULL WHERE product = ?1 AND round = ?2",
                params![id, product.round],
            )?;
            self.log(&Entry {
                product: Some(id),
                before: Some(json!({"form": held})),
                after: Some(json!({"form": null})),
                ..act.entry("round")
            })?;
            kept.push(phrase!(
                "sản phẩm {id} không còn là phân hạng lại: hình thức lấy ý kiến đã ghi được bỏ, Hội đồng họp đánh giá",
                "product {id} is no renewal any more: what was said of how it is held is taken out, the council meets"
            ));
        }
        Ok(())
    }

    /// Whether the engine still reads what has no result and is said otherwise, with what the session says of it
    /// besides the list, such as its findings.
    fn still_read(&self, name: &str, list: &List, old: &[Product]) -> Outcome<()> {
        let mut problems = Vec::new();
        for product in self.products()? {
            let mut known = old.iter().filter(|known| known.id == product.id);
            let place = list.products.iter().position(|one| one.id == product.id);
            let (Some(known), Some(place)) = (known.next(), place) else {
                continue;
            };
            if product.is_locked() || known.entry == product.entry {
                continue;
            }
            let found = self.engine.read(&self.case_so_far(&product)?).err();
            for problem in found.into_iter().flatten() {
                let path = format!("product {}", product.id);
                let problem = problem.in_file(name).at_path(&path);
                problems.extend(list.told(problem.at_pointer(&format!("/products/{place}"))));
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Fault::Input(problems)),
        }
    }

    /// Whether something of a member is on record that papers tell or that counts: a saved sheet, or that they were
    /// not there, but for who came when it was too late.
    fn is_on_record(&self, member: &str) -> Outcome<bool> {
        for product in self.products()? {
            for round in 1..=product.round {
                let sheet = match self.sheet(&product.id, member, round) {
                    Err(Refused::NotFound) => continue,
                    sheet => sheet.map_err(Refused::into_fault)?,
                };
                let of = (product.id.as_str(), member);
                let is_told = sheet.revision > 0
                    && self.reason_in("attendance", of, round)?.as_deref() != Some(LATE);
                if sheet.opened || is_told {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// What a changed list says otherwise of the council that has decided: how many are appointed, and
    /// what a member is in it.
    fn as_decided(&self, name: &str, old: &Value, list: &List) -> Outcome<Vec<Diagnostic>> {
        let refuse = |path: &str, pointer: &str, stands: String, given: String| {
            let expected = phrase!(
                "{stands}, vì đã có sản phẩm có kết quả",
                "{stands}, for products have been decided"
            );
            let code = ProblemCode::EarlierDiffers;
            let problem = Diagnostic::of_file(code, name, given, expected).at_path(path);
            list.told(problem.at_pointer(pointer))
        };
        let mut problems = Vec::new();
        let appointed = |of: &Value| {
            let appointed = of.pointer("/council/appointed");
            format!("`{}`", appointed.unwrap_or(&Value::Null))
        };
        let (stands, given) = (appointed(old), appointed(&list.session));
        if stands != given {
            let path = "council/appointed";
            problems.extend(refuse(path, &format!("/{path}"), stands, given));
        }
        for (known, _) in self.members()? {
            let mut now = list.members.iter().zip(0..);
            let now = now.find(|(member, _)| member.id == known.id);
            if let Some((now, place)) = now.filter(|(now, _)| now.role != known.role) {
                let path = format!("member {}/role", known.id);
                let pointer = format!("/members/{place}/role");
                let quoted = |role: &str| format!("`{role}`");
                let (stands, given) = (quoted(&known.role), quoted(&now.role));
                problems.extend(refuse(&path, &pointer, stands, given));
            }
        }
        Ok(problems)
    }

    /// The ids of all members and of all products, as the log keeps them.
    fn ids(&self) -> Outcome<(Vec<String>, Vec<String>)> {
        let members = self.members()?.into_iter().map(|(one, _)| one.id);
        let products = self.products()?.into_iter().map(|one| one.id);
        Ok((members.collect(), products.collect()))
    }

    /// Lays a wording over the session's sheets, in place of the one it has for that regulation.
    ///
    /// # Errors
    ///
    /// It is no wording file, or does not fit the session's data.
    pub fn lay_over(&self, act: Act<'_>, name: &str, text: &str) -> Outcome<()> {
        let (kept, wording) = wording_of(name, text, self.engine.catalog())?;
        let before = engine::digest(&store::data(self.file)?);
        self.file.execute(
            "INSERT OR REPLACE INTO data(name, text) VALUES (?1, ?2)",
            params![kept, wording.to_json()],
        )?;
        let after = engine::digest(&store::data(self.file)?);
        if before == after {
            return Ok(());
        }
        store::set_meta(self.file, "digest", &after)?;
        let (members, products) = self.ids()?;
        self.log(&Entry {
            before: Some(json!({"data": before})),
            after: Some(json!({
                "data": after, "wording": wording.source().sha256,
                "members": members, "products": products,
            })),
            ..act.entry("amend")
        })
    }

    fn amend_products(
        &self,
        list: &List,
        old: &[Product],
        opened: &impl Fn(&str, &str) -> Outcome<bool>,
        kept: &mut Vec<Phrase>,
    ) -> Outcome<()> {
        for (seq, product) in (0_i64..).zip(&list.products) {
            if old.iter().any(|known| known.id == product.id) {
                self.save_product(seq, product)?;
            } else {
                self.add_product(seq, product, text_date(list))?;
            }
        }
        for gone in old {
            if list.products.iter().any(|product| product.id == gone.id) {
                continue;
            }
            if gone.is_locked() || opened(&gone.id, "")? {
                let id = &gone.id;
                kept.push(phrase!(
                    "sản phẩm {id} đã có phiếu được lưu nên được giữ lại",
                    "product {id} has saved sheets, so it stays"
                ));
                continue;
            }
            let tables = [
                "sheet WHERE product",
                "round WHERE product",
                "product WHERE id",
            ];
            self.remove(&gone.id, &tables)?;
        }
        let old = old.iter().map(|known| known.id.as_str());
        let new = list.products.iter().map(|product| product.id.as_str());
        self.in_order("product", old, new)
    }

    /// Puts a table into the order of a changed list. What is kept although the list no longer has it stays behind
    /// what it stood behind before.
    fn in_order<'i>(
        &self,
        table: &str,
        old: impl Iterator<Item = &'i str>,
        new: impl Iterator<Item = &'i str>,
    ) -> Outcome<()> {
        let (mut order, mut before): (Vec<&str>, Option<&str>) = (new.collect(), None);
        for id in old {
            if !order.contains(&id) {
                let place = order.iter().position(|one| Some(*one) == before);
                order.insert(place.map_or(0, |place| place + 1), id);
            }
            before = Some(id);
        }
        let place = format!("UPDATE {table} SET seq = ?2 WHERE id = ?1");
        let mut place = self.file.prepare_cached(&place)?;
        for (seq, id) in (0_i64..).zip(order) {
            place.execute(params![id, seq])?;
        }
        Ok(())
    }

    /// Removes the rows of an id from tables, by the column that has it.
    fn remove(&self, id: &str, tables: &[&str]) -> Outcome<()> {
        for table in tables {
            let remove = format!("DELETE FROM {table} = ?1");
            self.file.execute(&remove, [id])?;
        }
        Ok(())
    }

    fn amend_members(
        &self,
        act: Act<'_>,
        list: &List,
        opened: &impl Fn(&str, &str) -> Outcome<bool>,
        kept: &mut Vec<Phrase>,
    ) -> Outcome<()> {
        let old = self.members()?;
        let products = self.products()?;
        for (seq, member) in (0_i64..).zip(&list.members) {
            match old.iter().find(|(known, _)| known.id == member.id) {
                None => self.add_member(seq, member, &products)?,
                Some((_, left)) => {
                    self.file.execute(
                        "UPDATE member SET seq = ?2, entry = ?3 WHERE id = ?1",
                        params![member.id, seq, member.entry(false).to_string()],
                    )?;
                    if *left {
                        self.new_token(act, &member.id)
                            .map_err(Refused::into_fault)?;
                    }
                }
            }
        }
        for (gone, _) in &old {
            if list.members.iter().any(|member| member.id == gone.id) {
                continue;
            }
            if self.is_on_record(&gone.id)? {
                let id = &gone.id;
                kept.push(match opened("", id)? {
                    true => phrase!(
                        "thành viên {id} đã có phiếu được lưu nên được giữ: sản phẩm đã có kết quả không đổi, sản phẩm chưa có kết quả được ghi là vắng mặt",
                        "member {id} has saved sheets, so they are set absent from what has no result; what has one stays"
                    ),
                    false => phrase!(
                        "thành viên {id} đã được ghi là vắng mặt hoặc không tham gia chấm: điều đã ghi được giữ, những phiếu khác được ghi là vắng mặt",
                        "member {id} is on record as absent or recused: that stays, their other sheets are set absent"
                    ),
                });
                self.file.execute(
                    "UPDATE member SET entry = ?2, token = NULL WHERE id = ?1",
                    params![id, gone.entry(true).to_string()],
                )?;
                continue;
            }
            self.remove(&gone.id, &["sheet WHERE member", "member WHERE id"])?;
        }
        let old = old.iter().map(|(known, _)| known.id.as_str());
        let new = list.members.iter().map(|member| member.id.as_str());
        self.in_order("member", old, new)
    }

    /// Sets absent who has left, also from what they had handed in where they are `gone` with this list, and who of
    /// `came` came after a product was decided. Who has come back is there as before they left. Gives what of that
    /// changes sheets that were handed in, and who came back.
    pub(crate) fn absentees(
        &self,
        act: Act<'_>,
        came: &[String],
        gone: &[String],
    ) -> Outcome<Vec<Phrase>> {
        let members = self.members()?;
        let (mut uncounted, mut back) = (BTreeMap::new(), BTreeSet::new());
        for product in self.products()? {
            for mut sheet in self.sheets(&product.id, product.round)? {
                let id = sheet.member.clone();
                let left = members
                    .iter()
                    .any(|(member, left)| *left && member.id == id);
                let is_locked = product.is_locked();
                // What was decided with their sheet, and is open again, they were part of.
                let is_handed_in = sheet.status == SUBMITTED && !is_locked && gone.contains(&id);
                let (status, reason) = if left && (sheet.is_open() || is_handed_in) {
                    if is_handed_in {
                        let of: &mut Vec<String> = uncounted.entry(id).or_default();
                        of.push(product.id.clone());
                    }
                    (ABSENT.to_owned(), LEFT)
                } else if sheet.is_open() && is_locked && came.contains(&id) {
                    (ABSENT.to_owned(), LATE)
                } else if !left && !is_locked && sheet.status == ABSENT {
                    let of = (product.id.as_str(), id.as_str());
                    let Some((before, reason)) = self.last_in("attendance", of, sheet.round)?
                    else {
                        continue;
                    };
                    let known = before.as_str().filter(|_| reason.as_deref() == Some(LEFT));
                    let Some(before) = known else { continue };
                    back.insert(id);
                    (before.to_owned(), BACK)
                } else {
                    continue;
                };
                self.turn(act.entry("attendance"), &mut sheet, &status, Some(reason))?;
            }
        }
        let uncounted = uncounted.into_iter().map(|(id, products)| {
            let products = products.join(", ");
            phrase!(
                "phiếu {id} đã nộp cho {products} không được tính nữa; muốn tính thì giữ người đó trong danh sách",
                "the sheets that {id} handed in for {products} do not count any more; to count them, keep the member in the list"
            )
        });
        let back = back.into_iter().map(|id| {
            phrase!(
                "thành viên {id} trở lại danh sách: các phiếu chưa có kết quả như trước khi rời; liên kết được làm mới",
                "member {id} is back in the list: sheets without a result are as before they left; their link is new"
            )
        });
        Ok(uncounted.chain(back).collect())
    }
}
