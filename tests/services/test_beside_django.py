"""A browser test and Django in one process: the test asks the database while its page asks the live server."""

import pytest
from django.contrib.contenttypes.models import ContentType

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_before_a_browser_test_the_database_answers():
    assert ContentType.objects.exists()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_and_the_test_share_a_database(live_server, page_at, width):
    page = page_at(width)
    answer = page.goto(f"{live_server.url}/tidak-ada/")
    assert answer.status == 404
    row = ContentType.objects.create(app_label="contoh", model=f"lebar{width}")
    page.reload()
    assert ContentType.objects.get(pk=row.pk).model == f"lebar{width}"


def test_after_it_the_database_answers_without_any_leave(monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
    assert not ContentType.objects.filter(app_label="contoh").exists()
