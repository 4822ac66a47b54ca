from decisions.models.decision import Compliance, Decision, DecisionRelation
from decisions.models.outcome import Action, Citation, Obligation, Progress, Promise

__all__ = [
    "Action",
    "Citation",
    "Compliance",
    "Decision",
    "DecisionRelation",
    "Obligation",
    "Progress",
    "Promise",
]
