//! The messages area: conversations of two users, and blocks. Telling people that something came is a task's business.

mod block;
mod conversations;
mod messages;
mod send;

use neurmatic_http::{Routes, Services, user};
use neurmatic_rate_limit::policies::{BLOCK, CONVERSATIONS, MESSAGE};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let read = |summary| user(summary).limits(&[&CONVERSATIONS]);
    let block = |summary| user(summary).limits(&[&BLOCK]);
    Routes::new()
        .get("conversations.list", "/conversations", conversations::list_conversations, read("The caller's conversations, that with the newest message first"))
        .get("conversations.messages", "/conversations/{id}/messages", messages::list_messages, read("The messages of one of the caller's conversations, the newest first"))
        .put("conversations.read", "/conversations/{id}/read", conversations::mark_read, read("Says how far the caller has read"))
        .post("messages.create", "/messages", send::send_message, user("Writes to another user").limits(&[&MESSAGE]))
        .put("blocks.put", "/blocks/{id}", block::block_user, block("Wants no messages of a user, and to see nothing of theirs in the feed"))
        .delete("blocks.delete", "/blocks/{id}", block::unblock_user, block("Takes a block back"))
}
