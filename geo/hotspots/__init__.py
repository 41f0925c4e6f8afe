"""Where needs gather: rates with a denominator, significance, and what may be told."""

from geo.hotspots.scan import hotspots

__all__ = ["hotspots"]
