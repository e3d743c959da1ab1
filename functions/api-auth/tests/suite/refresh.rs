//! Trading refresh tokens.

use futures::future::join_all;

use crate::app::{App, Tokens, refresh};

#[tokio::test]
async fn a_refresh_token_is_traded_for_new_tokens_of_the_same_login() {
    let app = App::new().await;
    let (_, first) = app.signed_in().await;
    let client = app.client();
    let reply = refresh(&client, &first.refresh).await.expect(200);
    assert_eq!(reply.data()["expiresIn"], 900);
    let second = Tokens::of(&reply);
    assert_ne!(second.refresh, first.refresh);
    for access in [&first.access, &second.access] {
        client.with_token(access).get("/auth/me").await.expect(200);
    }
    refresh(&client, &second.refresh).await.expect(200);
}

#[tokio::test]
async fn a_spent_refresh_token_revokes_its_session() {
    let app = App::new().await;
    let (_, first) = app.signed_in().await;
    let client = app.client();
    let second = Tokens::of(&refresh(&client, &first.refresh).await);
    client.with_token(&second.access).get("/auth/me").await.expect(200);

    assert_eq!(refresh(&client, &first.refresh).await.expect(401).code(), "refresh_reused");

    assert_eq!(refresh(&client, &second.refresh).await.expect(401).code(), "refresh_invalid");
    let ended = client.with_token(&second.access).get("/auth/me").await.expect(401);
    assert_eq!(ended.code(), "session_ended");
    assert_eq!(refresh(&client, &first.refresh).await.expect(401).code(), "refresh_reused");
}

#[tokio::test]
async fn of_parallel_refreshes_with_one_token_one_wins_and_the_login_ends() {
    let app = App::new().await;
    let (user, tokens) = app.signed_in().await;
    let client = app.client();
    let replies = join_all((0..10).map(|_| refresh(&client, &tokens.refresh))).await;

    let winners: Vec<Tokens> = replies.iter().filter(|r| r.status == 200).map(Tokens::of).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(replies.iter().filter(|r| r.status == 401 && r.code() == "refresh_reused").count(), 9);
    refresh(&client, &winners[0].refresh).await.expect(401);
    let live = "SELECT count(*) FROM sessions WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL";
    assert_eq!(app.world.one::<i64>(live, &[&user.id, &user.session]).await, 0);
}

#[tokio::test]
async fn a_login_that_is_over_is_not_refreshed() {
    let app = App::new().await;
    for end in [
        "UPDATE sessions SET expires_at = now() WHERE user_id = $1",
        "UPDATE sessions SET revoked_at = now() WHERE user_id = $1",
        "UPDATE users SET status = 'suspended' WHERE id = $1",
    ] {
        let (user, tokens) = app.signed_in().await;
        app.world.owner().execute(end, &[&user.id]).await.unwrap();
        assert_eq!(refresh(&app.client(), &tokens.refresh).await.expect(401).code(), "refresh_invalid");
    }
    refresh(&app.client(), "unknown").await.expect(401);
}

#[tokio::test]
async fn an_access_token_does_not_refresh_and_a_refresh_token_does_not_authorise() {
    let app = App::new().await;
    let (_, tokens) = app.signed_in().await;
    let client = app.client();
    refresh(&client, &tokens.access).await.expect(422);
    client.with_token(&tokens.refresh).get("/auth/me").await.expect(401);
}

#[tokio::test]
async fn tokens_are_kept_as_hashes_only() {
    let app = App::new().await;
    let (_, tokens) = app.signed_in().await;
    let kept = "SELECT count(*) FROM sessions WHERE refresh_hash = sha256(convert_to($1, 'UTF8'))";
    assert_eq!(app.world.one::<i64>(kept, &[&tokens.refresh]).await, 1);
    let in_clear = "SELECT count(*) FROM sessions s WHERE s::text LIKE '%' || $1 || '%'";
    assert_eq!(app.world.one::<i64>(in_clear, &[&tokens.refresh]).await, 0);
}
