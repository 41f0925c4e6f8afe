"""The records of the store."""

from geo.store.models.accounts import (
    Account,
    FailedLogin,
    LoginPlace,
    Territory,
    TerritoryCompound,
    WebSession,
)
from geo.store.models.audit import AuditEvent, StoreFact
from geo.store.models.diary import (
    DiaryEntry,
    EntryFact,
    EntryPhoto,
    Handover,
    Promise,
    WithdrawnPromise,
)
from geo.store.models.diary_index import EntryGram, EntryName, EntryPlace
from geo.store.models.edits import PlaceChange, PlaceEdit, SitePlan
from geo.store.models.learning import LearnedAlias
from geo.store.models.needs import Need, NeedChange, NeedEvent, NeedPhoto, Partner
from geo.store.models.people import PeopleMark, Resident, Visit
from geo.store.models.places import Area, Building, Compound, Entrance, Gate, Unit, Way
from geo.store.models.questions import Question
from geo.store.models.record import Located, Record
from geo.store.models.rounds import (
    HomeTerms,
    ProposedTick,
    Round,
    StandingRound,
    TurfPlan,
    VolunteerLink,
)

__all__ = [
    "Account",
    "Area",
    "AuditEvent",
    "Building",
    "Compound",
    "DiaryEntry",
    "Entrance",
    "EntryFact",
    "EntryGram",
    "EntryName",
    "EntryPhoto",
    "EntryPlace",
    "FailedLogin",
    "Gate",
    "Handover",
    "HomeTerms",
    "LearnedAlias",
    "Located",
    "LoginPlace",
    "Need",
    "NeedChange",
    "NeedEvent",
    "NeedPhoto",
    "Partner",
    "PeopleMark",
    "PlaceChange",
    "PlaceEdit",
    "Promise",
    "ProposedTick",
    "Question",
    "Record",
    "Resident",
    "Round",
    "SitePlan",
    "StandingRound",
    "StoreFact",
    "Territory",
    "TerritoryCompound",
    "TurfPlan",
    "Unit",
    "Visit",
    "VolunteerLink",
    "Way",
    "WebSession",
    "WithdrawnPromise",
]
