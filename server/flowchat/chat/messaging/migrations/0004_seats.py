"""Seats in threads: nobody had one before, so the table is empty."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_revisions"),
        ("rooms", "0004_follow_all"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="threadseat", name="thread_seat_once"),
        migrations.RemoveIndex(model_name="message", name="message_mentioning"),
        migrations.AddField("threadseat", "lifted_seq", models.BigIntegerField(default=0)),
        migrations.AddField(
            "threadseat",
            "room",
            models.ForeignKey(
                db_index=False,
                default=None,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="rooms.room",
            ),
            preserve_default=False,
        ),
        migrations.AlterField("threadseat", "following", models.BooleanField(null=True)),
        migrations.AlterField(
            "threadseat",
            "user",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=models.Q(("thread__isnull", False)),
                fields=["room", "seq"],
                include=("author", "thread", "deleted_at"),
                name="message_replies",
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=models.Q(
                    models.Q(("mention_group", ""), _negated=True),
                    models.Q(("mentioned_ids", []), _negated=True),
                    _connector="OR",
                ),
                fields=["room", "seq"],
                include=("author", "thread", "deleted_at"),
                name="message_mentioning",
            ),
        ),
        migrations.AddIndex(
            "threadseat", models.Index(fields=["user", "room"], name="thread_seat_of_person")
        ),
        migrations.AddConstraint(
            "threadseat",
            models.UniqueConstraint(
                fields=("root", "user"),
                include=("following", "last_read_seq", "lifted_seq"),
                name="thread_seat_once",
            ),
        ),
    ]
