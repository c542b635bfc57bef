from django.db import migrations, models


def note(apps, schema_editor):
    """Whoever had their answer by now was told when its letter left, or when it was noted; of everybody else that ended nobody was told."""
    owed = apps.get_model("secondround", "AnswerOwed").objects.filter(
        undone_at=None, answered_at__isnull=False, application__state="closed"
    )
    for one in owed.select_related("letter"):
        if one.letter is None or one.letter.state in ("sent", "unknown"):
            left = (one.letter.sent_at or one.letter.sending_at) if one.letter else None
            apps.get_model("secondround", "Application").objects.filter(pk=one.application_id).update(
                told_at=left or one.answered_at
            )


class Migration(migrations.Migration):

    dependencies = [
        ('secondround', '0014_offer_taken_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('told_at__isnull', True), ('state', 'closed'), _connector='OR'), name='application_told_has_ended'),
        ),
    ]
