"""The gallery shows every picture that is taken and a sample of every profile, as they are."""

from __future__ import annotations

from pathlib import Path

from esslink.render.profiles import PROFILES
from hosts.browser.gallery_page import CAPTIONS, gallery_page

FOLDER = Path(__file__).parents[1] / "examples" / "gallery"
CASES = Path(__file__).parent / "cases" / "render"


def test_the_page_is_what_the_command_writes():
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == gallery_page()


def test_every_picture_is_there_and_all_are_small():
    pictures = {path.stem: path for path in FOLDER.glob("*.png")}
    assert set(pictures) == set(CAPTIONS)
    for path in pictures.values():
        assert path.read_bytes().startswith(b"\x89PNG")
    assert sum(path.stat().st_size for path in pictures.values()) < 1_500_000


def test_every_profile_has_a_sample_and_a_case_file():
    page = gallery_page()
    cases = {path.name.partition(".")[0].partition("-")[0] for path in CASES.iterdir()}
    for name in PROFILES:
        assert f"### `{name}`" in page, name
        assert name in cases, f"no case file for {name}"
