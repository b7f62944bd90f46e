"""What the new columns say of rows that were there before."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rooms", "0002_everyday")]

    operations = [
        migrations.RunSQL(
            "UPDATE rooms_membership SET seen_seq = last_read_seq, threads_read_seq = last_read_seq",
            migrations.RunSQL.noop,
        ),
    ]
