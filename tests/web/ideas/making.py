"""What the tests of ideas write again and again."""

from django.utils import timezone

from potensi.web.ideas.models import Idea
from potensi.web.ideas.services import agreements, contributions, moving, texts
from potensi.web.people.models import Office

TEXTS = {
    "title": "Kedai di gudang tua",
    "summary": "Gudang menjadi kedai kopi.",
    "trial": "Satu akhir pekan.",
    "wrong_if": "Kurang dari dua puluh tamu.",
    "stop_when": "Setelah satu bulan.",
    "visibility": "region",
}


def described(there, **more) -> Idea:
    """The idea with its texts written."""
    stored = Idea.objects.get(pk=there.idea.pk)
    sent = TEXTS | more
    return texts.edit(actor=there.act("analyst"), idea=stored, revision=stored.revision, texts=sent)


def promised(there, role, agency, what="Dua orang."):
    """An agency's promise on top of what it has said so far."""
    before = there.idea.contributions.filter(agency=agency).first()
    revision = before.revision if before else 0
    return contributions.promise(actor=there.act(role), idea=there.idea, agency=agency, what=what, revision=revision)


def ready(there) -> Idea:
    """The idea in the stage before running, with everything that running needs."""
    idea = described(there)
    office = Office.objects.get(memberships__user=there.people.leader)
    moving.name_owner(actor=there.act("analyst"), idea=idea, office=office)
    promised(there, "analyst", there.agency)
    promised(there, "nina", there.partner)
    agreements.decide(actor=there.act("leader"), idea=idea, agency=there.agency, agreed=True)
    for stage in ("examined", "designed"):
        moving.move(actor=there.act("analyst"), idea=idea, stage=stage)
    return Idea.objects.get(pk=idea.pk)


def days_ago(count):
    """A moment some days ago."""
    return timezone.now() - timezone.timedelta(days=count)
