"""A visit to observe, what one does on the page for writing, and what the site has of it afterwards."""

import json

FORM, LIST, NEWS = "#lembar", "#daftar > li", "#berita"

# A visit with two stops, and two people who take part in it.
SETTING = """
from datetime import UTC, date, datetime
from potensi.web.people.models import Agency, User
from potensi.web.visits.models import Cohort, Participant, Programme, Stop, Visit
days = {"starts": date(2025, 9, 15), "ends": date(2025, 9, 17)}
programme = Programme.objects.create(region_id="3510", name="Belajar menjual")
cohort = Cohort.objects.create(programme=programme, name="Angkatan I", **days)
for name, region in (("joko", "3510"), ("agus", "3511")):
    user, agency = User.objects.get(email=f"{name}@example.id"), Agency.objects.get(region=region)
    Participant.objects.create(cohort=cohort, user=user, agency=agency)
visit = Visit.objects.create(cohort=cohort, host_region_id="3510", state="confirmed", **days)
for hour, title, question in ((2, "Mal pelayanan", "Mengapa cepat?"), (7, "Pasar ikan", "Siapa yang bangun pagi?")):
    at = {"starts": datetime(2025, 9, 15, hour, tzinfo=UTC), "place": "Banyuwangi"}
    Stop.objects.create(visit=visit, title=title, question=question, **at)
print(visit.pk)
"""
# What stands in the database of what was seen.
FOUND = """
import json, sys
from PIL import Image
from potensi.web.audit.models import AuditRow
from potensi.web.photos import kept
from potensi.web.visits.models import Observation
def photo(each):
    if each.photo is None: return None
    with Image.open(kept.path_of(each.photo.digest)) as found:
        return {"size": found.size, "exif": len(found.getexif()), "told": b"Rahasia" in kept.path_of(each.photo.digest).read_bytes()}
print(json.dumps([{"who": each.participant.user.email, "saw": each.saw, "stop": each.stop.title, "take_home": each.take_home,
                   "revision": each.revision, "photo": photo(each)}
                  for each in Observation.objects.filter(saw__startswith=sys.argv[1])]))
"""


def ready(page):
    page.locator("#keadaan[data-ready=yes]").wait_for()


def write(page, saw, **more):
    """Fill the form in."""
    page.locator("[name=saw]").fill(saw)
    for name, text in more.items():
        page.locator(f"[name={name}]").fill(text)


def finish(page):
    page.locator(f"{FORM} .actions button:not([type])").click()


def leave_waiting(context, page, saw):
    """Write and send something without signal, so that it waits in the browser."""
    context.set_offline(True)
    write(page, saw)
    finish(page)
    state(page, "menunggu").wait_for()


def state(page, saw):
    """The card of a sheet."""
    return page.locator(LIST).filter(has_text=saw)


def found(place, saw):
    """What the site has of it."""
    return json.loads(place[0].installed.python(FOUND, saw))
