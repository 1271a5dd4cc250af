"""Which column of a register is what, by its usual names or as the user says; every doubt is a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from potensi.codes import key
from potensi.errors import Problem, UsageError

# Names seen in registers of businesses, permits, jobs and invoices, as codes.key writes them.
USUAL = {
    "region": (
        "region,region code,kode wilayah,kode daerah,kode desa,kode kelurahan,kode desa kelurahan,kode kel,wilayah,"
        "daerah,village,village code,desa,kelurahan,iddesa,id desa,kddesa,kode kecamatan,kode kab,kode kabupaten,"
        "kode kabupaten kota,kode kab kota,regency code,kode bps,kode wilayah bps,bps code"
    ),
    "kbli": (
        "kbli,kode kbli,kbli code,kbli 2020,kbli2020,kbli 2015,kbli2015,kode kbli 2020,kode kbli 2015,kbli 5 digit,"
        "kbli5,activity,activity code,industry code,lapangan usaha,kode lapangan usaha,bidang usaha"
    ),
    "date": (
        "date,tanggal,tgl,tanggal terbit,tgl terbit,tanggal izin,tgl izin,tanggal terbit oss,tanggal permohonan,"
        "tanggal daftar,tgl daftar,tanggal faktur,tgl faktur,issued,issue date,registered,registration date,"
        "invoice date,tahun,year,period,periode"
    ),
    "size": (
        "size,ukuran,nilai,value,jumlah,amount,tenaga kerja,jumlah tenaga kerja,tki,employees,workers,investasi,"
        "jumlah investasi,nilai investasi,investment,omzet,turnover,modal,dpp,nilai faktur"
    ),
}
_MEANT = {role: frozenset(names.split(",")) for role, names in USUAL.items()}
ROLES = tuple(USUAL)


def columns_of(
    names: Sequence[str], roles: Sequence[str], said: Mapping[str, str], file: str
) -> tuple[dict[str, str], list[Problem]]:
    """Return the column of each role, and a problem for each role without one or with several.

    ``said`` is what the user states (role → column) and goes before the usual names. UsageError for a role that
    there is not.
    """
    for role in said:
        if role not in ROLES:
            raise UsageError("unknown_kind", kind=role, known=", ".join(ROLES))
    found: dict[str, str] = {}
    problems = []
    for role in roles:
        fits = [said[role]] if role in said else _fitting(names, role, set(said.values()))
        fits = [name for name in fits if name in names]
        if len(fits) == 1:
            found[role] = fits[0]
        else:
            problems.append(_doubt(role, fits, said.get(role), names, file))
    return found, problems


def _fitting(names: Sequence[str], role: str, taken: set[str]) -> list[str]:
    return [name for name in names if key(name) in _MEANT[role] and name not in taken]


def _doubt(role: str, fits: list[str], said: str | None, names: Sequence[str], file: str) -> Problem:
    params = {"role": role, "columns": ", ".join(names), "fits": ", ".join(fits)}
    code = "records_columns_ambiguous" if fits else "records_column_missing"
    return Problem(code, file=file, value=said or role, params=params)
