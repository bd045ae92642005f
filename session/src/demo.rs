//! A made-up session to look at and play with: twelve products, seven members, sheets in every
//! state. Nothing in it is anybody's.

use std::path::Path;

use ocop::Catalog;
use serde_json::{Value, json};

use crate::engine::Criterion;
use crate::fault::{Fault, Outcome, damaged};
use crate::json::Node;
use crate::make;
use crate::session::{Act, Done, Part, Refused, SECRETARY, Session};
use crate::store::{self, Access};

/// The products: name, set, producer, kind, and how good it is, from 0 to 10.
const PRODUCTS: [(&str, &str, &str, &str, usize); 12] = [
    (
        "Cà phê rang xay Đồi Sương",
        "13",
        "Hợp tác xã Đồi Sương",
        "cooperative",
        9,
    ),
    (
        "Mật ong hoa rừng Suối Trong",
        "04",
        "Hộ Trần Văn Mẫu",
        "household",
        8,
    ),
    (
        "Khô cá lóc Bến Gỗ",
        "08",
        "Hợp tác xã Bến Gỗ",
        "cooperative",
        7,
    ),
    (
        "Gạo nếp thơm Đồng Xanh",
        "03",
        "Tổ hợp tác Đồng Xanh",
        "cooperative-group",
        10,
    ),
    (
        "Trà sen Hồ Biếc",
        "11",
        "Công ty TNHH Hồ Biếc",
        "enterprise",
        7,
    ),
    ("Tương hột Làng Vừa", "09", "Hộ Lê Thị Thử", "household", 5),
    (
        "Xoài sấy dẻo Vườn Nắng",
        "07",
        "Hợp tác xã Vườn Nắng",
        "cooperative",
        8,
    ),
    (
        "Bún khô Giếng Cổ",
        "06",
        "Hợp tác xã Giếng Cổ",
        "cooperative",
        6,
    ),
    ("Rượu nếp Nhà Mộc", "14", "Hộ Phạm Văn Giả", "household", 6),
    (
        "Giỏ lục bình Bàu Sen",
        "21",
        "Tổ hợp tác Bàu Sen",
        "cooperative-group",
        7,
    ),
    (
        "Khăn dệt thổ cẩm Sóc Mới",
        "22",
        "Hợp tác xã Sóc Mới",
        "cooperative",
        8,
    ),
    (
        "Du lịch cộng đồng Cù Lao Xanh",
        "26",
        "Hợp tác xã Cù Lao Xanh",
        "cooperative",
        7,
    ),
];

const MEMBERS: [(&str, &str, &str); 7] = [
    (
        "Nguyễn Thị Chủ Tọa",
        "Phó Chủ tịch Ủy ban nhân dân tỉnh (ví dụ)",
        "chair",
    ),
    (
        "Trần Văn Phó",
        "Giám đốc Sở Nông nghiệp và Môi trường (ví dụ)",
        "vice-chair",
    ),
    ("Lê Thị Ba", "Sở Công Thương (ví dụ)", "member"),
    ("Phạm Văn Bốn", "Sở Y tế (ví dụ)", "member"),
    (
        "Hoàng Thị Năm",
        "Sở Khoa học và Công nghệ (ví dụ)",
        "member",
    ),
    ("Vũ Văn Sáu", "Hội Nông dân (ví dụ)", "member"),
    ("Đỗ Thị Bảy", "Liên minh Hợp tác xã (ví dụ)", "member"),
];

fn list() -> Value {
    let members = MEMBERS.iter().zip(1..);
    let members: Vec<Value> = members
        .map(|((name, position, role), n)| {
            json!({"id": format!("m{n}"), "name": name, "position": position, "role": role})
        })
        .collect();
    let products: Vec<Value> = PRODUCTS
        .iter()
        .zip(1..)
        .map(|((name, set, producer, kind, _), n)| {
            let mut application = json!({"kind": "first", "filed": "2026-07-01"});
            if n == 12 {
                application = json!({"kind": "renewal", "filed": "2026-07-01", "previous":
                    {"star": 3, "issued": "2023-09-01", "expires": "2026-09-01"}});
            }
            json!({"id": format!("p{n}"), "set": set, "application": application,
                "product": {"name": name, "commune": "xã Ví Dụ",
                    "producer": {"name": producer, "kind": kind}}})
        })
        .collect();
    json!({
        "format": 1, "title": "Đợt thử nghiệm (dữ liệu bịa, để xem và tập dùng)",
        "level": "province", "date": "2026-08-05", "place": "Phòng họp ví dụ",
        "authority": "Ủy ban nhân dân tỉnh Ví Dụ",
        "council": {"appointed": MEMBERS.len(), "rules": "default"},
        "secretary": {"name": "Bùi Thị Thư Ký", "position": "Chi cục Phát triển nông thôn (ví dụ)"},
        "members": members, "products": products,
    })
}

/// How far a member has come with a product, in tenths; more than ten is handed in.
fn progress(product: usize, member: usize) -> usize {
    match product {
        // Complete: to be decided at once; the fifth with too wide a spread.
        1..=5 => 11,
        6 => {
            if member <= 4 {
                11
            } else {
                7
            }
        }
        7 => 11 - member,
        8 if member == 1 => 5,
        9 if member == 7 => 11,
        _ => 0,
    }
}

/// The box that a member ticks: by points, about as good as the product is.
fn ticked(criterion: &Criterion, good: usize, product: usize, member: usize, place: usize) -> u32 {
    let mut order: Vec<usize> = (0..criterion.points.len()).collect();
    order.sort_by_key(|&index| criterion.points.get(index).copied());
    let good = match (product, member) {
        (5, 7) => 3,
        // Members differ in some places by a box.
        _ if (place + member * 3 + product).is_multiple_of(9) => good.saturating_sub(2),
        _ => good,
    };
    let last = order.len().saturating_sub(1);
    let index = (last * good + 5) / 10;
    let number = order.get(index.min(last)).map_or(0, |index| index + 1);
    u32::try_from(number).unwrap_or_default()
}

/// Makes the session at `path`.
///
/// # Errors
///
/// There is such a file, or it cannot be written.
pub fn create(path: &Path, catalog: &Catalog) -> Outcome<()> {
    let list = list().to_string();
    make::create(path, ("demo", list.as_bytes()), None, catalog)?;
    let mut file = store::open(path, Access::Write)?;
    let filled = store::write(&mut file, |file| {
        let engine = store::engine(file)?;
        let session = Session {
            file,
            engine: &engine,
        };
        fill(&session)
    });
    if filled.is_err() {
        let _ = std::fs::remove_file(path);
    }
    filled.map_err(|refused| match refused {
        Refused::Fault(fault) => fault,
        Refused::Invalid(problems) => Fault::Input(problems),
        other => damaged(&format!("{other:?}")),
    })
}

fn fill(session: &Session<'_>) -> Done<()> {
    for ((_, _, _, _, good), n) in PRODUCTS.iter().zip(1..) {
        let product = session.product(&format!("p{n}"))?;
        let form = session.form(&product)?;
        for member in 1..=MEMBERS.len() {
            let id = format!("m{member}");
            let at = (product.id.as_str(), id.as_str());
            if (n, member) == (3, 4) {
                let body = json!({"status": "recused", "reason": "người thân của chủ thể (ví dụ)"});
                asked(&body, |node| session.attendance(SECRETARY_ACT, at, node))?;
                continue;
            }
            let act = Act {
                who: &id,
                door: "phone",
            };
            let done = progress(n, member);
            let count = form.criteria.len() * done.min(10) / 10;
            for (place, criterion) in form.criteria.iter().take(count).enumerate() {
                let number = ticked(criterion, *good, n, member, place);
                let body = json!({"box": number, "revision": place});
                let part = Part::Answer(&criterion.code);
                asked(&body, |node| session.change(act, at, part, node))?;
            }
            if done > 10 {
                session.submit(act, at, None)?;
            }
        }
    }
    Ok(())
}

const SECRETARY_ACT: Act<'static> = Act {
    who: SECRETARY,
    door: "command",
};

fn asked(body: &Value, act: impl FnOnce(&Node<'_>) -> Done<Value>) -> Done<Value> {
    let text = body.to_string();
    let node = Node::root("demo", &text).map_err(|problem| Refused::Invalid(vec![problem]))?;
    act(&node)
}
