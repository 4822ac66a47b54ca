from django.apps import AppConfig

from decisions.guarded import GUARDS
from minutes import guards


class DecisionsConfig(AppConfig):
    name = "decisions"
    verbose_name = "Beslut"

    def ready(self) -> None:
        guards.register(GUARDS)
