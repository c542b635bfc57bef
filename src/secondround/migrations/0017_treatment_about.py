"""Why somebody's treatment differed stands beside the thing in which it did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("secondround", "0016_found_alike")]

    operations = [
        migrations.AddField("treatmentnote", "about", models.CharField(blank=True, max_length=12, default=""), preserve_default=False),  # fmt: skip
    ]
