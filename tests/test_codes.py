"""Which code is meant: both systems, many spellings, and what must not be decided."""

import subprocess
import sys

import pytest

from potensi import codes

BANYUWANGI = [
    "3510", 3510, 3510.0, "3510.0", "35.10", 35.1, " 35.10 ", "Banyuwangi", "BANYUWANGI", "Kab. Banyuwangi", "Kab.Banyuwangi",
    "KAB BANYUWANGI", "Kabupaten\u00a0Banyuwangi", "Kabupaten  Banyuwangi", "Banyuwangi Regency", "10. Banyuwangi", "10 Banyuwangi",
    "3510 Banyuwangi", "[3510] Kabupaten Banyuwangi", "35.10 Kab. Banyuwangi", "3510 - Kab. Banyuwangi", "Banyuwangi*", "Banyuwangi 1)",
    "Banyuwangi¹", "Banyu Wangi", "Banyuwangi (Kab.)", "Kab. Banyuwangi\n",
]  # fmt: skip
INDUSTRY_SPELLINGS = {
    "A": ["A", "a", "A.", "Pertanian, Kehutanan & Perikanan", "1. Pertanian, Kehutanan, dan Perikanan", "I. Pertanian",
          "A.Pertanian, Kehutanan, dan Perikanan", "PERTANIAN, KEHUTANAN DAN PERIKANAN",
          "Pertanian, Kehutanan, dan Perikanan/Agriculture, Forestry, and Fishing",
          "Pertanian, Kehutanan, dan Perikanan\nAgriculture, Forestry and Fishing", "Agriculture, Forestry and Fishing"],
    "C": ["C. Industri Pengolahan", "Industri Pengolahan/Manufacturing", "III. Industri Pengolahan"],
    "E": ["Pengadaan Air, Pengelolaan Sampah, Limbah, dan Daur Ulang"],
    "G": ["Perdagangan Besar dan Eceran, dan Reparasi Mobil dan Sepeda Motor"],
    "I": ["I", "I Penyediaan Akomodasi dan Makan Minum"],
    "J": ["Informasi dan Komunikasi", "Informasi & Komunikasi*"],
    "L": ["Real Estat", "Real Estate", "L. Real Estate/Real Estate Activities"],
    "M,N": ["M,N", "MN", "M, N", "m/n", "M-N", "M,N. Jasa Perusahaan", "MN Jasa Perusahaan", "Jasa Perusahaan/Business Activities"],
    "O": ["Administrasi Pemerintahan, Pertahanan, dan Jaminan Sosial Wajib"],
    "R,S,T,U": ["R,S,T,U", "RSTU", "R S T U", "R,S,T,U. Jasa lainnya", "Jasa Lainnya/Other Services Activities", "XVII. Jasa Lainnya"],
}  # fmt: skip
PAIRED = ["Kediri", "Blitar", "Malang", "Probolinggo", "Pasuruan", "Mojokerto", "Madiun"]


@pytest.mark.parametrize("text", BANYUWANGI)
def test_many_spellings_mean_banyuwangi(text):
    assert codes.regions().find(text) == "3510"


@pytest.mark.parametrize(("code", "text"), [(c, t) for c, texts in INDUSTRY_SPELLINGS.items() for t in texts])
def test_many_spellings_mean_the_industry(code, text):
    assert codes.industries().find(text) == code


@pytest.mark.parametrize("listed", [codes.regions(), codes.industries()], ids=lambda listed: listed.title)
def test_every_code_and_full_name_finds_itself(listed):
    for entry in listed.entries:
        assert listed.find(entry.code) == entry.code
        assert listed.find(entry.name_id) == entry.code
        assert listed.find(entry.name_en) == entry.code
        for spelling in entry.spellings:
            assert listed.find(spelling, kind=entry.kind or None) == entry.code, spelling


def test_the_lists_are_whole():
    kinds = [entry.kind for entry in codes.regions().entries]
    assert [kinds.count(kind) for kind in ("country", "province", "regency", "city")] == [1, 38, 29, 9]
    assert len(codes.industries().entries) == 17
    for entry in codes.regions().entries:
        assert entry.parent in ("", "0000", "3500")
        assert (entry.lat is not None) == (entry.parent == "3500")


def test_both_code_systems_find_every_regency():
    for entry in codes.regions().entries:
        if entry.parent == "3500":
            assert codes.regions().find(entry.code_kemendagri) == entry.code
            assert codes.regions().find(float(entry.code)) == entry.code


@pytest.mark.parametrize("name", PAIRED)
def test_a_name_that_is_a_regency_and_a_city_needs_its_kind(name):
    listed = codes.regions()
    assert listed.find(name) is None
    assert {label for _, label, _ in listed.nearest(name)[:2]} == {f"Kabupaten {name}", f"Kota {name}"}
    assert listed.name(listed.find(name, kind="kabupaten")) == f"Kabupaten {name}"
    assert listed.name(listed.find(name, kind="city")) == f"Kota {name}"
    assert listed.find(f"Kota {name}", kind="kabupaten") == listed.find(f"Kota {name}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        None,
        "Kabupaten",
        "Kota",
        "Kota Banyuwangi",
        "3509 Banyuwangi",
        "94",
        "9999x",
        "Total",
        "Kabupaten/Kota",
    ],
)
def test_what_means_no_region_is_not_found(text):
    assert codes.regions().find(text) is None


def test_the_two_systems_disagree_about_papua():
    listed = codes.regions()
    assert listed.find("9400") == "9400"
    assert {code for code, _, _ in listed.nearest("94")} == {"9400", "9600"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "C. Konstruksi",
        "Perdagangan, Hotel dan Restoran",
        "A.1.b",
        "C.2",
        "PDRB",
        "Pertanian, Peternakan, Perburuan dan Jasa Pertanian",
    ],
)
def test_what_means_no_industry_is_not_found(text):
    assert codes.industries().find(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("Banyuwngi", "3510"), ("Kab. Tulungagun", "3504"), ("Sidoardjo", "3515"), ("Kota Surabya", "3578")],
)
def test_the_nearest_region_comes_first(text, code):
    nearest = codes.regions().nearest(text)
    assert nearest[0][0] == code
    assert 1 <= len(nearest) <= 3
    assert nearest == sorted(nearest, key=lambda found: -found[2])


def test_the_nearest_industry_comes_first():
    assert codes.industries().nearest("Industri Pengolahn")[0][0] == "C"
    assert codes.industries().nearest("Perdangangan besar & eceran")[0][0] == "G"
    assert codes.industries().nearest("zzzzzz") == []


@pytest.mark.parametrize(
    "text",
    [
        "PDRB", "Jumlah", "Total", "Jumlah/Total", "GRDP", "PDRB ADHK", "Total PDRB", "PDRB Kabupaten Banyuwangi", "PDRB/GRDP",
        "Produk Domestik Regional Bruto", "Produk Domestik Regional Bruto/Gross Regional Domestic Product", "PDRB*",
    ],
)  # fmt: skip
def test_totals_over_industries(text):
    assert codes.is_total(text, "activity")


@pytest.mark.parametrize("text", ["PDRB Tanpa Migas", "PDRB per kapita", "Konstruksi", "", None, "Jawa Timur"])
def test_what_is_no_total_over_industries(text):
    assert not codes.is_total(text, "activity")


def test_totals_over_regions():
    for text in (
        "Jawa Timur",
        "Provinsi Jawa Timur",
        "JUMLAH",
        "Total",
        "3500",
        "Indonesia",
        "Jumlah Kabupaten/Kota",
        "East Java",
    ):
        assert codes.is_total(text, "region"), text
    for text in ("Banyuwangi", "Kabupaten", ""):
        assert not codes.is_total(text, "region"), text
    assert not codes.is_total("Jawa Timur", "region", level="province")
    assert codes.is_total("Indonesia", "region", level="province")


def test_names_in_both_languages():
    assert codes.regions().name("3510") == "Kabupaten Banyuwangi"
    assert codes.regions().name("3510", "en") == "Banyuwangi Regency"
    assert codes.industries().name("M,N", "en") == "Business Activities"
    assert codes.industries().short("R,S,T,U") == "Jasa lainnya"
    assert codes.regions().short("3510") == "Kabupaten Banyuwangi"
    assert codes.industries().name("4-digit") == "4-digit"
    assert "3510" in codes.regions()
    assert "0110" not in codes.regions()


def test_validity_where_known():
    batu, tengah = codes.regions().entry("3579"), codes.regions().entry("9600")
    assert (batu.valid(2000), batu.valid(2001)) == (False, True)
    assert (tengah.valid(2021), tengah.valid(2022)) == (False, True)
    assert codes.regions().entry("3510").valid(1999)


def test_importing_codes_is_light():
    script = "import sys, potensi.codes; print([m for m in ('polars', 'rapidfuzz', 'numpy') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"
