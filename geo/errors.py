"""The errors of the domain: each names the culprit, what was wanted and what to do."""


class GeoError(Exception):
    """Root of every error that the domain raises on purpose.

    Parameters
    ----------
    message
        One English sentence.
    zh
        The same sentence in Chinese, where a reader of a page can meet the error.

    Examples
    --------
    >>> fault = NotFoundError("this flat does not exist", zh="没有这一户")
    >>> fault.said("zh"), fault.said("en")
    ('没有这一户', 'this flat does not exist')
    """

    def __init__(self, message: str, *, zh: str | None = None) -> None:
        super().__init__(message)
        self.zh = zh

    def said(self, language: str) -> str:
        """Return the sentence in `language`, in English where it has no Chinese."""
        return self.zh if language == "zh" and self.zh else str(self)


class FrameError(GeoError, ValueError):
    """A table or layer does not have the columns, types, units or CRS that were promised."""


class InputError(GeoError, ValueError):
    """A file, row or option that a person gave cannot be used."""


class NotFoundError(GeoError, LookupError):
    """What was asked for does not exist, or not for this viewer (the two look alike)."""


class ForbiddenError(GeoError, PermissionError):
    """The viewer's role does not allow the act."""


class ConflictError(GeoError, RuntimeError):
    """The thing changed meanwhile, or its state does not allow the step."""


class StoreError(GeoError, RuntimeError):
    """The database or the data folder cannot be used as it is."""


class ClusterError(GeoError, RuntimeError):
    """The processes or the cluster that were to do the work cannot; what is done is kept."""
