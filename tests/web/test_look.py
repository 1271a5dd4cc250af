"""The style sheet and the templates, read as files: contrast, weight, no foreign address, no sentence, no inline style."""

import gzip
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from potensi import web
from potensi.present import palette

HERE = Path(web.__file__).parent
STATIC = HERE / "static" / "potensi"
CSS = (STATIC / "site.css").read_text("utf-8")
TEMPLATES = sorted(path for path in HERE.rglob("*.html") if "templates" in path.parts)
# What pages take over from the stories; the stand-alone page around them has a style sheet of its own.
FRAGMENTS = [Path(palette.__file__).parent / "templates" / name for name in ("blocks.html.j2", "tile_map.html.j2")]
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
SCHEMES = ("light", "dark", "print")

# What is written on what: each letter colour with every ground on which it is used. 4.5 : 1 for letters (WCAG 2, AA).
LETTERS = {
    "ink": ("paper", "soft", "tint", "good-tint", "info-tint", "warn-tint", "bad-tint", "mark"),
    "muted": ("paper", "soft", "tint"),
    "accent": ("paper", "soft", "tint", "good-tint", "info-tint", "warn-tint"),
    "deep": ("paper", "soft", "tint", "good-tint", "info-tint", "warn-tint"),
    "on-accent": ("accent", "deep"),
    "good": ("paper", "good-tint"),
    "info": ("info-tint",),
    "warn": ("paper", "warn-tint"),
    "bad": ("paper", "bad-tint"),
    "on-night": ("night",),
    "night-muted": ("night",),
}
# Edges, signs and the frame around what has the focus: 3 : 1.
EDGES = {
    "line": ("paper", "soft"),
    "accent": ("paper", "soft", "tint", "bad-tint", "warn-tint"),
    "deep": ("paper", "soft", "tint"),
    "good": ("paper", "good-tint"),
    "info": ("paper", "info-tint"),
    "warn": ("paper", "warn-tint"),
    "bad": ("paper", "soft", "bad-tint"),
    "ink": ("paper", "soft"),
    "on-night": ("night",),
}
# Lines that only part or decorate: nothing is known by them alone.
ORNAMENTS = {"rule", "seed"}

# Classes that carry no style of their own: the state of something, or a hold for scripts and tests.
HOOKS = {"icon", "methods", "info", "latest", "problem"}


def declarations(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))


def schemes() -> dict[str, dict[str, str]]:
    """Return the colours of each scheme as the style sheet states them, later ones over earlier ones."""
    light, dark, paper = (declarations(block) for block in re.findall(r":root \{([^}]*)\}", RULES))
    found = {"light": light, "dark": light | dark, "print": light | paper}
    return {scheme: {name: full(value) for name, value in colours.items()} for scheme, colours in found.items()}


def full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(each * 2 for each in colour[1:])


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast: linear light, written out anew and not taken from the charts' palette."""
    lights = []
    for colour in (one, other):
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_the_formula_gives_the_ratios_that_wcag_states():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("pairs", "least"), [(LETTERS, 4.5), (EDGES, 3.0)], ids=["letters", "edges"])
def test_every_pair_of_colours_can_be_read(scheme, pairs, least):
    colours = schemes()[scheme]
    low = {
        f"{letter} on {ground}": round(contrast(colours[letter], colours[ground]), 2)
        for letter, grounds in pairs.items()
        for ground in grounds
        if contrast(colours[letter], colours[ground]) < least
    }
    assert not low


def test_every_colour_of_the_style_sheet_is_in_a_measured_pair():
    """A rule that sets letters and ground uses a pair of the table; every other use is at least known to it."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", RULES):
        letters = re.findall(r"(?<![\w-])color: var\(--([\w-]+)\)", body)
        grounds = re.findall(r"background: var\(--([\w-]+)\)", body)
        edges = re.findall(r"(?:border|outline)[\w-]*: [^;]*?var\(--([\w-]+)\)", body)
        for letter, ground in itertools.product(letters, grounds):
            assert ground in LETTERS.get(letter, ()), (selector, letter, ground)
        assert set(letters) <= set(LETTERS), selector
        known = {each for table in (LETTERS, EDGES) for row in table.values() for each in row} | {"accent"}
        assert set(grounds) <= known, selector
        assert {each for each in edges if not each.startswith(("s", "radius"))} <= set(EDGES) | ORNAMENTS, selector


def test_the_three_schemes_state_the_same_colours():
    light, dark, paper = (declarations(block) for block in re.findall(r":root \{([^}]*)\}", RULES))
    assert set(light) - set(dark) == {"seed"}
    assert set(dark) - set(paper) == {"on-accent"}
    assert "prefers-color-scheme: dark" in RULES


def test_the_colours_are_those_of_the_prospectus():
    light = schemes()["light"]
    assert (light["ink"], light["muted"], light["accent"]) == (palette.INK, palette.MUTED, palette.TEAL)
    assert light["seed"] == palette.AMBER


def test_states_stay_apart_for_readers_who_do_not_see_red_or_green():
    """By Viénot's matrices for missing red and missing green; a word says the state in any case."""
    missing = {
        "red": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
        "green": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    }
    for scheme, matrix in itertools.product(("light", "dark"), missing.values()):
        colours = schemes()[scheme]
        for one, other in itertools.combinations(("good", "warn", "bad"), 2):
            seen = [_seen(colours[name], matrix) for name in (one, other)]
            assert max(abs(a - b) for a, b in zip(*seen, strict=True)) > 0.1, (scheme, one, other)


def _seen(colour, matrix):
    parts = [(int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5)]
    seen = (sum(weight * part for weight, part in zip(row, parts, strict=True)) for row in matrix)
    return [max(each, 0) ** (1 / 2.2) for each in seen]


def test_the_style_sheet_is_light_and_asks_nobody():
    assert len(CSS.encode()) < 32_000
    assert len(gzip.compress(CSS.encode(), 9)) < 8_000
    assert "url(" not in RULES
    assert "@import" not in RULES
    assert "//" not in RULES
    assert "@font-face" not in RULES


def test_the_style_sheet_is_whole():
    assert RULES.count("{") == RULES.count("}")
    used, stated = set(re.findall(r"var\(--([\w-]+)", RULES)), set(re.findall(r"--([\w-]+):", RULES))
    assert used == stated


def test_scripts_are_small():
    scripts = list(STATIC.glob("*.js"))
    assert scripts
    assert all(path.stat().st_size < 2_000 for path in scripts)


def test_the_phone_is_told_of_icons_that_are_there():
    from PIL import Image

    manifest = json.loads((STATIC / "potensi.webmanifest").read_text("utf-8"))
    for icon in manifest["icons"]:
        path = STATIC / icon["src"]
        if path.suffix == ".png":
            with Image.open(path) as picture:
                assert "{}x{}".format(*picture.size) == icon["sizes"]
    base = (HERE / "templates" / "base.html").read_text("utf-8")
    for scheme, name in (("light", "accent"), ("dark", "paper")):
        assert f'content="{schemes()[scheme][name]}" media="(prefers-color-scheme: {scheme})"' in base
    assert manifest["theme_color"] == schemes()["light"]["accent"]


# ------------------------------------------------------------------------------------------------------ templates


class Reader(HTMLParser):
    """What a template holds besides Django's tags: texts, classes, attributes."""

    SAID = ("title", "alt", "placeholder", "aria-label", "label", "summary")
    INPUTS = ("submit", "button", "reset")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.classes: set[str] = set()
        self.faults: list[str] = []
        self.unread = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.unread += tag == "code"
        self.classes |= set((said.get("class") or "").split())
        self.texts += [said[name] for name in self.SAID if said.get(name)]
        if said.get("type") in self.INPUTS and tag == "input":
            self.texts.append(said.get("value") or "")
        if tag == "meta" and said.get("name") == "description":
            self.texts.append(said.get("content") or "")
        if tag == "style" or "style" in said or any(name.startswith("on") for name in said):
            self.faults.append(f"<{tag}> {sorted(said)}")
        if tag == "script" and "src" not in said:
            self.faults.append("a script in the page")

    def handle_endtag(self, tag):
        self.unread -= tag == "code"

    def handle_data(self, data):
        if not self.unread:
            self.texts.append(data)


def read(path: Path) -> Reader:
    text = path.read_text("utf-8")
    text = re.sub(r"\{%-?\s*comment.*?endcomment\s*-?%\}|\{#.*?#\}", "", text, flags=re.S)
    # A tag stands for what it writes: a value inside a word leaves a part of the word, which is marked as such.
    text = re.sub(r"\{\{.*?\}\}", "⟨⟩", text, flags=re.S)
    # An element whose name depends on something is read as the first that it may be.
    text = re.sub(r"(</?)\{%.*?%\}", r"\1", text)
    return Reader(re.sub(r"\{%.*?%\}", " ", text, flags=re.S))


NAMES = {"Potensi", "English", "Bahasa", "Indonesia"}  # names of the program and of languages in their own words


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_template_holds_no_sentence_no_style_and_no_script(path):
    found = read(path)
    words = {word for text in found.texts for word in re.findall(r"[^\W\d_]+", text)}
    assert words <= NAMES, words - NAMES
    assert not found.faults


def test_the_reader_of_templates_sees_what_is_forbidden(tmp_path):
    """So that the test above is known to be able to fail."""
    path = tmp_path / "x.html"
    path.write_text(
        '{% if a %}<p title="Halo" style="x">{{ a }} orang</p><script>1</script><b onclick="x()">{% endif %}'
    )
    found = read(path)
    assert {"Halo"} | {"orang"} <= {word for text in found.texts for word in re.findall(r"[^\W\d_]+", text)}
    assert len(found.faults) == 3


def styled() -> set[str]:
    return set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", RULES)))


@pytest.mark.parametrize("path", [*TEMPLATES, *FRAGMENTS], ids=lambda path: path.name)
def test_every_class_of_a_template_has_a_style_or_is_a_known_hook(path):
    classes = {each for each in read(path).classes if "⟨" not in each}
    assert classes <= styled() | HOOKS, classes - styled() - HOOKS


# Classes that a value completes: the state of a version, the kind of a notice.
COMPLETED = {"draft", "published", "withdrawn", "info", "success", "warning", "error"}


def test_every_style_is_used():
    used = set().union(*(read(path).classes for path in (*TEMPLATES, *FRAGMENTS)))
    written = "".join(path.read_text("utf-8") for path in (*STATIC.glob("*.js"), *Path(palette.__file__).parent.glob("*.py")))  # fmt: skip
    left = {each for each in styled() - used - COMPLETED if not re.search(rf"[\"' ]{each}[\"' ]", written)}
    assert not left


def test_numbers_are_written_by_potensi_alone():
    """A key or a year in a page never gets a thousands separator: only ``count`` writes numbers for people."""
    assert settings.USE_THOUSAND_SEPARATOR is False
    for lang in ("id", "en"):
        with translation.override(lang):
            assert Template("{{ key }}").render(Context({"key": 1234567})) == "1234567"
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*(intcomma|floatformat|localize)\b", text), path
        assert "humanize" not in text, path
