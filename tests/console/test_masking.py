import pytest

from console.masking import mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hub 081234567890 ya", "hub ••••90 ya"),
        ("hub +62 812-3456-7890 ya", "hub ••••90 ya"),
        ("nik:1571054101900001", "nik:••••01"),
        ("NIK-1571 0541 0190 0001.", "NIK-••••01."),
        ("ADU-2026-000123 belum selesai", "ADU-2026-000123 belum selesai"),
        ("sejak 12-11-2026 belum cair Rp 200.000", "sejak 12-11-2026 belum cair Rp 200.000"),
        ("", ""),
    ],
)
def test_long_numbers_are_cut_and_the_rest_is_left_alone(text: str, shown: str) -> None:
    assert mask(text) == shown
