-- Reports of what should not be here, and the words by which the platform reports it itself.

CREATE TYPE report_reason AS ENUM ('spam', 'harassment', 'off_topic', 'misinformation', 'copyright');
CREATE TYPE report_status AS ENUM ('pending', 'reviewing', 'resolved_violation', 'resolved_no_action', 'dismissed');

CREATE TABLE reports (
    id uuid PRIMARY KEY,
    -- Null: the platform, by the spam score.
    reporter_id uuid REFERENCES users ON DELETE CASCADE,
    -- A word rather than an enum: other areas bring their own. No foreign key: it may lie in any of their tables.
    target_type text NOT NULL CHECK (target_type ~ '^[a-z_]{1,50}$'),
    target_id uuid NOT NULL,
    reason report_reason NOT NULL,
    description text CHECK (char_length(description) BETWEEN 10 AND 1000),
    status report_status NOT NULL DEFAULT 'pending',
    resolved_by uuid REFERENCES users ON DELETE SET NULL,
    resolved_at timestamptz,
    resolution_note text CHECK (char_length(resolution_note) BETWEEN 5 AND 500),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Once a user and thing, and once for the platform. Leads with the thing: serves reports.decide and the count below.
    CONSTRAINT reports_once UNIQUE NULLS NOT DISTINCT (target_type, target_id, reporter_id)
);

-- reports.list, oldest first
CREATE INDEX idx_reports_status_created ON reports (status, created_at, id);
-- foreign key
CREATE INDEX idx_reports_reporter ON reports (reporter_id) WHERE reporter_id IS NOT NULL;
-- foreign key
CREATE INDEX idx_reports_resolved_by ON reports (resolved_by) WHERE resolved_by IS NOT NULL;

-- Five users whose reports are open hide a topic or a reply until a moderator decides. The locks, in the order of all
-- (topic, reply), make the fifth see the four.
CREATE FUNCTION hide_what_five_report() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    reporters integer;
BEGIN
    IF NEW.target_type = 'topic' THEN
        PERFORM FROM topics WHERE id = NEW.target_id FOR NO KEY UPDATE;
    ELSE
        PERFORM FROM topics WHERE id = (SELECT topic_id FROM replies WHERE id = NEW.target_id) FOR NO KEY UPDATE;
        PERFORM FROM replies WHERE id = NEW.target_id FOR NO KEY UPDATE;
    END IF;
    SELECT count(*) INTO reporters
    FROM reports
    WHERE target_type = NEW.target_type AND target_id = NEW.target_id AND reporter_id IS NOT NULL
      AND status IN ('pending', 'reviewing');
    IF reporters < 5 THEN
        RETURN NULL;
    END IF;
    IF NEW.target_type = 'topic' THEN
        UPDATE topics SET is_hidden = true WHERE id = NEW.target_id AND NOT is_hidden;
    ELSE
        UPDATE replies SET is_hidden = true WHERE id = NEW.target_id AND NOT is_hidden;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER hide_what_five_report AFTER INSERT ON reports
    FOR EACH ROW WHEN (NEW.target_type IN ('topic', 'reply') AND NEW.reporter_id IS NOT NULL)
    EXECUTE FUNCTION hide_what_five_report();

-- A text whose words reach 5 together is flagged; a word counts once, wherever it stands.
CREATE TABLE spam_keywords (
    keyword text PRIMARY KEY CHECK (keyword = lower(keyword) AND char_length(keyword) BETWEEN 3 AND 100),
    severity smallint NOT NULL DEFAULT 1 CHECK (severity BETWEEN 1 AND 5),
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO spam_keywords (keyword, severity) VALUES
    ('online casino', 5), ('free spins', 5), ('sports betting tips', 5), ('payday loan', 5), ('miracle cure', 5),
    ('replica watches', 5), ('double your bitcoin', 5), ('guaranteed profit', 5), ('get rich quick', 5),
    ('cheap viagra', 5), ('buy followers', 5), ('essay writing service', 5), ('escort service', 5),
    ('make money fast', 3), ('work from home', 3), ('risk free', 3), ('limited time offer', 3), ('act now', 3),
    ('earn extra cash', 3), ('lose weight', 3), ('crypto giveaway', 3), ('seo service', 3),
    ('click here', 1), ('buy now', 1), ('special promotion', 1), ('100% free', 1);
