from django.apps import AppConfig


class SecondRound(AppConfig):
    name = "secondround"
    label = "secondround"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Second Round"
