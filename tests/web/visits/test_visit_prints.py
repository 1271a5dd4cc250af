"""What is printed of a visit holds its records, in the reader's language, and nobody's numbers."""

import io

import pypdfium2
import pytest
from django.urls import reverse
from web.rights import world as worlds
from web.rights.world import NIK, NIP, PHONE

from potensi.web.people.queries import actor_of
from potensi.web.visits.models import Stop
from potensi.web.visits.services import attendance, hosts
from potensi.web.visits.services.hosts import Kit

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world(people):
    return worlds.build(people)


@pytest.fixture
def read(world, signed_in):
    """Read a printed form as somebody."""

    def pages(name, pk, role="organiser"):
        answer = signed_in(getattr(world.people, role)).get(reverse(name, args=[pk]))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        with pypdfium2.PdfDocument(io.BytesIO(answer.content)) as found:
            return [" ".join(page.get_textpage().get_text_range().split()) for page in found]

    return pages


def test_the_booklet_holds_stops_groups_and_the_kit_with_whom_to_call(world, read):
    journey = world.journey
    kit = Kit(welcome="Mari datang ke loket.", contact="Lestari, bagian tamu")
    hosts.edit_host(actor=actor_of(world.people.host), host=journey.host, revision=1, kit=kit)
    whole = " ".join(read("visits:booklet", journey.visit.pk, "participant"))
    for told in (journey.programme.name, journey.stop.title, "09.00", journey.stop.question, "Kelompok 1", "Nia"):
        assert told in whole
    assert "Mari datang ke loket." in whole
    assert "Lestari, bagian tamu" in whole


def test_the_list_holds_everybody_who_has_not_left_and_no_number_of_theirs(world, read):
    type(world.journey.guest).objects.filter(pk=world.journey.guest.pk).update(left="2025-09-14")
    whole = " ".join(read("visits:attendance_sheet", world.journey.stop.pk))
    assert world.people.participant.name in whole
    assert "Nia" not in whole
    assert "1 peserta" in whole
    assert [number for number in (NIP, NIK, PHONE) if number in whole.replace(" ", "")] == []


def test_the_sheets_of_a_visit_are_a_page_for_every_stop_in_the_order_of_the_clock(world, read):
    later = Stop.objects.create(
        visit=world.journey.visit, title="Pasar", starts=world.journey.free_slot.starts, place="Kota"
    )
    found = read("visits:question_sheets", world.journey.visit.pk, "participant")
    assert [title in page for title, page in zip([world.journey.stop.title, later.title], found, strict=True)] == [
        True,
        True,
    ]
    assert "Mengapa?" in found[0]
    assert read("visits:question_sheet", later.pk)[0].startswith("Lembar pertanyaan")


def test_a_form_is_printed_in_the_language_of_the_page(world, signed_in):
    from django.utils import translation

    with translation.override("en"):
        address = reverse("visits:booklet", args=[world.journey.visit.pk])
        answer = signed_in(world.people.organiser).get(address)
    assert address.startswith("/en/")
    with pypdfium2.PdfDocument(io.BytesIO(answer.content)) as found:
        assert "Study visit booklet" in found[0].get_textpage().get_text_range()


def test_a_certificate_names_the_host_regions_and_the_office_that_organises(world, read):
    attendance.issue_certificates(actor=actor_of(world.people.organiser), cohort=world.journey.cohort)
    (page,) = read("visits:certificates_file", world.journey.cohort.pk, "participant")
    office = world.journey.programme.office
    for told in ("Kabupaten Banyuwangi", office.title, world.people.organiser.name, "2 dari 2 jam pelajaran"):
        assert told in page
