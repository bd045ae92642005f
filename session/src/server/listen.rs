//! Where a server listens, and until when.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ocop::input::ProblemCode;
use tokio::net::TcpListener;

use crate::fault::{Fault, Outcome};

use super::Options;
use super::state::private_addresses;

/// Listens where the options say; at `port` of this machine where they do not.
pub(super) async fn bind(options: &Options, port: u16) -> Outcome<Vec<TcpListener>> {
    let first = options
        .listen
        .unwrap_or_else(|| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    let mut listeners = vec![one(first).await?];
    let port = listeners
        .first()
        .and_then(|listener| listener.local_addr().ok())
        .map_or(port, |address| address.port());
    if options.lan {
        for address in private_addresses() {
            if !first.ip().is_unspecified() && first.ip() != IpAddr::V4(address) {
                listeners.push(one(SocketAddr::new(IpAddr::V4(address), port)).await?);
            }
        }
    }
    Ok(listeners)
}

/// Listens at one address.
pub(super) async fn one(address: SocketAddr) -> Outcome<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| refused(address, &error))
}

/// Why the system does not let the program listen at an address, and what can be done.
fn refused(address: SocketAddr, error: &io::Error) -> Fault {
    let (code, vi, en) = match error.kind() {
        ErrorKind::AddrInUse => (
            ProblemCode::AddressTaken,
            "một chương trình khác đang dùng; hãy đóng nó, hoặc chọn cổng khác bằng --listen (khi đó phải in lại mã)",
            "another program uses it; close that, or choose another port with --listen (printed codes are then void)",
        ),
        ErrorKind::AddrNotAvailable => (
            ProblemCode::AddressUnfit,
            "máy này không có địa chỉ đó; hãy chọn một địa chỉ của máy này bằng --listen, hoặc dùng --lan",
            "this machine does not have that address; choose one that it has with --listen, or use --lan",
        ),
        ErrorKind::PermissionDenied if address.port() < 1024 => (
            ProblemCode::AddressUnfit,
            "hệ thống chỉ cho quản trị viên dùng cổng dưới 1024; hãy chọn cổng từ 1024 trở lên bằng --listen",
            "the system keeps ports below 1024 for its administrator; choose one from 1024 on with --listen",
        ),
        ErrorKind::PermissionDenied => (
            ProblemCode::AddressUnfit,
            "hệ thống không cho dùng, có thể vì đã dành riêng cổng này; hãy chọn cổng khác bằng --listen (khi đó phải in lại mã)",
            "the system does not allow it, perhaps for it reserves the port; choose another one with --listen (printed codes are then void)",
        ),
        // What the system says is in its own language: it is printed where nothing better is known.
        _ => {
            let why = phrase!(
                "không mở được địa chỉ {address} ({error}); hãy chọn địa chỉ khác bằng --listen",
                "{address} cannot be opened ({error}); choose another one with --listen"
            );
            return Fault::No(ProblemCode::AddressUnfit, why);
        }
    };
    let why = phrase!(
        "không mở được địa chỉ {address}: {vi}",
        "{address} cannot be opened: {en}"
    );
    Fault::No(code, why)
}

/// Ready once the program is asked to end. The system is told at once that it is not to end the program
/// by itself, not only when this is waited for; that needs the runtime.
pub(super) fn ended() -> impl Future<Output = ()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            SignalKind::terminate(),
            SignalKind::interrupt(),
            SignalKind::hangup(),
        ];
        let mut signals: Vec<_> = kinds
            .into_iter()
            .filter_map(|kind| signal(kind).ok())
            .collect();
        std::future::poll_fn(move |context| {
            let any = signals
                .iter_mut()
                .any(|one| one.poll_recv(context).is_ready());
            if any {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
    }
    #[cfg(windows)]
    {
        use tokio::signal::windows;
        let asked = (
            windows::ctrl_c(),
            windows::ctrl_close(),
            windows::ctrl_shutdown(),
        );
        async move {
            let (pressed, closed, shut) = asked;
            let pressed = async {
                match pressed {
                    Ok(mut pressed) => pressed.recv().await,
                    Err(_) => std::future::pending().await,
                }
            };
            let closed = async {
                match closed {
                    Ok(mut closed) => closed.recv().await,
                    Err(_) => std::future::pending().await,
                }
            };
            let shut = async {
                match shut {
                    Ok(mut shut) => shut.recv().await,
                    Err(_) => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = pressed => {}
                _ = closed => {}
                _ = shut => {}
            }
        }
    }
}
