"""Registers of people and lists of needs come in: CSV or XLSX, one row a person or a need."""

from geo.places.register.fields import ColumnUse, Field, Mapping
from geo.places.register.needs import NeedRow, NeedsTable, read_needs_table
from geo.places.register.people import RegisterRow
from geo.places.register.reading import Register, read_register
from geo.places.register.rejects import Fault, Row, SheetRow, write_rejects

__all__ = [
    "ColumnUse",
    "Fault",
    "Field",
    "Mapping",
    "NeedRow",
    "NeedsTable",
    "Register",
    "RegisterRow",
    "Row",
    "SheetRow",
    "read_needs_table",
    "read_register",
    "write_rejects",
]
