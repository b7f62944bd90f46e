from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_ends"),
    ]

    operations = [
        migrations.AddField(
            model_name="community",
            name="key_mark",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
    ]
