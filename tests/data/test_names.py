"""Which code list governs, and which labels are parts, sums or codes of one's own."""

from potensi.data.names import resolve


def labels(*texts):
    return [(text, "") for text in texts]


def test_codes_of_ones_own_that_look_like_parts_stand_for_themselves():
    found = resolve(labels("K00000", "K00001", "A01"), "activity")
    assert found.list == "own"
    assert not found.details
    assert set(found.code.values()) == {"K00000", "K00001", "A01"}


def test_parts_of_an_industry_that_is_there_are_not_counted_twice():
    found = resolve(labels("A", "A.1 Pertanian", "A.1.b Tanaman Pangan", "M,N", "PDRB Tanpa Migas"), "activity")
    assert found.list == "industries"
    assert {text for text, _ in found.details} == {"A.1 Pertanian", "A.1.b Tanaman Pangan", "PDRB Tanpa Migas"}


def test_an_unknown_name_in_a_governed_table_comes_with_candidates():
    found = resolve(labels("Kabupaten Banyuwangi", "Kab. Jember", "Kabupaten Banyuwagi"), "region")
    assert found.list == "indonesia"
    code, params = found.problems["Kabupaten Banyuwagi", ""]
    assert code == "unknown_region"
    assert params["nearest"][0] == "3510"
