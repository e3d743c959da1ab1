//! What companies and applicants are told of applications.

use neurmatic_core::ids::ApplicationId;
use neurmatic_core::words::{ApplicationStatus, NotificationType};
use neurmatic_db::{DbError, Tx, applications};

use crate::notification_send::{Event, tell};

/// The company's owner is told of an application.
pub(crate) async fn received(tx: &Tx, id: ApplicationId) -> Result<(), DbError> {
    let Some(application) = applications::get(tx, id).await? else { return Ok(()) };
    let Some(owner) = application.owner_user_id else { return Ok(()) };
    let event = Event {
        receivers: vec![(owner, NotificationType::ApplicationReceived)],
        actor: Some(application.user_id),
        is_actor_told: true,
        topic: None,
        reference: Some(application.job_id.0),
        action_path: Some(format!("/jobs/{}/applications", application.job_id)),
    };
    let title = format!("New application for “{}”", application.job_title);
    tell(tx, event, |_| (title.clone(), "Somebody applied to your job.".to_owned())).await
}

/// The applicant is told that the company moved the application; not of what has been taken back meanwhile.
pub(crate) async fn moved(tx: &Tx, id: ApplicationId, status: ApplicationStatus) -> Result<(), DbError> {
    let Some(application) = applications::get(tx, id).await? else { return Ok(()) };
    if application.status == ApplicationStatus::Withdrawn {
        return Ok(());
    }
    let event = Event {
        receivers: vec![(application.user_id, NotificationType::ApplicationStatusUpdate)],
        actor: application.owner_user_id,
        is_actor_told: false,
        topic: None,
        reference: Some(id.0),
        action_path: Some(format!("/applications/{id}")),
    };
    let title = format!("Your application for “{}”", application.job_title);
    let message = format!("{} {}.", application.company_name, said(status));
    tell(tx, event, |_| (title.clone(), message.clone())).await
}

/// What a company did by moving an application.
fn said(status: ApplicationStatus) -> &'static str {
    match status {
        ApplicationStatus::Submitted => "has your application",
        ApplicationStatus::Viewed => "has looked at your application",
        ApplicationStatus::Screening => "is considering your application",
        ApplicationStatus::Interview => "invites you to an interview",
        ApplicationStatus::Offer => "makes you an offer",
        ApplicationStatus::Rejected => "has decided for somebody else",
        ApplicationStatus::Withdrawn => "knows that you took your application back",
    }
}
