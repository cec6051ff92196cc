//! The Rust client and worker with unique jobs, nested batches and tracking against a running server (FAKTORY_URL): a line for each step
//! that went as it should, a panic at the first that did not.

use faktory::ent::{Batch, CallbackState, JobState, ProgressUpdate};
use faktory::error::Protocol;
use faktory::{Client, Error, Job, JobBuilder, Worker};
use std::io;

const QUEUE: &str = "rust-features";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut client = Client::connect().await?;
    client.enqueue(job("once").unique_for(60).build()).await?;
    match client.enqueue(job("once").unique_for(60).build()).await {
        Err(Error::Protocol(Protocol::UniqueConstraintViolation { .. })) => println!("unique"),
        other => panic!("a second push: {other:?}"),
    }

    let part = job("part").build();
    let tracked = part.id().clone();
    let outer = Batch::builder().with_success_callback(job("parent success").build());
    let mut parent = client.start_batch(outer).await?;
    let parent_bid = parent.id().clone();
    let inner = Batch::builder()
        .description("child")
        .with_callbacks(job("child success").build(), job("child complete").build());
    let mut child = parent.start_batch(inner).await?;
    let child_bid = child.id().clone();
    assert!(child.add(part).await?.is_none());
    child.commit().await?;
    parent.commit().await?;
    // Opened again, it takes one more job.
    let mut again = client.open_batch(&child_bid).await?.expect("a batch that is there");
    assert!(again.add(job("part").build()).await?.is_none());
    again.commit().await?;
    println!("batch");

    let mut worker = Worker::builder()
        .register_fn("once", |_| async { Ok::<(), io::Error>(()) })
        .register_fn("part", |_| async { Ok(()) })
        .register_fn("child complete", |job| async move { says("complete", &job) })
        .register_fn("child success", |job| async move { says("success", &job) })
        .register_fn("parent success", |job| async move { says("success", &job) })
        .connect()
        .await?;
    client
        .set_progress(ProgressUpdate::builder(tracked.clone()).percent(40).desc("halfway".to_string()).build())
        .await?;
    // The unique job, two parts, and the callbacks, each once those before it have succeeded.
    for _ in 0..6 {
        assert!(worker.run_one(0, &[QUEUE]).await?);
    }
    println!("callbacks");

    let status = client.get_batch_status(&child_bid).await?.expect("a batch that is there");
    assert_eq!((status.total, status.pending, status.failed), (2, 0, 0));
    assert_eq!((status.parent_bid, status.description), (Some(parent_bid), Some("child".into())));
    assert_eq!(status.complete_callback_state, CallbackState::FinishedOk);
    assert_eq!(status.success_callback_state, CallbackState::FinishedOk);
    println!("status");

    let track = client.get_progress(&tracked).await?.expect("a track");
    assert_eq!((track.state, track.percent, track.desc), (JobState::Success, Some(40), Some("halfway".into())));
    assert!(track.updated_at.is_some());
    let unknown = client.get_progress(job("never").build().id()).await?.expect("an answer");
    assert_eq!((unknown.state, unknown.updated_at), (JobState::Unknown, None));
    println!("track");
    Ok(())
}

/// A callback knows its kind.
fn says(kind: &str, job: &Job) -> Result<(), io::Error> {
    assert_eq!(job.custom["_cb"], kind);
    Ok(())
}

fn job(kind: &str) -> JobBuilder {
    let mut job = Job::builder(kind);
    job.queue(QUEUE).retry(0);
    job
}
