//! Ending mails by a link: asked by GET, done by POST, and for nothing but what was signed.

use neurmatic_core::words::{DigestType, NotificationType};
use neurmatic_http::Unsubscribe;

use crate::desk::Desk;

/// What mails a user gets no more: types, then digests.
async fn ended(desk: &Desk) -> String {
    let sql = "SELECT concat_ws(' ',
        (SELECT string_agg(type::text, ' ' ORDER BY type) FROM notification_preferences WHERE channel = 'email' AND frequency = 'off'),
        (SELECT string_agg(type::text, ' ' ORDER BY type) FROM digest_plans WHERE NOT is_on))";
    desk.world.one(sql, &[]).await
}

#[tokio::test]
async fn a_link_asks_when_it_is_opened_and_does_when_it_is_posted_to() {
    let desk = Desk::new().await;
    let link = |which| desk.services.unsubscribe_token(desk.user.id, which);
    let target = format!("/notifications/unsubscribe/{}", link(Unsubscribe::Type(NotificationType::Mention)));
    let page = desk.visitor.get(&target).await.expect(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("private, no-cache, no-store"));
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(html.contains("mails about being mentioned?") && html.contains("method=\"post\""), "{html}");
    assert!(!html.contains("http"), "it leads nowhere else: {html}");
    assert_eq!(ended(&desk).await, "");

    for _ in 0..2 {
        let done = desk.visitor.send("POST", &target, None).await.expect(200);
        assert!(done.header("location").is_none());
    }
    assert_eq!(ended(&desk).await, "mention");
    let daily = format!("/notifications/unsubscribe/{}", link(Unsubscribe::Digest(DigestType::Daily)));
    let one_click = desk.visitor.header("content-type", "application/x-www-form-urlencoded");
    let event = neurmatic_testing::Event::new("POST", &format!("/api/v1{daily}"));
    one_click.send_event(event.body("List-Unsubscribe=One-Click")).await.expect(200);
    assert_eq!(ended(&desk).await, "mention daily");
}

#[tokio::test]
async fn the_link_of_a_mail_about_many_things_ends_all_of_them() {
    let desk = Desk::new().await;
    let token = desk.services.unsubscribe_token(desk.user.id, Unsubscribe::Everything);
    desk.visitor.send("POST", &format!("/notifications/unsubscribe/{token}"), None).await.expect(200);
    let ended = ended(&desk).await;
    assert_eq!(ended.split(' ').count(), NotificationType::ALL.len() + DigestType::ALL.len(), "{ended}");
    let shown: i64 =
        desk.world.one("SELECT count(*) FROM notification_preferences WHERE channel = 'in_app'", &[]).await;
    assert_eq!(shown, 0, "the list on the site stays as it is");
}

#[tokio::test]
async fn what_was_not_signed_is_no_link() {
    let desk = Desk::new().await;
    let (other, _) = desk.another().await;
    let token = desk.services.unsubscribe_token(desk.user.id, Unsubscribe::Type(NotificationType::Mention));
    let mine = desk.user.id.0.simple().to_string();
    let theirs = other.id.0.simple().to_string();
    for forged in [
        token.replace(&mine, &theirs),
        token.replace(".mention.", ".everything."),
        token.to_uppercase(),
        format!("{token}A"),
        token.replace(&mine, &desk.user.id.to_string()),
        format!("{mine}.mention."),
        format!("{mine}.mention"),
        "x".to_owned(),
    ] {
        let target = format!("/notifications/unsubscribe/{forged}");
        desk.visitor.get(&target).await.expect(404);
        desk.visitor.send("POST", &target, None).await.expect(404);
    }
    assert_eq!(ended(&desk).await, "");
    desk.world.sql(&format!("DELETE FROM users WHERE id = '{}'", desk.user.id)).await;
    desk.visitor.send("POST", &format!("/notifications/unsubscribe/{token}"), None).await.expect(404);
}
