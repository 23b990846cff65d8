"""The home's one SQLite file: its form, how it is opened, and what is saved from a damaged one."""

from .checking import close_database, damage_found_in_peace
from .form import FORM, bring_up_to_date, inputs_in, keep_inputs
from .opening import Looks, as_typed, look_at, open_database
from .transaction import transaction

__all__ = [
    "FORM",
    "Looks",
    "as_typed",
    "bring_up_to_date",
    "close_database",
    "damage_found_in_peace",
    "inputs_in",
    "keep_inputs",
    "look_at",
    "open_database",
    "transaction",
]
