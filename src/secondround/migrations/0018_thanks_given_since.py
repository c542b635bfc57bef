from django.db import migrations, models


def note(apps, schema_editor):
    """What was given before is given since it was last saved."""
    given = apps.get_model("secondround", "ThankYou").objects.filter(state__in=["waiting", "released"])
    given.update(given_at=models.F("saved_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("secondround", "0017_treatment_about"),
    ]

    operations = [
        migrations.AddField(
            model_name='thankyou',
            name='given_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='thankyou',
            constraint=models.CheckConstraint(condition=models.Q(('given_at__isnull', False), models.Q(('state__in', ['waiting', 'released']), _negated=True), _connector='OR'), name='thanks_given_since'),
        ),
    ]
