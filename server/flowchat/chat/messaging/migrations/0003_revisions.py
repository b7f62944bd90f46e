"""What the new columns say of rows that were there before."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_everyday")]

    operations = [
        migrations.RunSQL(
            "UPDATE messaging_message SET revision = seq",
            migrations.RunSQL.noop,
        ),
    ]
