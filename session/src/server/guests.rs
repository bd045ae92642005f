//! Who is connected. There is room for so many: who comes when it is full takes the place of who was silent for
//! longest, those first that have shown no right link, so that idle connections shut nobody out.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;

use tokio::sync::oneshot;

use super::writer::lock;

/// A connection.
#[derive(Debug)]
struct Guest {
    from: IpAddr,
    /// Whether it brought a right link.
    linked: bool,
    /// Whether a request of it is being answered.
    asking: bool,
    /// When it was last heard of, in turns.
    heard: u64,
    /// Closes it when it is dropped.
    _stay: oneshot::Sender<()>,
}

/// All of them.
#[derive(Debug, Default)]
struct All {
    turn: u64,
    guests: BTreeMap<u64, Guest>,
}

impl All {
    fn next(&mut self) -> u64 {
        self.turn += 1;
        self.turn
    }

    /// Makes room for one more where there are `most` of those that count.
    fn make_room(&mut self, most: usize, counts: impl Fn(&Guest) -> bool) -> bool {
        let those = || self.guests.iter().filter(|(_, guest)| counts(guest));
        if those().count() < most {
            return true;
        }
        let silent = those().filter(|(_, guest)| !guest.asking);
        let longest = silent.min_by_key(|(_, guest)| (guest.linked, guest.heard));
        let longest = longest.map(|(id, _)| *id);
        longest.and_then(|id| self.guests.remove(&id)).is_some()
    }
}

/// The connections of a server.
#[derive(Debug, Default)]
pub(super) struct Guests(Mutex<All>);

impl Guests {
    /// Lets a connection in: its number, and what ends when it has to go. Nobody gets in where everybody is being
    /// answered.
    pub(super) fn enter(&self, from: IpAddr, most: usize) -> Option<(u64, oneshot::Receiver<()>)> {
        let mut all = lock(&self.0);
        if !all.make_room(most.div_ceil(2), |guest| guest.from == from)
            || !all.make_room(most, |_| true)
        {
            return None;
        }
        let (stay, gone) = oneshot::channel();
        let (id, heard) = (all.next(), all.turn);
        let guest = Guest {
            from,
            linked: false,
            asking: false,
            heard,
            _stay: stay,
        };
        all.guests.insert(id, guest);
        Some((id, gone))
    }

    pub(super) fn any(&self) -> bool {
        !lock(&self.0).guests.is_empty()
    }

    pub(super) fn leave(&self, id: u64) {
        lock(&self.0).guests.remove(&id);
    }

    /// It brought a right link.
    pub(super) fn showed_link(&self, id: u64) {
        if let Some(guest) = lock(&self.0).guests.get_mut(&id) {
            guest.linked = true;
        }
    }

    /// A request of it is being answered, or is answered.
    pub(super) fn asks(&self, id: u64, asking: bool) {
        let mut all = lock(&self.0);
        let heard = all.next();
        if let Some(guest) = all.guests.get_mut(&id) {
            guest.asking = asking;
            guest.heard = heard;
        }
    }
}
