"""The API's frame: who asks, one form for every error, the reader's language, lists in pages, figures in JSON."""

import json

import pytest
from django.test import Client

from potensi.language import say
from potensi.web.people.models import ApiToken
from potensi.web.people.queries import digest_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.urls("web.api.small_api")]

PROBLEM = "application/problem+json"
BODY = {"title": "Kopi", "count": 3}


def problem(answer, status):
    """The problem document of an answer that says no."""
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == PROBLEM
    found = answer.json()
    assert {"type", "title", "status", "detail"} <= set(found)
    assert (found["type"], found["status"]) == ("about:blank", status)
    assert found["title"]
    assert found["detail"]
    return found


def token_of(user, text="rahasia-0123456789"):
    ApiToken.objects.create(user=user, name="uji", digest=digest_of(text))
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("not_there", 404, "web.status.not_found_long"),
        ("conflict", 409, "rules.datasets_not_a_draft"),
        ("busy", 503, "web.fault.database_busy"),
    ],
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_error_is_a_problem_document_in_the_language_asked_for(client, name, status, sentence, lang):
    answer = client.get(f"/api/t/raise/{name}", headers={"Accept-Language": lang})
    assert problem(answer, status)["detail"] == say(sentence, lang)
    assert answer["Content-Language"] == lang
    assert client.get(f"/api/t/raise/{name}?lang={lang}").json()["detail"] == say(sentence, lang)


def test_a_refusal_says_why_to_the_known_and_asks_the_unknown_who_they_are(client, people, signed_in):
    refused = problem(signed_in(people.stranger).get("/api/t/raise/forbidden"), 403)
    assert refused["detail"] == say("rules.datasets_other_region")
    assert refused["code"] == "datasets_other_region"
    answer = client.get("/api/t/raise/forbidden")
    problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_what_nobody_knows_is_not_there_and_a_wrong_question_is_unprocessable(client):
    assert problem(client.get("/api/t/raise/unknown_region"), 404)["code"] == "unknown_region"
    assert problem(client.get("/api/t/raise/compare_too_few"), 422)["code"] == "compare_too_few"


def test_a_refused_file_lists_every_problem(client):
    found = problem(client.get("/api/t/raise/data"), 422)
    assert [each["code"] for each in found["problems"]] == ["file_empty"]
    assert found["problems"][0]["message"]


def test_a_stated_error_keeps_its_sentence(client):
    assert problem(client.get("/api/t/raise/stated"), 413)["detail"] == "Terlalu besar, sungguh."


def test_a_fault_of_ours_tells_nothing_of_itself():
    client = Client(raise_request_exception=False)
    found = problem(client.get("/api/t/raise/broken"), 500)
    assert "a fault of ours" not in json.dumps(found)


def test_addresses_outside_the_api_s_operations_answer_in_the_same_form(client):
    for path in ("/api/t/nothing", "/api/", "/api/v9/x", "/api/v1/nothing/at/all"):
        problem(client.get(path), 404)
    assert "does not exist" in client.get("/api/v9/x?lang=en").json()["detail"]
    answer = client.put("/api/t/regions")
    problem(answer, 405)
    assert answer["Allow"] == "GET"


def test_head_answers_as_get_without_a_body(client):
    answer = client.head("/api/t/numbers")
    assert (answer.status_code, answer.content) == (200, b"")


def test_fields_that_are_not_accepted_are_listed_each_with_a_sentence(client, people):
    headers = token_of(people.analyst)
    answer = client.post("/api/t/write?lang=en", {"title": "K", "count": "many"}, "application/json", headers=headers)
    errors = {each["field"]: each for each in problem(answer, 422)["errors"]}
    assert errors["body.title"]["detail"] == "This text needs at least 2 characters."
    assert errors["body.count"]["code"] == "int_parsing"
    missing = client.post("/api/t/write", {}, "application/json", headers=headers).json()["errors"]
    assert {each["code"] for each in missing} == {"missing"}


@pytest.mark.parametrize(
    "body", [b"{", b'{"title": "\\u0000x", "count": 1}', b'{"title": "\\ud800x", "count": 1}', b"\xff"]
)
def test_what_cannot_be_read_or_kept_is_a_bad_request(client, people, body):
    answer = client.generic("POST", "/api/t/write", body, "application/json", headers=token_of(people.analyst))
    problem(answer, 400)


@pytest.mark.parametrize("path", ["/api/t/raise/%00", "/api/t/regions?limit=%00", "/api/t/regions?q=a%00b"])
def test_zero_bytes_are_refused_at_the_door(client, path):
    assert client.get(path).status_code in (400, 422)


def test_a_body_that_is_too_large_is_refused(client, people, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post("/api/t/write", {"title": "x" * 200, "count": 1}, "application/json",
                         headers=token_of(people.analyst))  # fmt: skip
    problem(answer, 413)


def test_a_token_acts_as_its_person_and_a_wrong_one_is_refused_even_for_reading(client, people):
    headers = token_of(people.analyst)
    assert client.get("/api/t/me", headers=headers).json() == {"user": people.analyst.pk}
    assert client.get("/api/t/me").json() == {"user": None}
    for stated in ("Bearer wrong", "Bearer ", "Bearer", "Basic YTpi", headers["Authorization"] + "x", "\x7f"):
        answer = client.get("/api/t/me", headers={"Authorization": stated})
        problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_and_one_of_somebody_gone_are_refused(client, people):
    headers = token_of(people.analyst)
    people.analyst.is_active = False
    people.analyst.save()
    problem(client.get("/api/t/me", headers=headers), 401)
    people.analyst.is_active = True
    people.analyst.save()
    ApiToken.objects.update(revoked="2026-01-01T00:00Z")
    problem(client.get("/api/t/me", headers=headers), 401)


def test_writing_needs_somebody(client, people):
    problem(client.post("/api/t/write", BODY, "application/json"), 401)
    answer = client.post("/api/t/write", BODY, "application/json", headers=token_of(people.analyst))
    assert answer.json() == {"title": "Kopi", "user": people.analyst.pk}


def test_writing_by_session_needs_protection_against_foreign_forms(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.analyst, backend="django.contrib.auth.backends.ModelBackend")
    problem(client.post("/api/t/write", BODY, "application/json"), 403)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post("/api/t/write", BODY, "application/json", headers={"X-CSRFToken": "a" * 32})
    assert answer.status_code == 200


def test_a_token_needs_no_protection_even_beside_a_session(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.visitor, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/api/t/write", BODY, "application/json", headers=token_of(people.analyst))
    assert answer.json()["user"] == people.analyst.pk


def test_lists_come_in_pages_of_bounded_length(client):
    first = client.get("/api/t/regions?limit=2").json()
    assert [each["code"] for each in first["items"]] == ["0000", "1100"]
    assert first["count"] == client.get("/api/t/regions").json()["count"] > 70
    assert client.get("/api/t/regions?limit=1&offset=1").json()["items"][0]["code"] == "1100"
    assert client.get("/api/t/regions?offset=999999").json()["items"] == []
    for wrong in ("limit=0", "limit=1001", "offset=-1", "offset=99999999999999999999", "limit=x"):
        assert (
            problem(client.get(f"/api/t/regions?{wrong}"), 422)["errors"][0]["field"] == f"query.{wrong.split('=')[0]}"
        )


def test_missing_and_undefined_figures_stay_apart(client):
    answer = client.get("/api/t/numbers")
    assert answer.json() == {"there": 0.0, "missing": None, "undefined": "NaN"}


def test_the_strict_renderer_refuses_a_bare_nan(rf):
    from potensi.web.api.mounted import StrictJSON

    with pytest.raises(ValueError, match="JSON"):
        StrictJSON().render(rf.get("/"), {"x": float("nan")}, response_status=200)
