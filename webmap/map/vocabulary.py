"""The words of the filter panel: groups with their categories, and the states of a need."""

from typing import Any

from flask_babel import gettext as _

from geo.needs.vocabulary import NEUTRAL, Group, Role, categories, label
from geo.services.disclosure import may_name
from geo.services.scene import Status


def groups(language: str, role: Role) -> list[dict[str, Any]]:
    """Return each group with its categories, as ids and labels.

    A partner is offered only what may be named before it.
    """
    return [
        {
            "id": group.value,
            "label": label(group, language),
            "categories": [
                {"id": one.id, "label": one.label(language)}
                for one in categories().values()
                if one.group is group and may_name(one, role)
            ],
        }
        for group in Group
        if any(one.group is group and may_name(one, role) for one in categories().values())
    ]


def category_label(category_id: str, language: str, role: Role) -> str:
    """Return the word for a category, or the neutral one, that `role` may read."""
    category = categories().get(category_id)
    named = category is not None and may_name(category, role)
    return category.label(language) if category and named else NEUTRAL.label(language)


def statuses() -> list[dict[str, str]]:
    """Return the states of a need by which a scene is filtered."""
    words = {
        Status.OPEN: _("未办结"),
        Status.OVERDUE: _("已超期"),
        Status.CLOSED: _("已办结"),
        Status.ALL: _("全部"),
    }
    return [{"id": status.value, "label": str(words[status])} for status in Status]
