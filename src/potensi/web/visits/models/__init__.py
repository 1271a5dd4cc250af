"""The chain of records of a study visit, from the programme to what is taken home."""

from potensi.web.visits.models.learned import (
    PRACTICE_STATES,
    RUNNING_ANSWERS,
    TAKE_HOME_STATES,
    Observation,
    Practice,
    TakeHome,
)
from potensi.web.visits.models.programme import Cohort, Group, Participant, Programme
from potensi.web.visits.models.visit import VISIT_STATES, Attendance, Certificate, Host, Slot, Stop, Visit

__all__ = [
    "PRACTICE_STATES",
    "RUNNING_ANSWERS",
    "TAKE_HOME_STATES",
    "VISIT_STATES",
    "Attendance",
    "Certificate",
    "Cohort",
    "Group",
    "Host",
    "Observation",
    "Participant",
    "Practice",
    "Programme",
    "Slot",
    "Stop",
    "TakeHome",
    "Visit",
]
