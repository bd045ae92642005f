//! The thread that writes: what waits at the same time goes to the disk together.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::fault::Fault;
use crate::request::Answer;
use crate::store;

use super::place::Place;

/// How many requests that write share one trip to the disk.
const TOGETHER: usize = 64;

/// How many requests may wait to write; more wait in their connections.
const WAITING: usize = 1024;

/// How often it is asked whether the file still has its name while nobody writes.
const LOOK: Duration = Duration::from_secs(1);

pub(super) type Work = Box<dyn FnOnce(&Connection) -> Answer + Send>;

struct Job {
    work: Work,
    reply: oneshot::Sender<Answer>,
}

/// The thread that writes: what waits at the same time goes to the disk together, and nobody is
/// answered before it is there.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(file: Connection, place: Arc<Place>) -> Writer {
        let (sender, jobs) = sync_channel(WAITING);
        let thread = thread::spawn(move || write_all(file, &place, &jobs));
        Writer {
            jobs: Mutex::new(Some(sender)),
            thread: Mutex::new(Some(thread)),
        }
    }

    pub(super) async fn ask(&self, work: Work) -> Answer {
        let (reply, answer) = oneshot::channel();
        let jobs = lock(&self.jobs).clone();
        let mut job = Some(Job { work, reply });
        while let (Some(jobs), Some(waiting)) = (&jobs, job.take()) {
            match jobs.try_send(waiting) {
                Ok(()) => break,
                Err(std::sync::mpsc::TrySendError::Full(waiting)) => {
                    job = Some(waiting);
                    sleep(Duration::from_millis(2)).await;
                }
                Err(std::sync::mpsc::TrySendError::Disconnected(_)) => break,
            }
        }
        drop(job);
        answer.await.unwrap_or_else(|_| stopping())
    }

    pub(super) fn stop(&self) {
        lock(&self.jobs).take();
        if let Some(thread) = lock(&self.thread).take() {
            let _ = thread.join();
        }
    }
}

/// What a lock holds, whatever became of the thread that had it.
pub(super) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn stopping() -> Answer {
    let said = phrase!("chương trình đang đóng", "the program is closing");
    Answer::said(503, &said).with("connection", "close")
}

fn write_all(file: Connection, place: &Place, jobs: &Receiver<Job>) {
    let mut file = Some(file);
    loop {
        let first = match jobs.recv_timeout(LOOK) {
            Ok(first) => Some(first),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let ready = place.ready(&mut file);
        let Some(first) = first else {
            continue;
        };
        let more = std::iter::from_fn(|| jobs.try_recv().ok());
        let batch: Vec<Job> = std::iter::once(first).chain(more).take(TOGETHER).collect();
        match ready {
            Ok(file) => write_together(file, batch),
            Err(fault) => {
                let answer = Answer::from(fault);
                for Job { reply, .. } in batch {
                    let _ = reply.send(answer.clone());
                }
            }
        }
    }
    // Where something still reads, what was saved is not yet in a file that has lost its name.
    let until = Instant::now() + LOOK;
    while place.ready(&mut file).is_err() && file.is_some() && Instant::now() < until {
        thread::sleep(Duration::from_millis(50));
    }
}

fn write_together(file: &mut Connection, batch: Vec<Job>) {
    let mut replies = Vec::new();
    let together = || {
        store::write(file, |file| {
            for Job { work, reply } in batch {
                file.execute_batch("SAVEPOINT one")?;
                let answer = work(file);
                // A full disk may have ended the whole transaction, with those before.
                let end = if answer.is_done() {
                    "RELEASE one"
                } else {
                    "ROLLBACK TO one; RELEASE one"
                };
                let ended = file.execute_batch(end);
                replies.push((reply, answer));
                ended?;
            }
            Ok::<(), Fault>(())
        })
    };
    // A fault of this program ends one request, with those beside it, and not the thread.
    let written = catch_unwind(AssertUnwindSafe(together));
    let failed = match written {
        Ok(written) => written.err().map(Answer::from),
        Err(_) => Some(stopping()),
    };
    for (reply, answer) in replies {
        let answer = match &failed {
            Some(failed) if answer.status < 500 => failed.clone(),
            _ => answer,
        };
        let _ = reply.send(answer);
    }
}
