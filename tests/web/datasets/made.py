"""Small files and panels for the tests of data sets."""

from django.core.files.uploadedfile import SimpleUploadedFile

from potensi.data import samples
from potensi.data.understood import understood_panel
from potensi.web.datasets.services import Figures, NewDataset

REGIONS, ACTIVITIES, YEARS = ("3509", "3510", "3511"), ("A", "C", "G"), (2022, 2023, 2024)
FORM = {
    "title": "PDRB Banyuwangi",
    "region": "3510",
    "visibility": "public",
    "source": "Badan Pusat Statistik",
    "licence": "boleh dikutip",
    "accessed": "2026-11-20",
    "regions": "auto",
    "activities": "auto",
}
PAPERS = {"unit": "miliar rupiah", "price": "constant2010"}


def rows(change=None):
    """Return the lines of a small csv: every region, activity and year; ``change`` maps a key to another value."""
    lines = ["region,activity,year,value,unit,price_basis"]
    for r, region in enumerate(REGIONS):
        for a, activity in enumerate(ACTIVITIES):
            for year in YEARS:
                value = 100.5 + 10 * r + 3 * a + (year - 2022)
                value = (change or {}).get((region, activity, year), value)
                if value is not None:
                    lines.append(f"{region},{activity},{year},{value},miliar rupiah,constant2010")
    return lines


def csv(change=None, *, extra=()):
    """Return the csv as bytes."""
    return "\n".join([*rows(change), *extra, ""]).encode()


def upload(content, name="pdrb.csv"):
    """Return an uploaded file."""
    return SimpleUploadedFile(name, content)


def panel(price="constant2010", **kept):
    """Return a small piece of the sample."""
    keep = {"regions": list(REGIONS), "activities": list(ACTIVITIES), "periods": list(YEARS)} | kept
    return samples.load("jatim", price=price).keep(**keep)


def content(found=None, name="pdrb.csv"):
    """Return figures ready to be brought in."""
    found = panel() if found is None else found
    return Figures(found, understood_panel(found), name)


def new(title="PDRB Banyuwangi", region="3510", **about):
    """Return what a new data set is."""
    return NewDataset(title, region, **({"visibility": "public"} | about))
