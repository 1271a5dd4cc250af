"""Personal numbers: what is accepted, and how little of them is shown."""

import pytest

from potensi.web.people.numbers import masked, nik_fault, nip_fault, phone_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("198703152010011012", "1987••••••••••••12"),
        ("3510014503870002", "3510••••••••••02"),
        ("081234567890", "0812••••••90"),
        ("12345", "•••••"),
        ("", ""),
    ],
)
def test_a_number_shows_its_first_four_and_last_two_digits(text, shown):
    assert masked(text) == shown
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("198703152010011012", ""),
        ("199001012021212001", ""),  # an employee by contract: 21 where others have the month of entry
        ("19870315201001101", "nip_length"),
        ("1987031520100110123", "nip_length"),
        ("19870315201001101x", "nip_length"),
        ("٠٩٨٧٠٣١٥٢٠١٠٠١١٠١٢", "nip_length"),  # digits, but not ours
        ("198713152010011012", "nip_birth"),  # month 13
        ("198702302010011012", "nip_birth"),  # 30 February
        ("200703152010011012", "nip_birth"),  # entered at the age of three
        ("198703152010013012", "nip_sex"),
    ],
)
def test_a_nip_is_checked_for_its_day_of_birth_year_of_entry_and_sex(text, fault):
    assert nip_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("3510014503870002", ""),
        ("3510010503870002", ""),
        ("351001450387000", "nik_length"),
        ("3510017903870002", "nik_birth"),
    ],
)
def test_a_nik_is_checked_for_its_day_of_birth(text, fault):
    assert nik_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("0812-3456-7890", "081234567890"),
        ("+62 812 3456 7890", "081234567890"),
        ("6281234567890", "081234567890"),
        ("81234567890", "081234567890"),  # a spreadsheet has eaten the zero
        ("(0333) 421234", "0333421234"),
        ("+65 6123 4567", "+6561234567"),
        ("12", None),
        ("telepon", None),
        ("0012345678", None),
    ],
)
def test_a_telephone_number_is_kept_one_way(text, kept):
    assert phone_of(text) == kept
