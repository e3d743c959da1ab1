//! Ending mails by a signed link, without signing in. Opening the link asks and changes nothing, since programs that look
//! through mails open links; what ends them is a POST, by the page's button or by the mail program (RFC 8058). Nothing in here
//! leads anywhere else.

use axum::extract::State;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{DigestType, NotificationFrequency, NotificationType};
use neurmatic_db::digests::{self, PlanChange};
use neurmatic_db::notifications::{self, Preference};
use neurmatic_db::{DbError, Tx};
use neurmatic_http::{Path, Problem, Services, Text, Unsubscribe};

const HTML: &str = "text/html; charset=utf-8";

/// The page around what is said. It holds nothing of anybody, so that nothing has to be escaped.
const PAGE: &str = include_str!("unsubscribe.html");

/// Asks whether such mails are to end.
pub(crate) async fn ask(State(app): State<Services>, Path(token): Path<String>) -> Result<Text, Problem> {
    let (_, which) = app.read_unsubscribe(&token).ok_or_else(unknown)?;
    let question = format!("<p>Get no more {}?</p>", named(which));
    let button = "<form method=\"post\"><button type=\"submit\">No more</button></form>";
    Ok(page(&format!("{question}{button}")))
}

/// Ends such mails. Doing it twice is the same as once.
pub(crate) async fn end(State(app): State<Services>, Path(token): Path<String>) -> Result<Text, Problem> {
    let (user, which) = app.read_unsubscribe(&token).ok_or_else(unknown)?;
    let tx = app.db.begin().await?;
    if digests::get(&tx, user).await?.is_none() {
        return Err(unknown());
    }
    end_mails(&tx, user, which).await?;
    tx.commit().await?;
    let done = format!("<p>You get no more {}. Your settings can bring them back.</p>", named(which));
    Ok(page(&done))
}

async fn end_mails(tx: &Tx, user: UserId, which: Unsubscribe) -> Result<(), DbError> {
    let (types, kinds): (&[NotificationType], &[DigestType]) = match &which {
        Unsubscribe::Type(kind) => (std::slice::from_ref(kind), &[]),
        Unsubscribe::Digest(kind) => (&[], std::slice::from_ref(kind)),
        Unsubscribe::Everything => (NotificationType::ALL, DigestType::ALL),
    };
    let off = |kind: &NotificationType| Preference {
        kind: *kind,
        channel: "email",
        frequency: NotificationFrequency::Off,
    };
    let changes: Vec<Preference> = types.iter().map(off).collect();
    notifications::put_preferences(tx, user, &changes).await?;
    for kind in kinds {
        let off = PlanChange { is_on: Some(false), ..PlanChange::default() };
        digests::put_plan(tx, user, *kind, off).await?;
    }
    Ok(())
}

fn unknown() -> Problem {
    Problem::not_found("link")
}

fn page(said: &str) -> Text {
    Text::of(HTML, PAGE.replace("{{said}}", said))
}

/// What mails a link ends, in words that follow "no more".
fn named(which: Unsubscribe) -> &'static str {
    match which {
        Unsubscribe::Everything => "mails about notifications and no digests",
        Unsubscribe::Digest(DigestType::Daily) => "daily digests",
        Unsubscribe::Digest(DigestType::Weekly) => "weekly digests",
        Unsubscribe::Type(kind) => match kind {
            NotificationType::NewArticleInFollowedCategory => {
                "mails about articles in categories that you follow"
            }
            NotificationType::TrendingArticle => "mails about trending articles",
            NotificationType::TopicReply => "mails about replies in topics",
            NotificationType::CommentReply => "mails about answers to your replies",
            NotificationType::Mention => "mails about being mentioned",
            NotificationType::Upvote | NotificationType::Downvote => "mails about votes",
            NotificationType::AcceptedAnswer => "mails about accepted answers",
            NotificationType::NewJobMatch => "mails about jobs that suit you",
            NotificationType::ApplicationReceived => "mails about new applications",
            NotificationType::ApplicationStatusUpdate => "mails about your applications",
            NotificationType::ProfileView => "mails about views of your profile",
            NotificationType::NewFollower => "mails about followers",
            NotificationType::BadgeEarned => "mails about badges",
            NotificationType::ReputationMilestone => "mails about your reputation",
            NotificationType::Message => "mails about messages",
            NotificationType::SystemAnnouncement => "mails about announcements",
            NotificationType::AccountUpdate => "mails about changes of your account",
        },
    }
}
