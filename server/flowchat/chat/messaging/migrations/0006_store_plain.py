from django.db import migrations

# Stores plain messages at the next seqs of their rooms: see actions/together.py, which is its only caller.
#
# A function, because everything has to happen between two locks and a commit, and each statement of its own would be
# a way to the database and back while others wait. VOLATILE under READ COMMITTED: each statement in here sees what was
# committed until it began, so what is checked after the locks is checked. The settings keep PostgreSQL from planning
# the large statement anew for each batch, and from plans that read whole tables because they were small once.
STORE = """
    CREATE FUNCTION messaging_store_plain(
        asked_keys text[], patience text, asked_at timestamptz, opening text, turning text, ending text,
        ids uuid[], rooms uuid[], authors uuid[], clients uuid[], sessions uuid[], texts text[], heads text[],
        middles text[]
    ) RETURNS TABLE (stored_place bigint, stored_seq bigint, stored_at text, stored_author text)
    LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    SET enable_hashjoin = off SET enable_mergejoin = off
    AS $$
    DECLARE
        held text[];
        moment timestamptz;
        written text;
    BEGIN
        PERFORM set_config('lock_timeout', patience, TRUE);
        -- In the lock order of the log. A stream that doesn't exist is left out: nobody makes one by writing to it.
        SELECT array_agg(one.key) INTO held FROM (
            SELECT s.key FROM events_stream AS s WHERE s.key = ANY (asked_keys)
            ORDER BY s.key COLLATE "C" FOR NO KEY UPDATE
        ) AS one;
        -- The caller's clock, and how long the locks took: a later seq never gets an earlier time.
        moment := asked_at + (clock_timestamp() - statement_timestamp());
        -- As `chat.wire.format_time` writes it.
        written := to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
        RETURN QUERY
        WITH asked AS (
            SELECT * FROM unnest(ids, rooms, authors, clients, sessions, texts, heads, middles)
            WITH ORDINALITY AS a (id, room, author, client, session, body, head, middle, place)
        ), allowed AS MATERIALIZED (
            SELECT asked.*, seat.id AS seat, s.key AS stream, row_to_json(person)::text AS told,
                s.head + row_number() OVER (PARTITION BY s.key ORDER BY asked.place) AS seq
            FROM asked
            JOIN events_stream AS s ON s.key = 'room.' || asked.room::text AND s.key = ANY (held)
            JOIN rooms_room AS r ON r.id = asked.room AND r.archived_at IS NULL
            JOIN rooms_membership AS seat ON seat.room_id = asked.room AND seat.user_id = asked.author
            JOIN accounts_user AS who ON who.id = asked.author
            LEFT JOIN accounts_session AS device ON device.id = asked.session AND device.user_id = asked.author
            CROSS JOIN LATERAL (
                SELECT who.id, who.username, who.name, who.about, who.time_zone, who.is_active AS active,
                    who.picture_id, who.revision
            ) AS person
            -- Without a session (NULL) the author was let in just now by another door.
            WHERE (
                asked.session IS NULL
                OR (who.is_active AND device.ended_at IS NULL AND device.expires_at > moment)
            )
            AND NOT EXISTS (
                SELECT FROM messaging_message AS m WHERE m.author_id = asked.author AND m.client_id = asked.client
            )
        ), stored AS (
            -- In the order of the client_ids: two batches with the same ones in two rooms would else wait for each
            -- other.
            INSERT INTO messaging_message (
                id, room_id, author_id, client_id, seq, revision, text, sent_at, version, delete_reason,
                mention_group, mentioned_ids, mentioned_people
            )
            SELECT id, room, author, client, seq, seq, body, moment, 0, '', '', '{}', '[]'::jsonb
            FROM allowed ORDER BY author, client
        ), moved AS (
            -- Two of one author in one room: the last one is where they have read to.
            UPDATE rooms_membership AS m SET last_read_seq = reached.seq, seen_seq = reached.seq
            FROM (SELECT seat, max(seq) AS seq FROM allowed GROUP BY seat) AS reached WHERE m.id = reached.seat
        ), logged AS (
            INSERT INTO events_event (stream_id, seq, at, body)
            SELECT stream, seq, moment, (
                opening || head || seq || ',"revision":' || seq || middle || written || turning
                || told || ending
            )::jsonb
            FROM allowed ORDER BY place
        ), advanced AS (
            UPDATE events_stream AS s SET head = reached.seq
            FROM (SELECT stream, max(seq) AS seq FROM allowed GROUP BY stream) AS reached
            WHERE s.key = reached.stream
        )
        SELECT place, seq, written, told FROM allowed ORDER BY place;
    END
    $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_ends"),
        ("events", "0004_forget_level_2"),
        ("messaging", "0005_files"),
        ("rooms", "0005_files"),
    ]

    operations = [
        migrations.RunSQL(STORE, "DROP FUNCTION messaging_store_plain"),
    ]
