//! `email:send`: a mail goes to the provider.

use std::sync::Arc;

use neurmatic_db::{Tx, mail_events};
use neurmatic_tasks::payloads::SendEmail;
use neurmatic_tasks::{Context, Task, TaskError};

use crate::mailer::{Mail, MailError, Mailer};
use crate::template;

/// Sends one mail. Between the provider's yes and the commit a crash may send it again, under the same message id.
pub(crate) struct EmailSend {
    mailer: Arc<dyn Mailer>,
}

impl EmailSend {
    pub(crate) fn new(mailer: Arc<dyn Mailer>) -> Self {
        Self { mailer }
    }
}

impl Task for EmailSend {
    type Payload = SendEmail;

    async fn run(&self, payload: SendEmail, tx: &Tx, context: &Context) -> Result<(), TaskError> {
        if mail_events::is_suppressed(tx, &payload.to).await? {
            return Ok(()); // It bounces, or its reader calls our mail spam: nothing to do.
        }
        let words = template::render(&payload.template);
        let unsubscribe = payload.template.unsubscribe_link().map(str::to_owned);
        let mail =
            Mail { to: payload.to, subject: words.subject, text: words.text, html: words.html, unsubscribe };
        self.mailer.send(context.message, &mail).await.map_err(|error| match error {
            MailError::Refused { .. } => TaskError::permanent(error),
            MailError::Busy { .. } | MailError::Unreached(_) => TaskError::retry(error),
        })
    }
}
