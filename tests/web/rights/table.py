"""Who may do what: a row for every address and every API operation.

A row reads: name of the address, what the four askers are answered, what it is asked of, how. The askers are somebody
not signed in, an analyst of another region (Bondowoso), a participant of the region (Banyuwangi) and its analyst; where
another role is the wrong or the right one, the row says so. ``sign-in`` is a redirect to the page for signing in.
404 means: as if it were not there. In the API, 401 stands where a page sends to sign in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from web.rights.world import World, file

Of = Callable[[World], dict[str, Any]]
SIGN_IN = "sign-in"
EVERYBODY = "200 200 200 200"


def nothing(world: World) -> dict[str, Any]:
    """An address without parts."""
    return {}


@dataclass(frozen=True)
class Row:
    """One row: the name of an address or the id of an operation, and the four answers."""

    name: str
    answers: str
    of: Of = nothing
    method: str = "GET"
    data: Of | None = None
    query: str = ""
    writes: bool = True  # whether a method other than GET leaves an audit row when it succeeds
    other: str = "stranger"
    wrong: str = "participant"
    right: str = "analyst"
    about: str = field(default="", compare=False)

    def __str__(self) -> str:
        return "-".join(filter(None, (self.name, self.method, self.of.__name__, self.about)))

    @property
    def expected(self) -> dict[str, str]:
        """What each asker is answered."""
        return dict(zip((ANONYMOUS, self.other, self.wrong, self.right), self.answers.split(), strict=True))


ANONYMOUS = "anonymous"


def public(world: World) -> dict[str, Any]:
    """The data set that everybody may see."""
    return {"slug": world.public.slug}


def private(world: World) -> dict[str, Any]:
    """The data set of Banyuwangi's people."""
    return {"slug": world.private.slug}


def hidden(world: World) -> dict[str, Any]:
    """The data set of one office."""
    return {"slug": world.hidden.slug}


def public_version(world: World) -> dict[str, Any]:
    """The published version that everybody may see."""
    return public(world) | {"number": 1}


def private_version(world: World) -> dict[str, Any]:
    """The published version of Banyuwangi's people."""
    return private(world) | {"number": 2}


def failed_version(world: World) -> dict[str, Any]:
    """A replaced version whose computation failed."""
    return private(world) | {"number": world.failed.number}


def draft(world: World) -> dict[str, Any]:
    """A draft, which only those see who may change the data set."""
    return private(world) | {"number": world.draft.number}


def region(world: World) -> dict[str, Any]:
    """Banyuwangi's page."""
    return {"address": "3510"}


def why(world: World) -> dict[str, Any]:
    """A reason."""
    return {"why": "Perbaikan angka 2024."}


def edited(world: World) -> dict[str, Any]:
    """A data set called otherwise."""
    return {"title": "PDRB menurut lapangan usaha", "visibility": "region", "office": ""}


def new_figures(world: World) -> dict[str, Any]:
    """A new data set of Banyuwangi with its file."""
    return {
        "title": "PDRB baru",
        "region": "3510",
        "visibility": "region",
        "source": "Badan Pusat Statistik",
        "regions": "auto",
        "activities": "auto",
        "file": file(),
    }


def only_file(world: World) -> dict[str, Any]:
    """A file with its source."""
    return {"file": file(), "source": "Badan Pusat Statistik"}


def more(of: Of, **parts: Any) -> Of:
    """The same address with more parts."""

    def wider(world: World) -> dict[str, Any]:
        return of(world) | parts

    wider.__name__ = "_".join([of.__name__, *map(str, parts.values())])
    return wider


PAGES = [
    Row("pages:home", EVERYBODY),
    Row("pages:search", "302 302 302 302", query="q=banyuwangi", about="found"),
    Row("pages:about", EVERYBODY),
    Row("pages:site_preview", EVERYBODY),
    Row("pages:regions", EVERYBODY),
    Row("pages:region", EVERYBODY, region),
    Row("pages:region", "404 404 200 200", region, query="data=pdrb-daerah", about="of figures of the region's own"),
    Row("pages:region", "404 404 404 200", region, query="data=pdrb-jabatan", about="of figures of an office's own"),
    Row("pages:region_preview", EVERYBODY, region),
    Row("pages:prospectus", EVERYBODY, more(region, kind="html")),
    Row("pages:prospectus", "404 404 200 200", more(region, kind="html"), query="data=pdrb-daerah", about="own"),
    Row("pages:chapter", EVERYBODY, more(region, kind="md")),
    Row("pages:chapter", "404 404 200 200", more(region, kind="md"), query="data=pdrb-daerah", about="own"),
    Row("pages:region_table", EVERYBODY, more(region, name="industries", kind="csv")),
    Row("pages:region_table", "404 404 200 200", more(region, name="industries", kind="csv"), query="data=pdrb-daerah", about="own"),
    Row("pages:industries", EVERYBODY),
    Row("pages:industry", EVERYBODY, more(nothing, address="a")),
    Row("pages:industry_table", EVERYBODY, more(nothing, address="a", name="regions", kind="csv")),
    Row("pages:compare", EVERYBODY, query="d=3510&d=3511"),
    Row("pages:comparison_table", EVERYBODY, more(nothing, name="figures", kind="csv"), query="d=3510&d=3511"),
    Row("pages:methods", EVERYBODY),
    Row("pages:method", EVERYBODY, more(nothing, name="lq")),
    Row("pages:robots", EVERYBODY),
    Row("pages:sitemap", EVERYBODY),
]  # fmt: skip

DATASETS = [
    Row("datasets:list", EVERYBODY),
    Row("datasets:upload", "sign-in 200 403 200"),
    Row("datasets:upload", "sign-in 422 403 302", method="POST", data=new_figures),
    Row("datasets:detail", EVERYBODY, public),
    Row("datasets:detail", "404 404 200 200", private),
    Row("datasets:detail", "404 404 404 200", hidden),
    Row("datasets:edit", "sign-in 403 403 200", public),
    Row("datasets:edit", "404 404 403 200", private),
    Row("datasets:edit", "sign-in 403 403 302", public, "POST", edited),
    Row("datasets:edit", "404 404 403 302", private, "POST", edited),
    Row("datasets:compare", "404 404 200 200", private),
    Row("datasets:compare_file", "404 404 200 200", private, query="a=1&b=2"),
    Row("datasets:version", EVERYBODY, public_version),
    Row("datasets:version", "404 404 200 200", private_version),
    Row("datasets:version", "404 404 404 200", draft),
    Row("datasets:figures", EVERYBODY, more(public_version, form="parquet")),
    Row("datasets:figures", "404 404 200 200", more(private_version, form="csv")),
    Row("datasets:figures", "404 404 404 200", more(draft, form="xlsx")),
    Row("datasets:progress", EVERYBODY, public_version),
    Row("datasets:progress", "404 404 200 200", private_version),
    Row("datasets:progress", "404 404 404 200", draft),
    Row("datasets:publish", "404 404 404 302", draft, "POST", why),
    Row("datasets:publish", "sign-in 403 403 409", public_version, "POST", why),
    Row("datasets:discard", "404 404 404 302", draft, "POST"),
    Row("datasets:withdraw", "sign-in 403 403 302", public_version, "POST", why),
    Row("datasets:withdraw", "404 404 403 302", private_version, "POST", why),
    Row("datasets:compute_again", "404 404 403 302", failed_version, "POST"),
]

API_PAGES = [
    Row("api:openapi-json", EVERYBODY),
    Row("api:api-root", EVERYBODY),
    Row("service", EVERYBODY),
    Row("pages_regions", EVERYBODY),
    Row("pages_region", EVERYBODY, more(nothing, code="3510")),
    Row("pages_region", "404 404 200 200", more(nothing, code="3510"), query="data=pdrb-daerah", about="own"),
    Row("pages_peers", EVERYBODY, more(nothing, code="3510")),
    Row("pages_peers", "404 404 200 200", more(nothing, code="3510"), query="data=pdrb-daerah", about="own"),
    Row("pages_hosts", EVERYBODY, more(nothing, code="3510")),
    Row("pages_hosts", "404 404 200 200", more(nothing, code="3510"), query="data=pdrb-daerah", about="own"),
    Row("pages_catchup", EVERYBODY, more(nothing, code="3510")),
    Row("pages_catchup", "404 404 200 200", more(nothing, code="3510"), query="data=pdrb-daerah", about="own"),
    Row("pages_region_report", EVERYBODY, more(nothing, code="3510")),
    Row("pages_region_report", "404 404 404 200", more(nothing, code="3510"), query="data=pdrb-jabatan", about="office's"),
    Row("pages_industries", EVERYBODY),
    Row("pages_industry", EVERYBODY, more(nothing, code="a")),
    Row("pages_industry", "404 404 200 200", more(nothing, code="a"), query="data=pdrb-daerah", about="own"),
    Row("pages_industry_report", EVERYBODY, more(nothing, code="a")),
    Row("pages_comparison", EVERYBODY, query="d=3510&d=3511"),
    Row("pages_comparison", "404 404 200 200", query="d=3510&d=3511&data=pdrb-daerah", about="own"),
    Row("pages_methods", EVERYBODY),
    Row("pages_method", EVERYBODY, more(nothing, name="lq")),
    Row("pages_search", EVERYBODY, query="q=banyuwangi"),
    Row("pages_table", EVERYBODY, more(nothing, name="cells", kind="csv")),
    Row("pages_table", "404 404 200 200", more(nothing, name="cells", kind="parquet"), query="data=pdrb-daerah", about="own"),
]  # fmt: skip

API_DATASETS = [
    Row("datasets_datasets", EVERYBODY),
    Row("datasets_upload_dataset", "401 403 403 201", method="POST", data=new_figures),
    Row("datasets_check", "401 200 403 200", method="POST", data=only_file, writes=False),
    Row("datasets_dataset", EVERYBODY, public),
    Row("datasets_dataset", "404 404 200 200", private),
    Row("datasets_dataset", "404 404 404 200", hidden),
    Row("datasets_edit", "401 403 403 200", public, "PATCH", more(nothing, title="Judul lain")),
    Row("datasets_edit", "401 404 403 200", private, "PATCH", more(nothing, title="Judul lain")),
    Row("datasets_versions", EVERYBODY, public),
    Row("datasets_versions", "404 404 200 200", private),
    Row("datasets_upload_version", "401 403 403 201", public, "POST", only_file),
    Row("datasets_upload_version", "401 404 403 201", private, "POST", only_file),
    Row("datasets_version", EVERYBODY, public_version),
    Row("datasets_version", "404 404 200 200", private_version),
    Row("datasets_version", "404 404 404 200", draft),
    Row("datasets_discard", "401 404 404 204", draft, "DELETE"),
    Row("datasets_publish", "401 404 404 200", draft, "POST", why),
    Row("datasets_publish", "401 403 403 409", public_version, "POST", why),
    Row("datasets_withdraw", "401 403 403 200", public_version, "POST", why),
    Row("datasets_withdraw", "401 404 403 200", private_version, "POST", why),
    Row("datasets_figures", EVERYBODY, public_version),
    Row("datasets_figures", "404 404 200 200", private_version),
    Row("datasets_figures", "404 404 404 200", draft),
    Row("datasets_figures_file", EVERYBODY, more(public_version, form="csv")),
    Row("datasets_figures_file", "404 404 200 200", more(private_version, form="parquet")),
    Row("datasets_figures_file", "404 404 404 200", more(draft, form="xlsx")),
    Row("datasets_comparison", "404 404 200 200", private, query="a=1&b=2"),
]

ADDRESS_ROWS = [*PAGES, *DATASETS, *[row for row in API_PAGES if row.name.startswith("api:")]]
OPERATION_ROWS = [*[row for row in API_PAGES if not row.name.startswith("api:")], *API_DATASETS]
