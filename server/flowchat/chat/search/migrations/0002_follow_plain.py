from django.db import migrations

from flowchat.chat.search.buckets import BUCKET_BITS, TAGS_SQL

# Takes new plain messages into the index, inside the statement that stores them: see actions.py. Of the ids only those
# that were stored are there.
FOLLOW = """
    CREATE FUNCTION search_follow_plain(ids uuid[], columns text[]) RETURNS boolean
    LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    SET enable_hashjoin = off SET enable_mergejoin = off
    AS $$
    BEGIN
        INSERT INTO search_entry (message_id, room_id, author_id, seq, sent_at, bucket, words)
        SELECT id, room_id, author_id, seq, sent_at, bucket, words::tsvector || {tags}
        FROM (
            SELECT m.id, m.room_id, m.author_id, m.seq, m.sent_at, one.words,
                (nextval('search_position') >> {bits})::int AS bucket
            FROM unnest(ids, columns) AS one (id, words) JOIN messaging_message AS m ON m.id = one.id
        ) AS placed;
        RETURN TRUE;
    END
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0006_store_plain"), ("search", "0001_initial")]

    operations = [
        migrations.RunSQL(FOLLOW.format(tags=TAGS_SQL, bits=BUCKET_BITS), "DROP FUNCTION search_follow_plain")
    ]
