"""The desk in a real browser, on a small phone and on a desk screen."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from console.desk import Allowance
from handlers.effects import OpenCase
from storage import doors, templates
from storage.tables import door_months
from tests.console.conftest import Office

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PICTURES = os.environ.get("PINTU_PICTURES")  # a folder to keep what was seen, for a person to look at

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Colours in a picture-free page are plain CSS colours, so contrast can be computed from what the browser settled.
CONTRAST = """() => {
  const channels = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = el => {
    for (; el; el = el.parentElement) {
      const c = channels(getComputedStyle(el).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const el of document.querySelectorAll("body *")) {
    if (![...el.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [light(channels(getComputedStyle(el).color)), light(behind(el))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${el.className || el.tagName} ${ratio.toFixed(2)} ${el.textContent}`);
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield opened
        opened.close()


def look(page: Page, name: str) -> None:
    """Nothing wider than the screen, nothing too pale to read."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert page.evaluate(OVERFLOW) == 0, name
    assert page.evaluate(CONTRAST) == [], name


@pytest.mark.parametrize("width", [360, 1200])
def test_an_officer_signs_in_answers_a_case_and_plans_a_visit(
    office: Office, complaint: str, browser: Browser, width: int
) -> None:
    due = office.now - timedelta(hours=3)
    urgent = OpenCase("danger", "danger_domestic_violence", {}, "urgent", due)
    office.family("Ani", "tolong bu saya dipukul suami tadi malam", urgent, ago=timedelta(hours=4))
    half = OpenCase("aid", "aid_school", {}, "soon", office.now + timedelta(hours=5), complete=False)
    office.family("Nur Halimah binti Abdurrahman Wahid", "seragam" + "panjang" * 40, half, ago=timedelta(days=5))
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="id-ID", timezone_id="Asia/Jakarta")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    outside: list[str] = []
    page.on("request", lambda asked: None if asked.url.startswith(office.url) else outside.append(asked.url))

    page.goto(f"{office.url}/petugas/masuk?token={office.link()}")
    look(page, f"{width}-masuk")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Masuk ke meja petugas").click()

    page.wait_for_url("**/petugas/")
    look(page, f"{width}-kasus")
    page.get_by_label("Cari nama atau nomor").fill("siti")
    page.keyboard.press("Enter")
    page.wait_for_url("**cari=siti**")
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name=complaint).click()
    page.wait_for_url(f"**/kasus/{complaint}")
    look(page, f"{width}-satu")
    page.get_by_role("button", name="Ambil kasus ini").click()
    page.get_by_label("Balasan untuk keluarga").fill("Baik Bu Siti, kami cek ke bank hari ini. Tunggu kabar kami ya.")
    page.get_by_role("button", name="Kirim balasan").click()
    assert "Balasan segera dikirim" in page.get_by_role("status").inner_text()
    page.get_by_text("Tambah kunjungan").click()
    page.get_by_label("Tanggal").fill("2026-11-24")
    page.get_by_label("Jam").fill("14:00")
    page.get_by_label("Catatan untuk petugas").fill("Bawa formulir")
    page.get_by_role("button", name="Simpan kunjungan").click()
    assert "Kunjungan dicatat" in page.get_by_role("status").inner_text()
    look(page, f"{width}-dijawab")
    page.get_by_role("button", name="Tandai selesai").click()
    page.wait_for_url("**?hasil=finished")
    look(page, f"{width}-selesai")

    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk?keluar=1")
    look(page, f"{width}-keluar")
    assert complaints == []
    assert outside == []
    context.close()


def test_the_whole_way_can_be_gone_by_keyboard(office: Office, complaint: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{office.url}/petugas/masuk?token={office.link()}")

    def tab_to(words: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if words in page.evaluate("document.activeElement.textContent"):
                return
        pytest.fail(f"no way to {words} with the Tab key")

    tab_to("Masuk ke meja petugas")
    page.keyboard.press("Enter")
    page.wait_for_url("**/petugas/")
    tab_to(complaint)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{complaint}")
    tab_to("Kirim balasan")
    tab_to("Ambil kasus ini")
    page.keyboard.press("Enter")
    page.wait_for_url("**?hasil=took")
    page.close()


@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_of_advice_can_be_read_and_filtered(office: Office, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740}, locale="id-ID")
    page.goto(f"{office.url}/petugas/masuk?token={office.link()}")
    page.get_by_role("button", name="Masuk ke meja petugas").click()
    page.get_by_role("link", name="Isi", exact=True).click()
    page.wait_for_url("**/isi")
    page.get_by_label("Cari kata").fill("demam")
    page.get_by_label("Diperiksa").select_option("belum")
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url("**hanya=belum**")
    page.get_by_text("Anak demam").click()
    assert page.get_by_text("Kompres air hangat, bukan air es.").is_visible()
    look(page, f"{width}-isi")
    for kind in ("warnings", "hotlines", "agencies", "tips"):
        page.get_by_label("Jenis").select_option(kind)
        page.get_by_label("Cari kata").fill("")
        page.get_by_label("Diperiksa").select_option("")
        page.get_by_role("button", name="Tampilkan").click()
        page.wait_for_url(f"**jenis={kind}**")
        look(page, f"{width}-isi-{kind}")
    page.close()


@pytest.mark.parametrize("allowance", [Allowance(1000, 250)])
@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_of_whatsapp_shows_what_is_wrong_in_colour(
    office: Office, browser: Browser, width: int, allowance: Allowance
) -> None:
    now = office.now
    with office.database.begin() as tx:
        tx.execute(door_months.insert().values(door="whatsapp", month="2026-11", service=812))
        doors.down(tx, "whatsapp", code="131042", reason="", urgent=True, until=now, now=now)
        templates.keep(tx, [templates.Seen("kabar_baru", "id", "UTILITY", "REJECTED", "SCAM", "RED")], now=now)
    page = browser.new_page(viewport={"width": width, "height": 740}, locale="id-ID")
    page.goto(f"{office.url}/petugas/masuk?token={office.link()}")
    page.get_by_role("button", name="Masuk ke meja petugas").click()
    page.get_by_role("link", name="WhatsApp", exact=True).click()
    page.wait_for_url("**/whatsapp")
    assert page.get_by_role("alert").is_visible()
    assert page.get_by_role("progressbar").first.is_visible()
    assert page.get_by_role("status").inner_text().startswith("812 dari 1000")
    look(page, f"{width}-whatsapp")
    page.close()
