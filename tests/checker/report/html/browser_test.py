"""Pages in headless Chromium: nothing is asked for, nothing is changed, nothing runs over.

    browser_test.py WRITE_SAMPLES [--shots DIR]     DIR: also write pictures, for people
"""
import collections
import pathlib
import subprocess
import sys
import tempfile
import unittest

import browser
import page
import png

SHOTS = pathlib.Path(sys.argv.pop()) if "--shots" in sys.argv else None
if SHOTS:
    sys.argv.remove("--shots")
PROGRAM = sys.argv.pop(1)
SKIPPED = 77  # what CMakeLists.txt calls skipped

# Texts in drawings that are wider than their box, as the browser measures them.
OVERFLOWING = """[...document.querySelectorAll('svg.lane .box')].flatMap(box => {
  const rect = box.querySelector('rect').getBBox();
  return [...box.querySelectorAll('text')].filter(text => {
    const b = text.getBBox();
    return b.x < rect.x || b.x + b.width > rect.x + rect.width - 4 ||
           b.y < rect.y || b.y + b.height > rect.y + rect.height;
  }).map(text => text.textContent);
})"""

# What reaches beyond the page, but what scrolls within a frame of its own: on paper nothing does.
TOO_WIDE = """[...document.querySelectorAll('body *')].filter(e =>
  (matchMedia('print').matches || !e.closest('.frame')) && !e.closest('.skip') &&
  e.getClientRects().length > 0 &&
  e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
).map(e => e.outerHTML.slice(0, 80))"""

# Folded parts whose content is not drawn.
FOLDED = """[...document.querySelectorAll('details:not(.words)')].filter(d =>
  d.lastElementChild.getClientRects().length === 0 ||
  !d.lastElementChild.checkVisibility({contentVisibilityAuto: true})).length"""


class InBrowser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="sidestep-pages-")
        subprocess.run([PROGRAM, cls.folder.name], check=True, timeout=60)
        cls.pages = sorted(pathlib.Path(cls.folder.name).glob("*.html"))
        cls.browser = browser.Browser(browser.program())

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def show(self, path):
        self.browser.look(1200)
        self.browser.open(path.as_uri())

    def test_there_is_a_page_of_every_kind(self):
        self.assertGreaterEqual(len(self.pages), 12)

    def test_nothing_is_requested_but_the_page(self):
        for path in self.pages:
            with self.subTest(page=path.stem):
                self.show(path)
                self.assertEqual(self.browser.requested(), [path.as_uri()])

    def test_the_browser_changes_nothing_and_complains_of_nothing(self):
        for path in self.pages:
            with self.subTest(page=path.stem):
                self.show(path)
                dom = self.browser.evaluate("document.documentElement.outerHTML")
                self.assertEqual(page.Page(dom).shape(), page.Page(path.read_text("utf-8")).shape())
                complaints = [e["params"] for e in self.browser.events if e["method"] == "Log.entryAdded"]
                self.assertEqual(complaints, [])

    def test_the_policy_stops_what_somebody_puts_into_a_page(self):
        text = (pathlib.Path(self.folder.name) / "safe.html").read_text("utf-8")
        evil = "<script>document.title = 'run'</script><img src='http://evil.example/x'>"
        for name, policy, title, asked in (("with", True, False, 0), ("without", False, True, 1)):
            changed = text.replace("</main>", evil + "</main>")
            if not policy:  # the test can see what the policy stops
                changed = changed.replace("Content-Security-Policy", "X-Nothing")
            path = pathlib.Path(self.folder.name) / f"evil-{name}.page"
            path = path.with_suffix(".htm")
            path.write_text(changed, "utf-8")
            self.browser.open(path.as_uri())
            blocked = [e for e in self.browser.events if e.get("method") == "Network.loadingFailed"
                       and e["params"].get("blockedReason") == "csp"]
            wanted = [u for u in self.browser.requested() if "evil" in u and u.startswith("http")]
            self.assertEqual(self.browser.evaluate("document.title") == "run", title, name)
            self.assertEqual(len(wanted) - len(blocked), asked, name)

    def test_texts_stay_in_their_boxes(self):
        for path in self.pages:
            with self.subTest(page=path.stem):
                self.show(path)
                self.assertEqual(self.browser.evaluate(OVERFLOWING), [])

    def test_no_page_is_wider_than_its_window(self):
        for path in self.pages:
            with self.subTest(page=path.stem):
                self.show(path)
                for width in (360, 400, 800, 1200):
                    self.browser.look(width)
                    self.assertEqual(self.browser.evaluate(TOO_WIDE), [], width)
                    self.assertLessEqual(
                        self.browser.evaluate("document.documentElement.scrollWidth"), width)

    def test_screenshots_show_the_verdict_in_its_colours(self):
        grounds = {("safe", "light"): "#fff3d9", ("clear", "light"): "#e8f6ee",
                   ("blocked", "light"): "#fdeced", ("unknown", "dark"): "#242040"}
        for (name, scheme), colour in grounds.items():
            for width in (400, 1200):
                with self.subTest(page=name, width=width):
                    self.browser.look(width, 500, scheme)
                    self.browser.open((pathlib.Path(self.folder.name) / f"{name}.html").as_uri())
                    wide, high, rows = png.pixels(self.browser.screenshot())
                    self.assertEqual((wide, high), (width, 500))
                    counted = collections.Counter(p for row in rows for p in row)
                    ground = tuple(int(colour[i:i + 2], 16) for i in (1, 3, 5))
                    self.assertGreater(counted[ground], wide * high // 50)
                    self.assertGreater(len(counted), 30)  # letters, symbols, lines

    def test_print_shows_what_is_folded(self):
        for path in self.pages:
            with self.subTest(page=path.stem):
                self.show(path)
                if self.browser.evaluate("document.querySelectorAll('details:not(.words)').length") == 0:
                    continue
                self.assertGreater(self.browser.evaluate(FOLDED), 0)  # the test can tell
                self.browser.look(688, media="print")  # A4 without its margins
                self.assertEqual(self.browser.evaluate(TOO_WIDE), [])
                self.assertEqual(self.browser.evaluate(FOLDED), 0)
                self.assertEqual(self.browser.evaluate(
                    "getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")

    def test_it_prints(self):
        self.browser.look(1200)
        self.browser.open((pathlib.Path(self.folder.name) / "safe.html").as_uri())
        pdf = self.browser.pdf()
        self.assertTrue(pdf.startswith(b"%PDF-"))
        self.assertGreater(len(pdf), 20000)

    def test_the_tree_of_a_screen_reader_names_drawings_and_parts(self):
        self.browser.open((pathlib.Path(self.folder.name) / "safe.html").as_uri())
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        named = {(n.get("role", {}).get("value"), n.get("name", {}).get("value")) for n in nodes}
        for role, name in (("image", "As you meant it"), ("image", "The plan: what to do instead"),
                           ("heading", "SAFE WITH A CHANGE"), ("navigation", "On this page"),
                           ("region", "Why"), ("region", "What to do"), ("columnheader", "SP3")):
            self.assertIn((role, name), named)

    @unittest.skipUnless(SHOTS, "no folder for pictures was given")
    def test_pictures_for_people(self):
        for path in self.pages:
            with self.subTest(page=path.stem):
                self.show(path)
                for name, width, scheme in (("light", 1200, "light"), ("dark", 1200, "dark"),
                                            ("narrow", 400, "light")):
                    self.browser.look(width, 1000, scheme)
                    shot = SHOTS / f"{path.stem}-{name}.png"
                    shot.write_bytes(self.browser.screenshot(whole=True))
                self.browser.look(794, 1000, media="print")
                (SHOTS / f"{path.stem}-print.png").write_bytes(self.browser.screenshot(whole=True))
                self.browser.look(1200)
                (SHOTS / f"{path.stem}.pdf").write_bytes(self.browser.pdf())


if __name__ == "__main__":
    if not browser.program():
        print("skipped: no Chromium here; scripts/packages names it")
        sys.exit(SKIPPED)
    unittest.main()
