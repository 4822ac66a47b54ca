from decisions.models.decision import Compliance, Decision, DecisionRelation
from decisions.models.origin import Origin
from decisions.models.outcome import Action, Citation, Obligation, Progress, Promise

__all__ = [
    "Action",
    "Citation",
    "Compliance",
    "Decision",
    "DecisionRelation",
    "Obligation",
    "Origin",
    "Progress",
    "Promise",
]
