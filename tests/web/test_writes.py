"""Every write is a service: none elsewhere in the code, each with one audit row in its own transaction."""

import ast
import inspect
import json
from pathlib import Path

import pytest
from django.apps import apps
from web.rights.world import NIK, NIP, PHONE, build
from web.service_calls import NEW_NIP, SECRET, WHY, calls

import potensi.web
from potensi.language import LANGUAGES, knows, say
from potensi.web.actor import ROLES
from potensi.web.audit import services as audit
from potensi.web.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WEB = Path(potensi.web.__file__).parent
# Calls that write to a database. ``update`` and ``delete`` of query sets take no positional arguments (those of
# dictionaries, digests and caches do); ``create`` and ``save`` are looked at wherever they stand.
ALWAYS = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user",
          "create_superuser", "save", "execute", "executemany"}  # fmt: skip
WITHOUT_POSITIONS = {"update", "delete"}
# What may write without being a service: no person decides it, and a row for each would bury what people did.
ALLOWED = {
    "audit/services.py": "the audit rows themselves",
    "people/models.py": "the manager's create_user, which services call",
    "people/seed.py": "the code lists come with the program",
    "people/bookkeeping.py": "when a token was last used",
    "datasets/jobs.py": "how far a computation is, and whether its worker lives",
    "operations/rows.py": "all rows of one database put into another as they are, audit rows included",
    "operations/restore.py": "a backup put in the place of what was there, audit rows included",
    "photos/picture.py": "a picture's bytes, no rows",
    "operations/databases.py": "settings of a connection and its journal, no rows",
    "operations/look_at_service.py": "a question that the doctor asks, no rows",
}
# Services that are made of others, each of which leaves its own row beside theirs.
MADE_OF = {
    "operations.journey_retold": {"groups.wished", "groups.made"},
    "operations.demonstration_opened": {"people.agency_made", "people.office_made", "people.person_added"},
}


def sources():
    return sorted(path for path in WEB.rglob("*.py") if "migrations" not in path.parts)


def is_services(path):
    return path.name == "services.py" or path.parent.name == "services"


def is_service(node):
    """Whether a function is decorated as a service."""
    return any(
        getattr(getattr(mark, "func", None), "id", "") == "service" for mark in getattr(node, "decorator_list", ())
    )


def writes(path):
    """Return the lines of a file where something is written outside a function that is a service."""
    left = [ast.parse(path.read_text(encoding="utf-8"))]
    while left:
        node = left.pop(0)
        left += [each for each in ast.iter_child_nodes(node) if not is_service(each)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in ALWAYS or (name in WITHOUT_POSITIONS and not node.args):
                yield f"{path.relative_to(WEB)}:{node.lineno} .{name}("


def actions_in_code():
    """Return the action of every function that is decorated as a service."""
    found = set()
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {each.targets[0].id: each.value for each in tree.body
                     if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)}  # fmt: skip
        for node in filter(is_service, ast.walk(tree)):
            mark = next(mark for mark in node.decorator_list if getattr(mark.func, "id", "") == "service")
            name = mark.args[0]
            found.add(constants[name.id].value if isinstance(name, ast.Name) else name.value)
    return found


ACTIONS = sorted(actions_in_code())


def test_nothing_is_written_outside_services():
    allowed = {WEB / name for name in ALLOWED}
    found = [line for path in sources() if not is_services(path) and path not in allowed for line in writes(path)]
    assert found == []


def test_what_is_allowed_to_write_does_write():
    for name in ALLOWED:
        assert list(writes(WEB / name)), f"{name} writes nothing: take it off the list"


def test_the_walk_finds_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.WEB", tmp_path)
    place = tmp_path / "views.py"
    place.write_text("x.objects.filter(a=1).update(b=2)\nx.save()\ny.delete()\nd.update({})\nc.delete('key')\n")
    assert {line.split(" ")[1] for line in writes(place)} == {".save(", ".delete(", ".update("}
    place.write_text("@service('x')\ndef f():\n    x.save()\n")
    assert list(writes(place)) == []


def test_every_service_of_the_code_is_registered():
    import potensi.web.operations.demonstration
    import potensi.web.operations.retold.services
    import potensi.web.urls  # noqa: F401

    assert set(audit.SERVICES) == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_service_takes_names_only_and_who_acts(action):
    for parameter in inspect.signature(audit.SERVICES[action]).parameters.values():
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
    assert "actor" in inspect.signature(audit.SERVICES[action]).parameters


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_action_has_words(lang):
    missing = [action for action in ACTIONS if not knows(f"audit.action.{action.replace('.', '_')}")]
    assert missing == [], "actions without words in words/audit.toml"
    assert all(say(f"audit.action.{action.replace('.', '_')}", lang) for action in ACTIONS)


@pytest.fixture
def world(people):
    return build(people)


def test_every_service_has_a_call_and_every_call_a_service(world):
    told, there = set(calls(world)), set(ACTIONS)
    assert there - told == set(), "services without a call in tests/web/service_calls.py"
    assert told - there == set(), "calls without a service"


def everything():
    """Return every row of every table."""
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


@pytest.mark.parametrize("action", ACTIONS)
def test_a_service_leaves_one_row_that_says_who_what_and_in_which_office(world, action):
    call = calls(world)[action]
    before = set(AuditRow.objects.values_list("pk", flat=True))
    call()
    new = AuditRow.objects.exclude(pk__in=before)
    row = new.get(action=action)
    assert {each.action for each in new} - {action} == MADE_OF.get(action, set())
    # An account that was just erased is nobody's; its acts stay without a name.
    assert row.user_id == call.actor.user
    assert bool(row.office) == bool(call.actor.held)
    assert row.why == call.what.get("why", "")
    assert row.region == "" or row.region in {"3500", "3510", "0000"}
    assert row.target_kind or row.after
    assert row.changed or row.target_kind == "apitoken"


@pytest.mark.parametrize("action", ACTIONS)
def test_an_audit_row_tells_no_number_and_no_secret(world, action):
    call = calls(world)[action]
    before = set(AuditRow.objects.values_list("pk", flat=True))
    result = call()
    told = json.dumps(list(AuditRow.objects.exclude(pk__in=before).values()), default=str)
    secrets = [NIP, NIK, PHONE, NEW_NIP, SECRET, *([result] if action == "people.token_made" else [])]
    assert [secret for secret in secrets if secret in told] == []


@pytest.mark.parametrize("action", ACTIONS)
def test_a_write_whose_audit_row_cannot_be_written_does_not_happen(world, action, monkeypatch):
    call = calls(world)[action]
    before = everything()

    def fails(*args, **kwargs):
        # The write itself has happened by now: else this would prove nothing.
        assert everything() != before, f"{action} has written nothing yet"
        raise OSError("no space for the audit row")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(OSError, match="no space"):
        call()
    assert everything() == before


def test_roles_are_what_the_world_holds(people):
    assert {each.role for name in vars(people) for each in people.actor(name).held} == set(ROLES)
    assert WHY
