-- What users are told, and how much of it they haven't read.

CREATE TYPE notification_type AS ENUM (
    'new_article_in_followed_category', 'trending_article', 'topic_reply', 'comment_reply', 'mention', 'upvote',
    'downvote', 'accepted_answer', 'new_job_match', 'application_received', 'application_status_update', 'profile_view',
    'new_follower', 'badge_earned', 'reputation_milestone', 'message', 'system_announcement', 'account_update'
);
CREATE TYPE digest_type AS ENUM ('daily', 'weekly');

CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    type notification_type NOT NULL,
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 255),
    message text NOT NULL CHECK (char_length(message) BETWEEN 1 AND 5000),
    -- Where it leads, on the site.
    action_path text CHECK (char_length(action_path) <= 500 AND action_path ~ '^/[^/\\]'),
    -- What it is about. No foreign key: it may lie in any area's table.
    reference_id uuid,
    -- Whose doing it was; the last one's in a bundle.
    actor_id uuid REFERENCES users ON DELETE SET NULL,
    -- type or type:reference, where what comes within the hour is counted instead of told again.
    bundle_key text CHECK (char_length(bundle_key) <= 255),
    bundle_count integer NOT NULL DEFAULT 1 CHECK (bundle_count >= 1),
    -- False: its user wants such in mails only.
    is_shown boolean NOT NULL DEFAULT true,
    read_at timestamptz,
    is_unread boolean NOT NULL GENERATED ALWAYS AS (is_shown AND read_at IS NULL) STORED,
    -- When it may be mailed; null when it is not to be, or was.
    mail_due_at timestamptz,
    -- The digest that tells it.
    digest digest_type,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- When it last grew.
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- notifications.list, newest first; foreign key
CREATE INDEX idx_notifications_user_created ON notifications (user_id, created_at DESC, id DESC);
-- notifications.list of a type
CREATE INDEX idx_notifications_user_type_created ON notifications (user_id, type, created_at DESC, id DESC);
-- notifications.list of what is unread, notifications.read_all
CREATE INDEX idx_notifications_user_unread ON notifications (user_id, created_at DESC, id DESC) WHERE is_unread;
-- notices.put: the bundle that is open
CREATE INDEX idx_notifications_user_bundle ON notifications (user_id, bundle_key, created_at DESC)
    WHERE bundle_key IS NOT NULL AND read_at IS NULL;
-- notices.take_due_mail
CREATE INDEX idx_notifications_user_mail ON notifications (user_id, mail_due_at) WHERE mail_due_at IS NOT NULL;
-- foreign key
CREATE INDEX idx_notifications_actor ON notifications (actor_id) WHERE actor_id IS NOT NULL;

-- How many of a user's notifications are shown and unread: exact, by triggers. Its row is also the lock of a user's
-- notifications: who sends to or reads as somebody takes it first, several in the order of the users.
CREATE TABLE notification_counters (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    shown_count integer NOT NULL DEFAULT 0 CHECK (shown_count >= 0),
    unread_count integer NOT NULL DEFAULT 0 CHECK (unread_count >= 0)
) WITH (fillfactor = 70);

CREATE FUNCTION count_notifications() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    users uuid[];
    shown integer[];
    unread integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(user_id), array_agg(s), array_agg(u) INTO users, shown, unread
        FROM (
            SELECT user_id, count(*) FILTER (WHERE is_shown) AS s, count(*) FILTER (WHERE is_unread) AS u
            FROM added GROUP BY user_id ORDER BY user_id
        ) AS change;
        INSERT INTO notification_counters (user_id)
        SELECT unnest(users) ON CONFLICT (user_id) DO NOTHING;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(user_id), array_agg(s), array_agg(u) INTO users, shown, unread
        FROM (
            SELECT user_id, -count(*) FILTER (WHERE is_shown) AS s, -count(*) FILTER (WHERE is_unread) AS u
            FROM removed GROUP BY user_id
        ) AS change
        WHERE s <> 0 OR u <> 0;
    ELSE
        SELECT array_agg(user_id), array_agg(s), array_agg(u) INTO users, shown, unread
        FROM (
            SELECT user_id, sum(n) FILTER (WHERE is_shown) AS s, sum(n) FILTER (WHERE is_unread) AS u
            FROM (
                SELECT user_id, is_shown, is_unread, 1 AS n FROM added
                UNION ALL
                SELECT user_id, is_shown, is_unread, -1 FROM removed
            ) AS side
            GROUP BY user_id
        ) AS change
        WHERE s <> 0 OR u <> 0;
    END IF;
    UPDATE notification_counters AS c
    SET shown_count = c.shown_count + coalesce(change.s, 0), unread_count = c.unread_count + coalesce(change.u, 0)
    FROM unnest(users, shown, unread) AS change (user_id, s, u)
    WHERE c.user_id = change.user_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_notifications_added AFTER INSERT ON notifications
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_notifications();
CREATE TRIGGER count_notifications_changed AFTER UPDATE ON notifications
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_notifications();
CREATE TRIGGER count_notifications_removed AFTER DELETE ON notifications
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_notifications();
