-- Messages between two users, and who wants none of somebody.

-- One row a pair, by the constraint; the pair is kept in the order of its ids. Each side has its own count of messages that
-- it hasn't read. Who writes or reads holds the row's lock, so that numbers have no gaps and counts are exact.
CREATE TABLE conversations (
    id uuid PRIMARY KEY,
    first_user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    second_user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    message_count integer NOT NULL DEFAULT 1 CHECK (message_count >= 1),
    -- How far each side has read: the other side's messages beyond this number are unread.
    first_read_number integer NOT NULL DEFAULT 0 CHECK (first_read_number BETWEEN 0 AND message_count),
    second_read_number integer NOT NULL DEFAULT 0 CHECK (second_read_number BETWEEN 0 AND message_count),
    first_unread_count integer NOT NULL DEFAULT 0 CHECK (first_unread_count >= 0),
    second_unread_count integer NOT NULL DEFAULT 0 CHECK (second_unread_count >= 0),
    last_message_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT conversations_pair UNIQUE (first_user_id, second_user_id),
    CONSTRAINT conversations_pair_in_order CHECK (first_user_id < second_user_id)
);

-- conversations.list, from one side
CREATE INDEX idx_conversations_first_last ON conversations (first_user_id, last_message_at DESC, id DESC);
-- conversations.list, from the other side; foreign key
CREATE INDEX idx_conversations_second_last ON conversations (second_user_id, last_message_at DESC, id DESC);

CREATE TABLE direct_messages (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    -- From 1 on, in the order of writing.
    number integer NOT NULL CHECK (number >= 1),
    -- Which of the two wrote it: no third one can.
    is_from_first boolean NOT NULL,
    content text NOT NULL CHECK (char_length(content) BETWEEN 1 AND 10000),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Serves messages.list, conversations.list (the last one) and conversations.read; foreign key.
    UNIQUE (conversation_id, number)
);

CREATE TABLE user_blocks (
    blocker_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    blocked_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Serves blocks.between from both sides.
    PRIMARY KEY (blocker_id, blocked_id),
    CONSTRAINT user_blocks_somebody_else CHECK (blocker_id <> blocked_id)
);

-- foreign key
CREATE INDEX idx_user_blocks_blocked ON user_blocks (blocked_id);
