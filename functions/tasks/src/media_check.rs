//! `media:check`: an upload has arrived, or hasn't.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use neurmatic_bucket::{Bucket, Peek};
use neurmatic_core::ids::MediaId;
use neurmatic_core::media::{FIRST_BYTES, image_of, upload_key};
use neurmatic_db::media::{self, PendingFileRow};
use neurmatic_db::{DbError, Tx};
use neurmatic_tasks::payloads::{CheckMedia, DropMedia};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// How long one call of the bucket may take: two of them are less than the task.
const CALL_WITHIN: Duration = Duration::from_secs(8);

/// Between two looks: as long as the upload has been waited for, but not less or more than this.
const WAIT_MIN: SignedDuration = SignedDuration::from_secs(5);
const WAIT_MAX: SignedDuration = SignedDuration::from_mins(2);

/// From when on an upload is not waited for any more: its URL ended ten minutes before, and what had begun by then is there.
const WAIT_IN_ALL: SignedDuration = SignedDuration::from_mins(15);

/// Looks at an upload. What is right is copied to where everybody reads it, exactly as it was seen: whoever still has the URL
/// can put other bytes, but only where nobody reads. What is wrong goes.
pub(crate) struct MediaCheck {
    bucket: Bucket,
}

impl MediaCheck {
    pub(crate) fn new(bucket: Bucket) -> Self {
        Self { bucket }
    }
}

impl Task for MediaCheck {
    type Payload = CheckMedia;

    async fn run(&self, payload: CheckMedia, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        // Not locked: whoever takes it back need not wait for the bucket.
        let Some(file) = media::pending(tx, payload.media).await? else {
            return Ok(()); // Looked at already, or taken back meanwhile: nothing to do.
        };
        let upload = upload_key(&file.key);
        let seen = self.bucket.peek(&upload, FIRST_BYTES, CALL_WITHIN).await.map_err(TaskError::retry)?;
        let Some(seen) = seen else {
            return Ok(wait(tx, payload, file, Timestamp::now()).await?);
        };
        if !is_as_said(&file, &seen) {
            tracing::info!(media = %payload.media, "an upload is not what it was said to be");
            return Ok(remove(tx, payload.media, file.key).await?);
        }
        let image = file.mime_type.as_str();
        let copied = self.bucket.copy(&upload, &seen.etag, &file.key, image, CALL_WITHIN).await;
        copied.map_err(TaskError::retry)?;
        // If it was taken back meanwhile, the copy goes by what that has sent.
        if media::make_ready(tx, payload.media).await? {
            outbox::send(tx, &DropMedia { names: vec![upload] }).await?;
        }
        Ok(())
    }
}

/// Looks again later, or gives the upload up.
async fn wait(tx: &Tx, payload: CheckMedia, file: PendingFileRow, now: Timestamp) -> Result<(), DbError> {
    let waited = now.duration_since(file.created_at);
    if waited >= WAIT_IN_ALL {
        return remove(tx, payload.media, file.key).await;
    }
    outbox::send_at(tx, &payload, now + waited.clamp(WAIT_MIN, WAIT_MAX)).await.map(drop)
}

/// Removes a file. An attempt before, which failed later or died, may have copied what lay there then.
async fn remove(tx: &Tx, id: MediaId, key: String) -> Result<(), DbError> {
    if !media::remove(tx, id).await? {
        return Ok(()); // Taken back meanwhile: its bytes go by what that has sent.
    }
    outbox::send_at(tx, &DropMedia::of(&[key]), Timestamp::now() + CheckMedia::OVER_AFTER).await.map(drop)
}

fn is_as_said(file: &PendingFileRow, seen: &Peek) -> bool {
    i32::try_from(seen.size) == Ok(file.size_bytes) && image_of(&seen.first) == Some(file.mime_type)
}

#[cfg(test)]
mod tests {
    use neurmatic_core::words::ImageType;

    use super::*;

    #[test]
    fn a_file_is_as_said_by_its_length_and_its_first_bytes() {
        let file = PendingFileRow {
            mime_type: ImageType::Gif,
            size_bytes: 6,
            key: "media/avatars/1.gif".to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
        };
        let seen = |size, first: &[u8]| Peek { size, etag: String::new(), first: first.to_vec() };
        assert!(is_as_said(&file, &seen(6, b"GIF89a")));
        assert!(!is_as_said(&file, &seen(7, b"GIF89a")));
        assert!(!is_as_said(&file, &seen(6, b"\x89PNG\r\n")));
        assert!(!is_as_said(&file, &seen(6 + (1 << 32), b"GIF89a")));
    }
}
