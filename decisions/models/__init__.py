from decisions.models.decision import Compliance, Decision, DecisionRelation
from decisions.models.origin import Origin
from decisions.models.outcome import Action, Citation, Obligation, Progress, Promise
from decisions.models.report import Report
from decisions.models.subscription import Every, Subscription

__all__ = [
    "Action",
    "Citation",
    "Compliance",
    "Decision",
    "DecisionRelation",
    "Every",
    "Obligation",
    "Origin",
    "Progress",
    "Promise",
    "Report",
    "Subscription",
]
