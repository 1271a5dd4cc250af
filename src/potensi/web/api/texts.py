"""What the OpenAPI document says in general. It is for programmers, and in English as such documents are."""

from __future__ import annotations

TITLE = "Potensi"
DESCRIPTION = """\
Regional figures, what is computed of them, and the upload of new ones.

**Reading** what is public needs no account. **Writing**, and reading what belongs to a region or an office, needs a
token, sent as `Authorization: Bearer <token>`; people make their own tokens on their account's page. A token has the
rights of its person, as they are today. What is not open to you answers 404, as if it did not exist.

**Figures.** `null` is a missing figure, never zero; `"NaN"` is an undefined one (a ratio of nothing to nothing).
`status` says more: `final`, `provisional`, `very_provisional`, `derived`, and for missing figures `not_available`,
`not_applicable`, `withheld`. The unit, the price basis, the source and the licence of a data set stand in its papers.
Shares, rates and growth are fractions: 0.05 is five percent.

**Lists** take `limit` (1 to 1000, 100 if not stated) and `offset`, and answer `items` and `count` (of the whole list).

**Language.** Names and sentences come in Indonesian (`id`) or English (`en`), by `?lang=` or else `Accept-Language`.

**Errors** are problem documents (RFC 9457, `application/problem+json`): `title` and `detail` are sentences for people,
`status` and, where there is one, `code` are for programs. A 422 lists every field that was not accepted in `errors`;
a refused upload lists every problem of the file in `problems`.
"""
TAGS = [
    {"name": "service", "description": "The interface itself."},
    {"name": "figures", "description": "What the pages show: regions, industries, comparisons, methods, whole tables."},
    {"name": "datasets", "description": "Data sets, their versions and papers; figures as files; upload."},
    {
        "name": "visits",
        "description": "Study visits: programmes, cohorts, participants, visits, stops, what was learned.",
    },
    {"name": "assets", "description": "What a region has that no statistic counts: read, enter, edit, import."},
    {"name": "ideas", "description": "Ideas: what they stand on, who contributes, agrees and judges, stages, trials."},
    {"name": "changes", "description": "What changed after a study visit: counts and the records behind them."},
    {"name": "people", "description": "Who you are, agencies and offices."},
]
STATUSES = {
    "400": "The request cannot be read.",
    "401": "Nobody is signed in, or the token is not valid.",
    "403": "Your office does not permit this; the detail says why.",
    "404": "It does not exist, or is not open to you.",
    "409": "It cannot be done as things stand; the detail says why.",
    "413": "The upload is too large.",
    "422": "Something was filled in wrongly; `errors` or `problems` says what.",
    "503": "The database is busy or away; `Retry-After` says when to try again.",
    "507": "The server's disk is full; nothing was stored.",
}
