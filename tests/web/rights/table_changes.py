"""Who may do what: what changed after a visit (see table.py)."""

from web.rights.rows import EVERYBODY, Row


def visit(world):
    """The visit that everybody may ask about."""
    return {"key": str(world.journey.visit.pk)}


def hidden_visit(world):
    """A visit of a programme that is not public."""
    return {"key": str(world.journey.hidden_visit.pk)}


def cohort(world):
    """The cohort that everybody may ask about."""
    return {"key": str(world.journey.cohort.pk)}


def hidden_cohort(world):
    """A cohort of a programme that is not public."""
    return {"key": str(world.journey.hidden_cohort.pk)}


def region(world):
    """Banyuwangi."""
    return {"key": "3510"}


def _with(of, **parts):
    def wider(world):
        return of(world) | parts

    wider.__name__ = "_".join([of.__name__, *parts.values()])
    return wider


_OF = {"visit": visit, "cohort": cohort, "host": region, "region": region}
_HIDDEN = {"visit": hidden_visit, "cohort": hidden_cohort}
_STEPS = ("participants", "observations", "practices", "take_homes", "ideas", "late_contributions", "never_shared")
# Only who organises the hidden programme is inside; the participant and the stranger are not.
_INSIDE = "404 404 404 200"

ADDRESSES = [
    Row("changes:index", EVERYBODY),
    *[Row(f"changes:{kind}", EVERYBODY, of) for kind, of in _OF.items()],
    *[Row(f"changes:{kind}", _INSIDE, of, right="organiser") for kind, of in _HIDDEN.items()],
    *[Row(f"changes:{kind}_records", EVERYBODY, _with(of, step="visits")) for kind, of in _OF.items()],
    *[Row("changes:visit_records", EVERYBODY, _with(visit, step=step)) for step in _STEPS],
    Row("changes:visit_records", _INSIDE, _with(hidden_visit, step="visits"), right="organiser"),
    *[Row(f"changes:{kind}_file", EVERYBODY, _with(of, form="xlsx")) for kind, of in _OF.items()],
    Row("changes:visit_file", EVERYBODY, _with(visit, form="pdf")),
    Row("changes:visit_file", _INSIDE, _with(hidden_visit, form="pdf"), right="organiser"),
]
OPERATIONS = [
    *[Row("changes_changed", EVERYBODY, _with(of, kind=kind)) for kind, of in _OF.items()],
    Row("changes_changed", _INSIDE, _with(hidden_visit, kind="visit"), right="organiser"),
    Row("changes_changed_records", EVERYBODY, _with(visit, kind="visit", step="ideas")),
    Row("changes_changed_records", _INSIDE, _with(hidden_cohort, kind="cohort", step="visits"), right="organiser"),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = set()
