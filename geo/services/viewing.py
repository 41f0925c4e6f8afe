"""What the face of the service needs to open the store: the store itself, viewers and roles."""

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from geo.needs.vocabulary import Role
from geo.store.crypto import new_key
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

__all__ = ["CONSOLE", "Role", "SQLAlchemyError", "Session", "Store", "Viewer", "new_key"]
