"""The report in a browser: Playwright with the system's Chromium. Skipped where either is missing,
with the reason.
"""

from __future__ import annotations

import re
import shutil

import pytest
from steepest.verify.report import write_report

playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright here")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")

WIDTH = 390
# Boxes that cut something off: in each the sign (a bar that stays) and, by keyboard, a way to it.
CUT = """() => {
  const bad = [];
  const own = (box) => getComputedStyle(box).overflowX;
  for (const box of document.querySelectorAll("main *")) {
    if (box.closest("svg") || box.closest("math")) continue;
    if (box.scrollWidth <= box.clientWidth + 1 || !box.clientWidth) continue;
    if (own(box) === "visible") continue;
    const shown = getComputedStyle(box).backgroundImage.includes("gradient");
    if (own(box) !== "auto" || !shown || box.tabIndex !== 0) bad.push(box.outerHTML.slice(0, 120));
  }
  for (const one of document.querySelectorAll("main math, main code, main table, main img")) {
    const box = one.getBoundingClientRect();
    if (box.right > innerWidth + 1 && !one.closest(".formula, .inline, .scroll, pre"))
      bad.push("outside: " + one.outerHTML.slice(0, 120));
  }
  if (document.documentElement.scrollWidth > innerWidth) bad.push("the page scrolls sideways");
  return bad;
}"""


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser):
    """opened(width, **options): a page whose messages and errors are kept in `page.heard`."""
    contexts = []

    def make(width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.heard = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()


def test_search_and_filters(site, opened):
    page = opened()
    page.goto((site / "index.html").as_uri())
    page.fill("#words", "twice x")
    assert page.locator("#hits li").count() == 2
    page.select_option("#verdict", "REFUTED")
    assert page.locator("#hits li").all_inner_texts()[0].startswith("REFUTED fake.refuted")
    assert page.inner_text("#found") == "1 claim"
    page.click("#hits a")
    assert "must hold, and does not" in page.inner_text("main")
    assert page.heard == []


def test_without_scripts_everything_is_there(site, opened):
    page = opened(java_script_enabled=False)
    page.goto((site / "index.html").as_uri())
    assert page.locator("#find").is_hidden()
    page.click("table.matrix a >> nth=0")
    assert page.locator("section.root").count() >= 4
    page.uncheck("#show-refuted")
    assert not page.locator(".item.refuted").first.is_visible()
    assert page.heard == []


def test_nothing_is_cut_off_without_a_sign(site, opened):
    page = opened(WIDTH)
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate(CUT) == [], path.name
    assert page.heard == []


def test_a_cut_is_found(tmp_path, opened):
    """The check itself can fail."""
    page = opened(WIDTH)
    wide = '<main><div style="overflow:hidden"><p style="width:900px">x</p></div></main>'
    (tmp_path / "a.html").write_text(wide)
    page.goto((tmp_path / "a.html").as_uri())
    assert len(page.evaluate(CUT)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_for_axe(site, opened, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core here")
    page = opened(color_scheme=scheme, bypass_csp=True)
    for path in (
        "index",
        "errata",
        "facts",
        "figures",
        "papers/du-hu-lee-2018",
        "claims/fake.refuted",
    ):
        page.goto((site / f"{path}.html").as_uri())
        found = axe.Axe().run(page).response["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"][:120], one["nodes"][0]["failureSummary"][:200])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], path


def test_dark_and_light(site, opened):
    colours = set()
    for scheme in ("dark", "light"):
        page = opened(color_scheme=scheme)
        page.goto((site / "index.html").as_uri())
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 2


def test_print_has_everything(site, opened):
    page = opened()
    page.goto((site / "claims" / "fake.proved.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
    part = page.locator("details .list a").first
    assert part.evaluate("(one) => one.checkVisibility({contentVisibilityAuto: true})")
    hidden = page.evaluate("""() => [...document.querySelectorAll("main *")].filter((one) =>
        getComputedStyle(one).overflowX === "auto").length""")
    assert hidden == 0
    assert len(page.pdf()) > 5000


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The report of every registered claim, none of them run."""
    from steepest.proofs import registry
    from steepest.proofs.papers import PAPERS
    from steepest.verify.report import write_site
    from steepest.verify.report.material import Material
    from steepest.verify.store.results import Known

    items = [Known(claim, None) for claim in registry.claims().values()]
    folder = tmp_path_factory.mktemp("whole") / "report"
    write_site(Material(items, list(registry.definitions().values()), PAPERS), folder)
    return folder


@pytest.mark.slow
def test_the_start_page_is_small_and_finds(whole, opened):
    assert (whole / "index.html").stat().st_size < 300_000
    page = opened()
    page.goto((whole / "index.html").as_uri())
    assert page.evaluate("document.querySelectorAll('*').length") < 2000
    for words in ("rank-one", "lambda_min"):
        page.fill("#words", words)
        assert page.locator("#hits li").count() > 0, words
    page.fill("#words", "")
    page.get_by_role("link", name=re.compile("^Theorem 3.2")).first.click()
    assert "Theorem 3.2" in page.inner_text("h1")
    assert max(path.stat().st_size for path in (whole / "claims").iterdir()) < 60_000


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_claim_is_cut_off(whole, opened):
    page = opened(WIDTH)
    bad = {}
    for path in sorted((whole / "claims").iterdir()):
        page.goto(path.as_uri())
        if found := page.evaluate(CUT):
            bad[path.name] = found[0]
    assert bad == {}


@pytest.mark.slow
def test_from_a_false_theorem_to_its_witness_in_two_clicks(steepest, tmp_path, opened):
    store = tmp_path / "results.sqlite"
    steepest("run", "balance.thm-3.2", "--no-report", "--store", store)
    page = opened()
    page.goto(write_report(store).as_uri())
    page.get_by_role("link", name=re.compile("^Theorem 3.2.*refuted")).click()
    page.get_by_role("link", name="Witness").click()
    assert page.url.endswith("#witness")
    assert "its negation is proved" in page.inner_text("section[aria-labelledby=witness]")
