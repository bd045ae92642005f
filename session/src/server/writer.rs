//! The thread that writes: what waits at the same time goes to the disk together.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::fault::Fault;
use crate::request::Answer;
use crate::store;

/// How many requests that write share one trip to the disk.
const TOGETHER: usize = 64;

/// How many requests may wait to write; more wait in their connections.
const WAITING: usize = 1024;

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
    pub(super) fn start(mut file: Connection) -> Writer {
        let (sender, jobs) = sync_channel(WAITING);
        let thread = thread::spawn(move || write_all(&mut file, &jobs));
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

fn write_all(file: &mut Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let more = std::iter::from_fn(|| jobs.try_recv().ok());
        let batch: Vec<Job> = std::iter::once(first).chain(more).take(TOGETHER).collect();
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
}
