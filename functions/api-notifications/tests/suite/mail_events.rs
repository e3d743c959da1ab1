//! What the mail provider tells: believed when it is signed and fresh, noted once.

use api_notifications::{Notifications, routes};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::join_all;
use jiff::Timestamp;
use neurmatic_testing::{Client, Event, Reply, World};
use serde_json::{Value, json};

/// What stands before the point in a P-256 public key.
const SPKI_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A mail provider that signs.
struct Provider {
    world: World,
    key: EcdsaKeyPair,
    client: Client,
}

impl Provider {
    async fn new() -> Self {
        let world = World::new().await;
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let public = STANDARD.encode([&SPKI_PREFIX, key.public_key().as_ref()].concat());
        let env = world.env().with("MAIL_EVENTS_PUBLIC_KEY", &public);
        let services = world.services();
        let state = Notifications::from_env(&env, services.clone()).unwrap();
        let client = world.client(routes().into_router(state, &services));
        Self { world, key, client }
    }

    fn sign(&self, signed_at: i64, body: &str) -> String {
        let signed = format!("{signed_at}{body}");
        STANDARD.encode(self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref())
    }

    async fn send(&self, signed_at: &str, signature: &str, body: &str) -> Reply {
        let event = Event::new("POST", "/api/v1/notifications/mail-events")
            .header("content-type", "application/json")
            .header("x-twilio-email-event-webhook-timestamp", signed_at)
            .header("x-twilio-email-event-webhook-signature", signature)
            .body(body);
        self.client.send_event(event).await
    }

    async fn tell(&self, events: &Value) -> Reply {
        let (now, body) = (Timestamp::now().as_second(), events.to_string());
        self.send(&now.to_string(), &self.sign(now, &body), &body).await
    }

    async fn suppressed(&self) -> Vec<String> {
        let sql = "SELECT address || ' ' || reason FROM mail_suppressions ORDER BY 1";
        self.world.owner().query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
    }
}

fn event(id: &str, what: &str, email: &str) -> Value {
    json!({"sg_event_id": id, "event": what, "email": email, "timestamp": 1_780_000_000, "sg_message_id": "m"})
}

#[tokio::test]
async fn bounces_and_complaints_end_mail_to_an_address_once() {
    let provider = Provider::new().await;
    let mut passing = event("3", "bounce", "busy@example.org");
    passing["type"] = json!("blocked");
    let events = json!([
        event("1", "bounce", "Gone@Example.org"),
        event("2", "spamreport", "angry@example.org"),
        passing,
        event("4", "delivered", "fine@example.org"),
        event("1", "bounce", "gone@example.org"),
    ]);
    provider.tell(&events).await.expect(204);
    let expected = ["angry@example.org complaint", "gone@example.org bounce"];
    assert_eq!(provider.suppressed().await, expected);

    // Told again, at once and many times, after somebody has taken it back.
    provider.world.sql("DELETE FROM mail_suppressions").await;
    for reply in join_all((0..4).map(|_| provider.tell(&events))).await {
        reply.expect(204);
    }
    assert!(provider.suppressed().await.is_empty(), "what was told before has no effect");
    let known: i64 = provider.world.one("SELECT count(*) FROM mail_events", &[]).await;
    assert_eq!(known, 4);
}

#[tokio::test]
async fn what_the_provider_did_not_sign_or_long_ago_is_not_believed() {
    let provider = Provider::new().await;
    let (now, body) =
        (Timestamp::now().as_second(), json!([event("1", "bounce", "a@example.org")]).to_string());
    let signature = provider.sign(now, &body);
    let other = body.replace("a@example.org", "b@example.org");
    let another_key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let forged = another_key.sign(&SystemRandom::new(), format!("{now}{body}").as_bytes()).unwrap();
    let cases = [
        (now.to_string(), signature.clone(), other.clone()),
        ((now + 1).to_string(), signature.clone(), body.clone()),
        (now.to_string(), STANDARD.encode(forged.as_ref()), body.clone()),
        (now.to_string(), "not base64!".to_owned(), body.clone()),
        (now.to_string(), String::new(), body.clone()),
        ((now - 301).to_string(), provider.sign(now - 301, &body), body.clone()),
        ((now + 301).to_string(), provider.sign(now + 301, &body), body.clone()),
    ];
    for (signed_at, signature, body) in cases {
        let reply = provider.send(&signed_at, &signature, &body).await.expect(401);
        assert_eq!(reply.code(), "signature_needed");
    }
    let unsigned = Event::new("POST", "/api/v1/notifications/mail-events").body(&body);
    provider.client.send_event(unsigned).await.expect(401);
    assert!(provider.suppressed().await.is_empty());
    provider.send(&now.to_string(), &signature, &body).await.expect(204);
    assert_eq!(provider.suppressed().await.len(), 1);
}

#[tokio::test]
async fn what_is_signed_but_no_list_of_events_is_refused() {
    let provider = Provider::new().await;
    for body in [json!({}), json!([{"event": "bounce"}]), json!([event("", "bounce", "a@example.org")])] {
        assert_eq!(provider.tell(&body).await.expect(400).code(), "malformed_events");
    }
    provider.tell(&json!([])).await.expect(204);
}

#[tokio::test]
async fn without_a_key_nobody_is_believed() {
    let provider = Provider::new().await;
    let services = provider.world.services();
    let state = Notifications::from_env(&provider.world.env(), services.clone()).unwrap();
    let client = provider.world.client(routes().into_router(state, &services));
    client.post("/notifications/mail-events", json!([])).await.expect(401);
}
