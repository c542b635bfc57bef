from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("secondround", "0008_day_reminders")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="about",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        )
    ]
