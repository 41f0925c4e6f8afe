"""Sets a page from its Typst template and parts, with the sheet font and no other."""

from collections.abc import Mapping

import typst

from webmap.sheets.fonts import font_folder


def typeset(parts: Mapping[str, bytes], form: str = "pdf", *, ppi: float | None = None) -> bytes:
    """Return the page of ``main.typ`` among `parts` as `form`: pdf, svg or png.

    A PDF is tagged (PDF/UA-1). `ppi` are the dots an inch of a png.

    Raises
    ------
    StoreError
        When the sheet font was not brought in.
    """
    # the stubs forget that several files may be given as a dict
    page: bytes = typst.compile(  # type: ignore[call-overload]
        dict(parts),
        format=form,
        ppi=ppi,
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        pdf_standards="ua-1" if form == "pdf" else None,
    )
    return page
