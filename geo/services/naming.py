"""What places are called on a page, in Chinese and in English."""


def building_label(number: str | None, name: str | None, language: str) -> str:
    """Return what people call a building.

    Examples
    --------
    >>> building_label("3", None, "zh"), building_label("A", None, "zh")
    ('3号楼', 'A座')
    >>> building_label("3", None, "en"), building_label(None, "社区办公室", "zh")
    ('Building 3', '社区办公室')
    """
    if number is None:
        return name or ""
    if language == "en":
        return f"Building {number}"
    return f"{number}号楼" if number[:1].isdigit() else f"{number}座"


def entrance_label(number: str | None, language: str) -> str:
    """Return what people call an entrance.

    Examples
    --------
    >>> entrance_label("2", "zh"), entrance_label("2", "en"), entrance_label(None, "zh")
    ('2单元', 'Entrance 2', '')
    """
    if number is None:
        return ""
    return f"Entrance {number}" if language == "en" else f"{number}单元"
