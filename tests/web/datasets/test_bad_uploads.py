"""Whatever somebody uploads: a clear sentence, and nothing stored."""

import os
import re

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.test import RequestFactory, override_settings
from web.datasets import bad_files
from web.datasets.made import FORM, csv, upload

from potensi.web.audit.models import AuditRow
from potensi.web.datasets import intake, uploads
from potensi.web.datasets.models import Dataset, Version

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
UPLOAD = "/data/unggah/"
OWN = {"regions": "own", "activities": "own"}


@pytest.fixture
def refused(people, signed_in, folders):
    """Upload a file that must be refused; return the page, after making sure that nothing was left anywhere."""
    client = signed_in(people.analyst)

    def send(content, name, *, status=422, lang="", **form):
        before = folders()
        answer = client.post(lang + UPLOAD, FORM | form | {"file": upload(content, name)})
        assert answer.status_code == status, answer.content.decode()
        assert not Dataset.objects.exists()
        assert not Version.objects.exists()
        assert not AuditRow.objects.exists()
        assert folders() == before
        return answer.content.decode()

    return send


CASES = {
    "program": (b"MZ\x90\0program", "angka.exe", "akhiran namanya &quot;.exe&quot;"),
    "no ending": (b"abc", "angka", "Jenis berkas ini tidak dapat dibaca"),
    "picture as xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "angka.xlsx", "bukan jenis yang dikatakan akhiran namanya"),
    "csv as xlsx": (csv(), "angka.xlsx", "bukan jenis yang dikatakan akhiran namanya"),
    "empty": (b"", "kosong.csv", "Berkas kosong"),
    "empty book": (bad_files.book(["", ""]), "kosong.xlsx", "Berkas kosong"),
    "torn book": (bad_files.book()[:3000], "robek.xlsx", "rusak dan tidak dapat dibuka"),
    "bomb": (bad_files.bomb(), "bom.xlsx", "lebih besar daripada batas"),
    "far corners": (bad_files.far_corners(), "jauh.xlsx", "terlalu banyak memori"),
    "endless line": (bad_files.endless_line(), "panjang.csv", "terlalu banyak memori"),
    "encrypted": (bad_files.encrypted(), "sandi.xlsx", "terkunci kata sandi"),
    "macros": (bad_files.book(**{"xl/vbaProject.bin": b"x"}), "makro.xlsm", "memuat makro"),
    "macros under another name": (bad_files.book(**{"xl/vbaProject.bin": b"x"}), "makro.xlsx", "memuat makro"),
    "links": (
        bad_files.book(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "taut.xlsx",
        "dari berkas atau sumber lain",
    ),
    "zero bytes": (csv()[:90] + b"\0" + csv()[90:], "nol.csv", "bukan jenis yang dikatakan akhiran namanya"),
    "late zero bytes": (csv() + b"\n" * 5000 + b"\0", "nol.csv", "bukan jenis yang dikatakan akhiran namanya"),
    "formula among names": (
        csv(extra=["=HYPERLINK(1),A,2024,5,miliar rupiah,constant2010"]),
        "rumus.csv",
        "Daerah &quot;=HYPERLINK(1)&quot; tidak dikenal",
    ),
    "no table": (b"kepada yth\nbupati\n", "surat.csv", "Tidak ditemukan tabel"),
    "broken parquet": (b"PAR1" + b"x" * 100 + b"PAR1", "angka.parquet", "rusak dan tidak dapat dibuka"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_gets_a_sentence_and_leaves_nothing(refused, case):
    content, name, sentence = CASES[case]
    page = refused(content, name)
    assert sentence in page
    assert "belum ada yang disimpan" in page
    assert "--" not in re.sub(r"<!--.*?-->", "", page.partition("<main")[2])


def test_a_book_that_lies_about_its_size_ends_only_its_own_reading(refused):
    page = refused(bad_files.lying_bomb(), "bom.xlsx")
    assert "terlalu banyak memori" in page or "rusak dan tidak dapat dibuka" in page


def test_a_formula_is_no_name_even_where_names_are_ones_own(refused):
    lines = ["region,activity,year,value,unit,price_basis"]
    lines += [f"{name},{a},2024,5,miliar rupiah,constant2010" for name in ("=1+2", "Desa B") for a in ("kopi", "@padi")]
    page = refused("\n".join(lines).encode(), "desa.csv", **OWN)
    assert "Nama &quot;=1+2&quot; berawalan tanda" in page
    assert "Nama &quot;@padi&quot; berawalan tanda" in page
    assert "sel A2" in page


def test_ten_thousand_rows_with_three_thousand_errors_are_told_by_kind(refused):
    page = refused(bad_files.many_errors(), "banyak.csv", activities="own")
    assert "Isi sel bukan angka (1.200)" in page
    assert "dengan masalah yang sama: 600" in page
    assert page.index('id="text_in_figure"') < page.index('id="negative_value"') < page.index('id="cells_absent"')
    assert "Nilai negatif (600)" in page
    assert "Tahun tidak terbaca (600)" in page
    assert re.search(r"Daerah tidak dikenal \(\d", page)
    assert page.count("<mark>") >= 4
    assert page.count("<details>") >= 3
    assert len(page) < 400_000
    english = refused(bad_files.many_errors(), "banyak.csv", activities="own", lang="/en")
    assert "Cell that holds no number (1,200)" in english


def test_the_page_shows_the_table_around_the_cell(refused):
    page = refused(csv({("3509", "C", 2023): "sekitar 100"}), "pdrb.csv")
    assert "sel D6" in page
    assert "<mark>sekitar 100</mark>" in page
    assert '<th scope="row">6</th>' in page
    assert '<th scope="col">D</th>' in page


@override_settings(UPLOAD_LIMIT_MB=1)
def test_a_file_beyond_the_bound_is_let_go_while_it_comes_in(refused):
    page = refused(csv() + b"#" * 1_100_000, "besar.csv", status=413)
    assert "lebih besar daripada batas 1 MB" in page
    assert 'value="PDRB Banyuwangi"' in page


def test_a_hundred_megabytes_are_refused_before_they_are_read(people, signed_in, folders):
    class Unread:
        def read(self, *_):
            raise AssertionError("the body was read")

        readline = read

    before = folders()
    client = signed_in(people.analyst)
    answer = client.generic(
        "POST",
        UPLOAD,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(100_000_000),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert "lebih besar daripada batas 20 MB" in answer.content.decode()
    assert folders() == before


def test_the_handler_stops_at_the_bound():
    request = RequestFactory().post("/")
    uploads.bound(request)
    first, second, _ = request.upload_handlers
    assert isinstance(first, uploads.BoundedUploadHandler)
    assert isinstance(second, MemoryFileUploadHandler)
    chunk = b"x" * 1_000_000
    for _ in range(20):
        assert first.receive_data_chunk(chunk, 0) is chunk
    with pytest.raises(SkipFile):
        first.receive_data_chunk(b"x", 0)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.csv", "x.csv"),
        ("..\\..\\windows\\x.csv", "x.csv"),
        ("/etc/passwd.csv", "passwd.csv"),
        ("C:\\Data\\pdrb 2024.xlsx", "pdrb 2024.xlsx"),
        ("a\0b.csv", "ab.csv"),
        ("kopi\u202exslx.csv", "kopixslx.csv"),
        ("a" * 300 + ".csv", "a" * 100 + ".csv"),
        ("ñ" * 300 + ".csv", "ñ" * 50 + ".csv"),
        ("pdrb<script>.csv", "pdrb script.csv"),
        ("line\nbreak.csv", "linebreak.csv"),
        ("...csv", "data.csv"),
        (".csv", "data.csv"),
        ("", "data"),
        ("..", "data"),
        ("x." + "e" * 99, "x." + "e" * 10),
        ("numpy.py", "numpy.py"),
    ],
)
def test_a_files_name_is_made_harmless(name, kept):
    assert intake.safe_name(name) == kept
    assert os.path.basename(intake.safe_name(name)) == intake.safe_name(name)


@pytest.mark.parametrize("name", ["../../x.csv", "a\0b.csv", "kopi\u202ecsv.csv", "a" * 250 + ".csv"])
def test_a_tricky_name_goes_no_further_than_its_folder(people, signed_in, folders, name):
    before = folders()
    answer = signed_in(people.analyst).post(UPLOAD, FORM | {"file": upload(csv(), name)})
    assert answer.status_code == 302
    version = Version.objects.get()
    assert version.file_name == intake.safe_name(name)
    assert "\u202e" not in str(version.papers)
    (new,) = folders() - before
    assert new.name == f"{version.digest}.parquet"


def test_a_file_called_like_a_module_is_never_run(refused, tmp_path):
    page = refused(f"open({str(tmp_path / 'run')!r}, 'w')".encode(), "numpy.py")
    assert "tidak dapat dibaca" in page
    assert not (tmp_path / "run").exists()
