"""The printed forms of a visit: PDF/UA, everybody on the list, codes that lead where they say, texts that stay texts."""

import io
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pikepdf
import pypdfium2
import pytest
from present.made_up import INJECTIONS

from potensi.present import forms
from potensi.present.qr import qr_svg

OBSERVE = "https://potensi.example.id/belajar/titik/7/amati/"
VERIFY = "https://potensi.example.id/belajar/sertifikat/2015-0001-007-K7QF3M/"
PEOPLE = tuple(
    forms.Person(f"Peserta {k:03d}", f"Badan Kepegawaian Daerah {k % 38}", f"Kabupaten {k % 38}", str(k % 14 + 1))
    for k in range(1, 143)
)


def journey(lang="id", **more):
    about = {"programme": "Belajar menjual", "cohort": "Angkatan I", "organiser": "Badan Kepegawaian Jawa Timur"}
    about |= {"starts": date(2015, 9, 15), "ends": date(2015, 9, 17), "printed": date(2015, 9, 1)}
    return forms.Journey(lang, host="Bappeda, Kabupaten Banyuwangi", **about | more)


def session(day=15, hour=9, **more):
    about = {"title": "Mal pelayanan", "place": "Jalan Ahmad Yani", "in_charge": "Lestari", "hours": 2.5}
    about |= {"question": "Mengapa satu loket cukup?"}
    return forms.Session(starts=datetime(2015, 9, day, hour), minutes=90, **about | more)


def booklet(lang="id", injected="", **more):
    kit = forms.Kit("Bappeda", "Selamat datang.", "Naik angkutan nomor 6.", "Berpakaian rapi.", "Lestari")
    sessions = (
        session(),
        session(hour=13, title="Kampung kopi"),
        session(16, title="Festival desa", question=injected),
    )
    groups = (("Kelompok 1", PEOPLE[:11]), ("Kelompok 2", PEOPLE[11:22]))
    return forms.Booklet(**{"journey": journey(lang), "sessions": sessions, "groups": groups, "kit": kit} | more)


def award(person=PEOPLE[0], lang="id", **more):
    about = {"number": "2015-0001-007-K7QF3M", "hours": 10.5, "of_hours": 12, "issued": date(2015, 9, 18)}
    about |= {"address": VERIFY, "office": "Kepala Badan", "signed_by": "Akmal", "places": ("Banyuwangi", "Jember")}
    return forms.Award(journey=journey(lang), person=person, **about | more)


@cache
def printed(kind, lang="id"):
    makers = {
        "booklet": lambda: forms.booklet_pdf(booklet(lang)),
        "attendance": lambda: forms.attendance_pdf(forms.AttendanceList(journey(lang), session(), PEOPLE)),
        "questions": lambda: forms.questions_pdf(
            [forms.QuestionSheet(journey(lang), each, OBSERVE) for each in booklet().sessions]
        ),
        "certificate": lambda: forms.certificates_pdf([award(each, lang) for each in PEOPLE[:3]]),
    }
    return makers[kind]()


KINDS = ("booklet", "attendance", "questions", "certificate")


def pages(content):
    with pypdfium2.PdfDocument(content) as found:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in found]


def sizes(content):
    with pypdfium2.PdfDocument(content) as found:
        return {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in found}


def elements(node):
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from elements(part)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def alternatives(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [each for each in elements(pdf.Root.StructTreeRoot.K) if each.S == "/Figure"]
        return [str(each.get("/Alt", "")) for each in found]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_tagged_for_those_who_cannot_see_it(kind, lang):
    with pikepdf.open(io.BytesIO(printed(kind, lang))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).split("-")[0] == lang
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"].endswith("Angkatan I")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_form_gives_the_same_bytes(kind):
    first = printed(kind)
    printed.cache_clear()
    assert printed(kind) == first


def test_paper_is_what_an_office_has():
    assert sizes(printed("booklet")) == {(148, 210)}
    assert sizes(printed("attendance")) == {(210, 297)}
    assert sizes(printed("questions")) == {(210, 297)}
    assert sizes(printed("certificate")) == {(297, 210)}


def test_everybody_stands_on_the_list_once_under_a_repeated_heading():
    found = pages(printed("attendance"))
    whole = " ".join(found)
    assert [whole.count(each.name) for each in PEOPLE] == [1] * 142
    assert len(found) > 3
    assert all("Tanda tangan" in page for page in found if "Peserta 0" in page or "Peserta 1" in page)
    assert "142 peserta" in found[0]
    assert f"Halaman {len(found)} dari {len(found)}" in found[-1]


def test_the_booklet_holds_the_days_in_order_the_groups_the_kit_and_room_to_write():
    whole = " ".join(pages(printed("booklet")))
    parts = ["Belajar menjual", "Selasa, 15 September 2015", "09.00–10.30", "Mengapa satu loket cukup?", "Kampung kopi"]
    parts += [
        "Rabu, 16 September 2015",
        "Festival desa",
        "Kelompok 2",
        "Peserta 022",
        "Naik angkutan nomor 6.",
        "Catatan",
    ]
    at = [whole.find(part) for part in parts[:-1]]
    assert -1 not in at
    assert at == sorted(at)
    assert whole.rstrip().find("Catatan") != -1
    assert "2,5 jam pelajaran" in whole


def test_a_booklet_without_groups_kit_and_stops_is_printed_too():
    bare = booklet(sessions=(), groups=(), kit=None)
    assert "Belajar menjual" in pages(forms.booklet_pdf(bare))[0]
    empty = forms.booklet_pdf(booklet(kit=forms.Kit("Bappeda")))
    assert "Dari tuan rumah" not in " ".join(pages(empty))


def test_each_stop_has_one_page_with_its_question_and_the_five_of_an_observation():
    found = pages(printed("questions"))
    assert len(found) == 3
    for page in found:
        assert "Yang saya lihat" in page
        assert "Yang saya bawa pulang" in page
    assert "Mengapa satu loket cukup?" in found[0]
    assert alternatives(printed("questions")) == [
        f"Kode QR menuju halaman pengamatan titik {each.title}" for each in booklet().sessions
    ]


def test_a_long_question_and_a_long_place_still_fit_one_page():
    long = session(question="Mengapa satu loket cukup bagi semua orang yang datang? " * 6, place="Jalan " * 25)
    assert len(pages(forms.questions_pdf([forms.QuestionSheet(journey(), long, OBSERVE)]))) == 1


def test_each_person_has_one_page_with_number_hours_and_where_to_verify():
    content = printed("certificate")
    found = pages(content)
    assert [each.name in page for each, page in zip(PEOPLE[:3], found, strict=True)] == [True] * 3
    for page in found:
        assert "2015-0001-007-K7QF3M" in page
        assert "10,5 dari 12 jam pelajaran" in page
        assert "di Banyuwangi dan Jember pada 15–17 September 2015" in page
        assert VERIFY.removeprefix("https://") in page
    assert all(VERIFY in alt for alt in alternatives(content))
    assert len(alternatives(content)) == 3


def test_a_long_name_and_long_offices_keep_a_certificate_to_one_page():
    name = "Prof. Dr. Ir. Raden Mas Bambang Kusumanegara Wiryawan Adiningrat, S.H., M.Hum., Ph.D."
    agency = "Dinas Koperasi, Usaha Kecil dan Menengah, Perindustrian dan Perdagangan"
    long = award(forms.Person(name, agency, "Kabupaten Penajam Paser Utara"), office=f"Kepala {agency}")
    long = replace(long, journey=journey(sample=True, programme="Belajar menjual potensi daerah " * 3))
    found = pages(forms.certificates_pdf([long]))
    assert len(found) == 1
    assert name in found[0]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_is_invented_is_marked_on_every_form(lang):
    invented = journey(lang, sample=True)
    made = {
        "booklet": forms.booklet_pdf(booklet(journey=invented)),
        "attendance": forms.attendance_pdf(forms.AttendanceList(invented, session(), PEOPLE[:3])),
        "questions": forms.questions_pdf([forms.QuestionSheet(invented, session(), OBSERVE)]),
        "certificate": forms.certificates_pdf([replace(award(), journey=invented)]),
    }
    mark = "Contoh: orang" if lang == "id" else "Sample: people"
    assert [kind for kind, content in made.items() if mark not in pages(content)[0]] == []
    assert mark not in pages(printed("certificate"))[0]


@pytest.mark.parametrize("text", INJECTIONS)
def test_texts_stay_texts(text):
    whole = " ".join(pages(forms.booklet_pdf(booklet(injected=text))))
    assert text in whole
    assert "root:" not in whole


def test_signs_that_no_form_can_hold_do_not_stop_the_printer():
    strange = forms.Person("Ni\u0000a \u202e漢字 😀", "Dinas\x0b", "Kabupaten", "1")
    assert "Nia" in " ".join(pages(forms.attendance_pdf(forms.AttendanceList(journey(), session(), (strange,)))))


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (date(2015, 9, 15), date(2015, 9, 15), "15 September 2015"),
        (date(2015, 9, 15), date(2015, 9, 17), "15–17 September 2015"),
        (date(2015, 9, 30), date(2015, 10, 2), "30 September – 2 Oktober 2015"),
        (date(2015, 12, 30), date(2016, 1, 2), "30 Desember 2015 – 2 Januari 2016"),
    ],
)
def test_days_are_said_as_people_say_them(starts, ends, said):
    assert forms.days(starts, ends, "id") == said


def test_a_code_is_read_back_square_by_square():
    import re

    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(VERIFY)
    code.make(fit=True)
    wanted = {(x, y) for y, row in enumerate(code.get_matrix()) for x, dark in enumerate(row) if dark}
    drawn = {
        (x, int(y))
        for left, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)", qr_svg(VERIFY))
        for x in range(int(left), int(left) + int(wide))
    }
    assert drawn == wanted
