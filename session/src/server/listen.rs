//! Where a server listens, and until when.

use std::io::ErrorKind;
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
    TcpListener::bind(address).await.map_err(|error| {
        let (vi, en) = match error.kind() {
            ErrorKind::AddrInUse => (
                "một chương trình khác đang dùng; hãy đóng nó, hoặc chọn cổng khác bằng --listen (khi đó phải in lại mã)",
                "another program uses it; close that, or choose another port with --listen (printed codes are then void)",
            ),
            ErrorKind::AddrNotAvailable => (
                "máy này không có địa chỉ đó; hãy chọn địa chỉ khác bằng --listen",
                "this machine does not have that address; choose another one with --listen",
            ),
            ErrorKind::PermissionDenied => (
                "hệ thống không cho dùng cổng này; hãy chọn cổng từ 1024 trở lên bằng --listen",
                "the system does not allow this port; choose one from 1024 on with --listen",
            ),
            _ => (
                "hãy chọn địa chỉ khác bằng --listen",
                "choose another one with --listen",
            ),
        };
        let why = phrase!(
            "không mở được địa chỉ {address} ({error}): {vi}",
            "{address} cannot be opened ({error}): {en}"
        );
        Fault::No(ProblemCode::AddressTaken, why)
    })
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
