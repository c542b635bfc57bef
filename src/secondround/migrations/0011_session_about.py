from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("secondround", "0010_what_briefs_speak_of")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="about",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        )
    ]
