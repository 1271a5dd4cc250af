"""Rows become lines and rows again, whatever they hold; the same rows have one digest on either database."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from potensi.web.operations import rows, tables

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
ROWS = st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=6)


def digest(found):
    tally = rows.Tally()
    for row in found:
        tally.add(row)
    return tally.count, tally.digest


@given(ROWS)
def test_a_line_says_what_the_row_says(found):
    assert [json.loads(rows.as_line(row)) for row in found] == found
    assert all(rows.as_line(row).count(b"\n") == 1 for row in found)


@given(ROWS, st.randoms())
def test_the_digest_does_not_depend_on_the_order_of_rows_or_keys(found, random):
    mixed = [dict(sorted(row.items(), reverse=True)) for row in found]
    random.shuffle(mixed)
    assert digest(mixed) == digest(found)


@given(ROWS.filter(bool), st.data())
def test_the_digest_notices_a_row_less_one_more_and_one_changed(found, data):
    at = data.draw(st.integers(0, len(found) - 1))
    assert digest(found[:at] + found[at + 1 :]) != digest(found)
    assert digest([*found, found[at]]) != digest(found)
    changed = [*found[:at], found[at] | {"a new key that was not drawn before": 1}, *found[at + 1 :]]
    assert digest(changed) != digest(found)


@pytest.mark.parametrize(("one", "other"), [(1.0, 1), (-0.0, 0), (1e22, 10**22), ([1.0, {"a": 2.0}], [1, {"a": 2}])])
def test_a_number_has_one_digest_however_a_database_writes_it(one, other):
    assert digest([{"v": one}]) == digest([{"v": other}])


@pytest.mark.parametrize(("one", "other"), [(1, 1.5), (1, "1"), (None, ""), (True, "True"), (0, None)])
def test_different_values_have_different_digests(one, other):
    assert digest([{"v": one}]) != digest([{"v": other}])


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (
            datetime(2024, 2, 29, 7, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7))),
            "2024-02-29T00:00:00.123456+00:00",
        ),
        (date(2024, 2, 29), "2024-02-29"),
        (time(7, 30), "07:30:00"),
        (timedelta(days=1, microseconds=1), 86_400_000_001),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (Decimal("1.10"), "1.10"),
        (b"\x00\xff", "AP8="),
        ({"a": [None, 1.5]}, {"a": [None, 1.5]}),
    ],
)
def test_plain_values(value, plain):
    assert rows._plain(value) == plain


@pytest.mark.django_db
@pytest.mark.both_databases
def test_every_table_is_kept_or_left_out_on_purpose(django_db_blocker):
    from django.db import connection

    state = tables.state_of(connection)
    assert state.pending == state.unknown == ()
    every = {tables.label(model) for model in tables.models_at(state.applied)}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor)) - {"django_migrations"}
    assert {model._meta.db_table for model in tables.models_at(state.applied)} == there
    assert every >= tables.LEFT_OUT
    assert {tables.label(model) for model in tables.kept_models(state.applied)} == every - tables.LEFT_OUT


@pytest.mark.django_db
@pytest.mark.both_databases
def test_rows_are_read_as_they_were_written(people):
    """A moment is not made anew, a number is not counted anew, a nested value keeps its shape."""
    from django.db import connection

    from potensi.web.audit.models import AuditRow
    from potensi.web.operations import administrators

    administrators.make("wahyu@example.go.id", name="", region="0000", password=None)
    model = next(
        m for m in tables.models_at(tables.state_of(connection).applied) if tables.label(m) == "audit.auditrow"
    )
    before = list(rows.read(model, "default"))
    AuditRow.objects.all().delete()
    rows.write(model, iter(json.loads(rows.as_line(row)) for row in before), "default")
    assert list(rows.read(model, "default")) == before
    assert datetime.fromisoformat(before[0]["at"]).tzinfo == UTC
