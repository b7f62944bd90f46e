"""From where all threads of a room are followed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0003_positions")]

    operations = [
        migrations.AddField("membership", "follow_threads_seq", models.BigIntegerField(default=0)),
    ]
