import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from flowchat.chat.search.backfill import index_what_is_there

CASCADE = """
    ALTER TABLE search_entry ADD CONSTRAINT search_entry_of_message
    FOREIGN KEY (message_id) REFERENCES messaging_message (id) ON DELETE CASCADE
"""


def index_messages(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        index_what_is_there(cursor)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("messaging", "0002_everyday"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE search_position", "DROP SEQUENCE search_position"),
        migrations.CreateModel(
            name="Word",
            fields=[("text", models.CharField(max_length=32, primary_key=True, serialize=False))],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("text", name="gin_trgm_ops"),
                        name="word_trigrams",
                        fastupdate=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="messaging.message",
                    ),
                ),
                ("room_id", models.UUIDField()),
                ("author_id", models.UUIDField()),
                ("seq", models.BigIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("bucket", models.IntegerField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.RunSQL(CASCADE, migrations.RunSQL.noop),
        migrations.RunPython(index_messages, migrations.RunPython.noop),
        # After the rows: an index that is built at once is smaller and sooner there than one that grows.
        migrations.AddIndex(
            "Entry",
            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="entry_words", fastupdate=False),
        ),
        migrations.AddIndex(
            "Entry", models.Index(fields=["room_id", "sent_at", "seq"], name="entry_by_room")
        ),
        migrations.AddIndex("Entry", models.Index(fields=["sent_at", "bucket"], name="entry_by_time")),
    ]
