"""The errors of the domain: each names the culprit, what was wanted and what to do."""


class GeoError(Exception):
    """Root of every error that the domain raises on purpose."""


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
