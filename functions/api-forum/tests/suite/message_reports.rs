//! Reports of messages: by whom they were written to, decided by moderators, hidden from both.

use neurmatic_core::ids::{ConversationId, DirectMessageId};
use neurmatic_core::words::Role;
use neurmatic_db::messages;
use neurmatic_testing::TestUser;
use serde_json::{Value, json};

use crate::board::{Board, text};

/// A message of one user to another, and its conversation.
async fn message(
    board: &Board,
    from: &TestUser,
    to: &TestUser,
    content: &str,
) -> (DirectMessageId, ConversationId) {
    let (services, id) = (board.world.services(), DirectMessageId::new());
    let tx = services.db.begin().await.unwrap();
    let place = messages::write(&tx, id, from.id, to.id, content).await.unwrap();
    tx.commit().await.unwrap();
    (id, place.id)
}

/// What the two see of the one message of their conversation.
async fn shown(board: &Board, conversation: ConversationId) -> Option<String> {
    let seen = messages::list(&board.world.services().db, conversation, None, 10, 0).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].is_hidden, seen[0].content.is_none());
    seen[0].content.clone()
}

fn report_of(message: DirectMessageId) -> Value {
    json!({"targetType": "message", "targetId": message, "reason": "harassment"})
}

#[tokio::test]
async fn a_message_is_reported_once_by_whom_it_was_written_to_and_unknown_to_everybody_else() {
    let board = Board::new().await;
    let ((sender, sending), (recipient, receiving)) = (board.member().await, board.member().await);
    let (message, _) = message(&board, &sender, &recipient, "What a fool you are.").await;
    board.visitor.post("/reports", report_of(message)).await.expect(401);
    for role in [Role::User, Role::Premium, Role::Company, Role::Moderator, Role::Admin] {
        let (_, stranger) = board.with_role(role).await;
        let told = async |message| {
            let mut problem = stranger.post("/reports", report_of(message)).await.expect(422).json();
            problem["requestId"] = json!(null);
            problem
        };
        let refused = told(message).await;
        assert_eq!(refused["errors"][0]["pointer"], "/targetId", "{role}");
        assert_eq!(refused, told(DirectMessageId::new()).await, "as if it weren't there");
    }
    assert_eq!(sending.post("/reports", report_of(message)).await.expect(403).code(), "own_content");
    let sent = receiving.post("/reports", report_of(message)).await.expect(201).data();
    assert_eq!((&sent["targetType"], &sent["status"]), (&json!("message"), &json!("pending")));
    assert_eq!(receiving.post("/reports", report_of(message)).await.expect(409).code(), "already_reported");
}

#[tokio::test]
async fn a_moderator_reads_a_reported_message_whole_hides_it_and_shows_it_again() {
    let board = Board::new().await;
    let ((sender, _), (recipient, receiving)) = (board.member().await, board.member().await);
    let content = "What a fool you are. ".repeat(50);
    let (message, conversation) = message(&board, &sender, &recipient, &content).await;
    receiving.post("/reports", report_of(message)).await.expect(201);
    receiving.get("/reports").await.expect(403);

    let moderator = board.moderator().await;
    let queue = moderator.get("/reports").await.expect(200).data();
    let report = &queue["reports"][0];
    assert_eq!(report["excerpt"], content);
    assert_eq!(
        (&report["authorId"], &report["authorUsername"], &report["reporterId"]),
        (&json!(sender.id), &json!(sender.username), &json!(recipient.id))
    );
    assert_eq!((&report["topicId"], &report["isHidden"]), (&json!(null), &json!(false)));

    let path = format!("/reports/{}", text(report, "id"));
    receiving.put(&path, json!({"status": "resolved_violation"})).await.expect(403);
    assert_eq!(shown(&board, conversation).await.as_deref(), Some(content.as_str()));
    for (status, seen) in [
        ("reviewing", Some(&content)),
        ("resolved_violation", None),
        ("dismissed", Some(&content)),
        ("resolved_violation", None),
    ] {
        let decided = moderator.put(&path, json!({"status": status})).await.expect(200).data();
        assert_eq!(decided["isHidden"], seen.is_none(), "{status}");
        assert_eq!(shown(&board, conversation).await.as_ref(), seen, "{status}");
    }
    let noted = "SELECT count(*) FROM audit_log WHERE action = 'report.decide' AND target_type = 'report'";
    assert_eq!(board.world.one::<i64>(noted, &[]).await, 4);
    let done = moderator.get("/reports?status=resolved_violation").await.data();
    assert_eq!(
        (&done["reports"][0]["isHidden"], &done["reports"][0]["excerpt"]),
        (&json!(true), &json!(content))
    );
    let again = receiving.post("/reports", report_of(message)).await.expect(422);
    assert_eq!(again.pointers(), ["/targetId"], "what is hidden is not there");
}

#[tokio::test]
async fn a_report_of_a_message_whose_sender_was_erased_can_still_be_closed() {
    let board = Board::new().await;
    let ((sender, _), (recipient, receiving)) = (board.member().await, board.member().await);
    let (message, _) = message(&board, &sender, &recipient, "What a fool you are.").await;
    receiving.post("/reports", report_of(message)).await.expect(201);
    let erase = "DELETE FROM users WHERE id = $1";
    board.world.owner().execute(erase, &[&sender.id]).await.unwrap();

    let moderator = board.moderator().await;
    let report = moderator.get("/reports").await.data()["reports"][0].clone();
    for gone in ["excerpt", "authorId", "authorUsername", "isHidden"] {
        assert_eq!(report[gone], json!(null), "{gone}");
    }
    let path = format!("/reports/{}", text(&report, "id"));
    let decided = moderator.put(&path, json!({"status": "resolved_violation"})).await.expect(200).data();
    assert_eq!(decided["isHidden"], json!(null));
    assert_eq!(moderator.get("/reports").await.json()["pagination"]["total"], 0);
}
