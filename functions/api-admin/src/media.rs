//! Uploading pictures, and taking them back. Their bytes go from the client to the bucket; looking at what arrived there and
//! deleting it are tasks, not requests.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use neurmatic_bucket::Bucket;
use neurmatic_core::ids::MediaId;
use neurmatic_core::media::{SIZE_BYTES_MAX, key, upload_key};
use neurmatic_core::words::{ImageType, MediaKind};
use neurmatic_db::media::{self, FILES_MAX, NewFile};
use neurmatic_http::{Caller, Created, Faults, Input, Json, NoContent, Path, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::{CheckMedia, DropMedia};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long an upload may be begun.
const VALID_FOR: Duration = Duration::from_secs(300);

/// When it is first looked whether it has arrived.
const FIRST_LOOK: SignedDuration = SignedDuration::from_secs(5);

/// A picture that is to be uploaded.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UploadIn {
    /// What it is for.
    kind: MediaKind,
    /// How it is written.
    r#type: ImageType,
    /// How long it is, in bytes; 1 to 5242880.
    size: i64,
}

/// Where a picture is to be put, and where it is then read.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UploadOut {
    /// The file's id.
    id: MediaId,
    /// Where everybody reads it, some seconds after it has arrived.
    url: String,
    /// The request by which it is put there.
    upload: UploadRequestOut,
}

/// A request to the bucket, with the picture's bytes as its body.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UploadRequestOut {
    /// Its method.
    method: &'static str,
    /// Its address. Whoever has it may put this picture: keep it to yourself.
    url: String,
    /// Its headers, beside those that every client sends.
    headers: BTreeMap<&'static str, ImageType>,
    /// When it is too late to begin.
    expires_at: Timestamp,
}

impl Input for UploadIn {
    fn check(&self, faults: &mut Faults) {
        if !(1..=i64::from(SIZE_BYTES_MAX)).contains(&self.size) {
            faults.add("/size", "out_of_range", format!("must be 1 to {SIZE_BYTES_MAX} bytes"));
        }
    }
}

/// Lets a picture be uploaded. No `Idempotency-Key`: a signed address is not kept, and what never arrives goes by itself.
pub(crate) async fn create_upload(
    State(app): State<Services>,
    State(bucket): State<Bucket>,
    caller: Caller,
    Json(input): Json<UploadIn>,
) -> Result<Created<UploadOut>, Problem> {
    let (id, now) = (MediaId::new(), Timestamp::now());
    let key = key(input.kind, id, input.r#type);
    let file = NewFile {
        id,
        user: caller.user,
        kind: input.kind,
        mime_type: input.r#type,
        size_bytes: i32::try_from(input.size).map_err(Problem::internal)?,
        key: &key,
    };
    let tx = app.db.begin().await?;
    if !media::insert(&tx, &file).await? {
        let detail = format!("{FILES_MAX} files are the most; delete one first");
        return Err(Problem::conflict("too_many_files", detail));
    }
    outbox::send_at(&tx, &CheckMedia { media: id }, now + FIRST_LOOK).await?;
    tx.commit().await?;

    let size = input.size.unsigned_abs();
    let put = bucket.sign_put(&upload_key(&key), input.r#type.as_str(), size, now, VALID_FOR);
    Created::of(&UploadOut {
        id,
        url: format!("{}/{key}", app.site.public_url),
        upload: UploadRequestOut {
            method: "PUT",
            url: put.url,
            headers: BTreeMap::from([("Content-Type", input.r#type)]),
            expires_at: put.expires_at,
        },
    })
}

/// Takes one's own file back, whether it has arrived or not.
pub(crate) async fn delete_file(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<MediaId>,
) -> Result<NoContent, Problem> {
    let tx = app.db.begin().await?;
    let file = media::take(&tx, id, caller.user).await?.ok_or_else(|| Problem::not_found("file"))?;
    let bytes = DropMedia::of(&[file.key]);
    if file.is_pending {
        outbox::send_at(&tx, &bytes, Timestamp::now() + CheckMedia::OVER_AFTER).await?;
    } else {
        outbox::send(&tx, &bytes).await?;
    }
    tx.commit().await?;
    Ok(NoContent)
}
