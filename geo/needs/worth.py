"""What a call at a door is worth on a round: risk times lateness, open to everybody's check.

The weights are our own, chosen so that a weekly visit just due outweighs two quarterly ones, and
that nothing ever weighs more than something promised.
"""

from geo.needs.vocabulary import Priority, Step

STEP_WEIGHT = {Step.HIGH: 4.0, Step.FOCUS: 2.5, Step.GENERAL: 1.0}
PRIORITY_WEIGHT = {Priority.URGENT: 4.0, Priority.SOON: 2.0, Priority.ORDINARY: 1.0}
PROMISE_WEIGHT = 6.0
LATEST = 3.0
"""Lateness counts up to so many rhythms: a visit forgotten for a year must not hide the rest."""
OVERDUE_FACTOR = 1.5

FORMULA = {
    "zh": "走访 = 风险（每周 4、每月 2.5、每季 1）×（1 + 超期天数 ÷ 间隔天数，最多 3）；"
    "需求 = 紧急 4、较急 2、一般 1，超期 ×1.5；答应居民的事 = 6",
    "en": "visit = risk (weekly 4, monthly 2.5, quarterly 1) x (1 + days overdue / rhythm, at most "
    "3); need = urgent 4, soon 2, ordinary 1, x 1.5 when overdue; promise = 6",
}


def visit_worth(step: Step, *, overdue_days: int, every_days: int) -> float:
    """Return what a due visit of `step` is worth.

    Examples
    --------
    >>> visit_worth(Step.HIGH, overdue_days=0, every_days=7)
    4.0
    >>> visit_worth(Step.FOCUS, overdue_days=15, every_days=30)
    3.75
    """
    return STEP_WEIGHT[step] * min(LATEST, 1 + max(0, overdue_days) / every_days)


def need_worth(priority: Priority, *, overdue: bool) -> float:
    """Return what looking after an open need is worth.

    Examples
    --------
    >>> need_worth(Priority.SOON, overdue=True)
    3.0
    """
    return PRIORITY_WEIGHT[priority] * (OVERDUE_FACTOR if overdue else 1.0)
