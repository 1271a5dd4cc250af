"""The commands of relatedness: what goes with what, what a region can become, whether such advice was right before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from potensi.errors import DataProblems, Refusal
from potensi.language import number, say
from potensi.options import LANG, LangOpt

if TYPE_CHECKING:
    from potensi.panel import Panel

PanelArg = Annotated[str, typer.Argument(help="A file (Parquet, csv, xlsx …), or 'jatim' for the sample.")]
YearOpt = Annotated[int | None, typer.Option("--year", help="The year (default: the last there is).")]
OutArg = Annotated[Path, typer.Option("--out", help="Folder to write to.")]
ConventionsOpt = Annotated[
    str, typer.Option("--conventions", help="Whose choices: potensi, atlas, stata, ecomplexity, economic-complexity …")
]
ThresholdOpt = Annotated[float, typer.Option(help="RCA from which an activity counts as present.", min=0)]
FewestOpt = Annotated[int, typer.Option(help="Activities under which complexity is refused.", min=2)]
MissingOpt = Annotated[
    str,
    typer.Option(help="What a missing figure takes out: its 'region', or only its 'cell' (counted as not present)."),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    examples: dict[Callable[..., Any], str] = {relate: "potensi relate jatim --out related"}
    for command, example in examples.items():
        app.command(epilog=f"Example: {example}")(command)


def relate(
    panel: PanelArg,
    out: OutArg,
    year: YearOpt = None,
    conventions: ConventionsOpt = "potensi",
    threshold: ThresholdOpt = 1.0,
    candidates: Annotated[int, typer.Option(help="Nearest candidates kept a region.", min=0)] = 50,
    all_cells: Annotated[bool, typer.Option("--all-cells", help="Every cell, not only the nearest.")] = False,
    fewest: FewestOpt = 60,
    missing: MissingOpt = "region",
    lang: LangOpt = LANG,
) -> None:
    """What goes with what: cells, regions, activities and pairs as Parquet in OUT; a broken run goes on."""
    from potensi.analysis.relate import Asked
    from potensi.analysis.relate import relate as run

    source = source_of(panel, lang.value)
    with bar(say("engine.relate.progress", lang.value)) as progress:
        found = run(
            source, out=out, year=year, conventions=conventions, threshold=threshold, fewest=fewest, missing=missing,
            asked=Asked(candidates=candidates, all_cells=all_cells), progress=progress,
        )  # fmt: skip
    said(found.refusals, lang.value)
    counts = {name: number(getattr(found, name), lang.value) for name in ("cells", "regions", "activities")}
    typer.echo(say("engine.relate.done", lang.value, year=found.year, **counts))
    for path in found.paths:
        typer.echo(str(path))


def source_of(path: str, lang: str, **options: Any) -> Panel | Path:
    """Return what the analysis reads: a plain Parquet file as it is, any other file as a checked panel."""
    from potensi.data import samples
    from potensi.data.files import read

    if not Path(path).exists() and path in {each.name for each in samples.samples()}:
        return samples.load(path, price=options.get("price") or "constant2010")
    if path.endswith(".parquet") and _is_plain(Path(path)):
        return Path(path)
    try:
        return read(path, **options)
    except DataProblems as problems:
        if {problem.code for problem in problems.problems} != {"unit_missing"}:
            raise
    typer.echo(say("errors.unit_unstated", lang), err=True)
    return read(path, **(options | {"unit": say("errors.unit_unstated_label", lang)}))


def _is_plain(path: Path) -> bool:
    import pyarrow.parquet as pq

    return {"region", "activity", "value"} <= set(pq.read_schema(path).names)


def said(refusals: tuple[Refusal, ...], lang: str) -> None:
    """Print what must be said with the answer, where pipes do not catch it."""
    for refusal in refusals:
        typer.echo(refusal.message(lang), err=True)


@contextmanager
def bar(text: str) -> Iterator[Callable[[int, int], object]]:
    """Show a bar on the terminal's error stream; give the function that moves it."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(text, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
