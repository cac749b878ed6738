"""Pages against what browsers, screen readers and printers need of them.

    page_test.py WRITE_SAMPLES
"""
import re
import subprocess
import sys
import unittest

import page

PROGRAM = sys.argv.pop(1)
PAGES = page.written(PROGRAM)
SAMPLES = {name: page.Page(text) for name, text in PAGES.items()}


class EveryPage(unittest.TestCase):
    def test_there_is_a_page_of_every_kind(self):
        self.assertGreaterEqual(len(SAMPLES), 12)

    def test_tags_pair_and_nothing_is_hidden_in_comments(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                self.assertEqual(found.faults, [])
                self.assertEqual(found.scripts_and_comments, [])
                self.assertGreater(len(found.elements), 50)

    def test_nothing_is_loaded_or_run(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                self.assertEqual(found.named("script", "link", "img", "iframe", "object", "embed", "base",
                                             "form", "input", "image", "use", "foreignobject", "video"), [])
                for element in found.elements:
                    for name, value in element.attributes.items():
                        self.assertFalse(name.startswith("on"), element)
                        self.assertNotIn(name, ("style", "src", "srcset", "action", "background"), element)
                        if "href" in name:
                            self.assertRegex(value, r"\A#", element)
                for sheet in found.named("style"):
                    self.assertNotRegex(sheet.text(), r"url\(|@import|@font-face|https?:")

    def test_a_policy_stands_before_everything_that_it_could_forbid(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                metas = [e.get("http-equiv") for e in found.named("meta", "style", "title")]
                self.assertLess(metas.index("Content-Security-Policy"), 2)
                policy = next(e.get("content") for e in found.named("meta") if e.get("http-equiv"))
                self.assertTrue(policy.startswith("default-src 'none'; style-src 'unsafe-inline'"))

    def test_ids_are_unique_and_what_points_at_one_finds_it(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                ids = [e.get("id") for e in found.elements if e.get("id") is not None]
                self.assertEqual(sorted(ids), sorted(set(ids)))
                for element in found.elements:
                    for name in ("aria-labelledby", "aria-describedby"):
                        for wanted in (element.get(name) or "").split():
                            self.assertIn(wanted, ids, element)
                    if element.name == "a":
                        self.assertIn(element.get("href")[1:], ids, element)
                self.assertTrue(all(re.fullmatch(r"\S+", i) for i in ids))

    def test_headings_go_down_one_level_at_a_time(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                levels = [int(e.name[1]) for e in found.named("h1", "h2", "h3", "h4", "h5", "h6")]
                self.assertEqual(levels[0], 1)
                self.assertEqual(levels.count(1), 1)
                for above, below in zip(levels, levels[1:]):
                    self.assertLessEqual(below, above + 1)
                for element in found.named("h1", "h2", "h3", "h4"):
                    self.assertNotEqual(element.text().strip(), "")

    def test_landmarks(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                for name in ("header", "nav", "main", "footer", "title"):
                    self.assertEqual(len([e for e in found.named(name) if not e.inside("svg")]), 1)
                self.assertEqual(found.elements[0].get("lang"), "en")
                self.assertTrue(found.named("nav")[0].get("aria-label"))
                first = found.named("body")[0].children[0]
                self.assertEqual((first.name, first.get("href")), ("a", "#main"))

    def test_tables_have_captions_and_headings_with_their_scope(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                for heading in found.named("th"):
                    self.assertEqual(heading.get("scope"), "col" if heading.inside("thead") else "row")
                for table in found.named("table"):
                    self.assertEqual(table.children[0].name, "caption")
                    head = len(table.children[1].children[0].children)
                    for line in table.children[2].children:
                        self.assertEqual(len(line.children), head, line)

    def test_drawings_are_told_or_stand_beside_words(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                for svg in found.named("svg"):
                    if svg.get("aria-hidden") == "true":
                        self.assertEqual(svg.text().strip(), "")
                        continue
                    self.assertEqual(svg.get("role"), "img")
                    self.assertEqual([c.name for c in svg.children[:2]], ["title", "desc"])
                    self.assertEqual(svg.get("aria-labelledby"), svg.children[0].get("id"))
                    self.assertGreater(len(svg.children[1].text()), 40)
                    self.assertIsNotNone(svg.inside("figure"))

    def test_what_is_drawn_stays_within_the_drawing(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                for svg in found.named("svg"):
                    width, height = (int(n) for n in svg.get("viewbox").split()[2:])
                    bottom = 0
                    for rect in (e for e in found.named("rect") if e.inside("svg") is svg):
                        x, y, w, h = (int(rect.get(k)) for k in ("x", "y", "width", "height"))
                        self.assertGreater(y, bottom)  # boxes do not overlap
                        bottom = y + h
                        self.assertLessEqual(x + w, width)
                        self.assertLessEqual(bottom, height)
                        texts = [e for e in rect.parent.children if e.name == "text"]
                        self.assertTrue(texts)
                        for text in texts:
                            self.assertTrue(y + 10 < int(text.get("y")) < bottom - 4, text)

    def test_details_have_a_summary_first(self):
        for page_name, found in sorted(SAMPLES.items()):
            with self.subTest(page=page_name):
                for element in found.named("details"):
                    self.assertEqual(element.children[0].name, "summary")


class Colours(unittest.TestCase):
    """WCAG 2.1: 4.5 to 1 for text, in each scheme."""

    def schemes(self):
        sheet = SAMPLES["safe"].named("style")[0].text()
        blocks = re.findall(r":root \{(.*?)\}", sheet, re.S)
        self.assertEqual(len(blocks), 3)  # light, dark, print
        colours = {}
        for name, block in zip(("light", "dark", "print"), blocks):
            found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
            colours[name] = found
        return colours

    @staticmethod
    def luminance(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    def test_contrast(self):
        for scheme, colours in self.schemes().items():
            kinds = ("good", "care", "bad", "doubt")
            pairs = [(ink, ground) for ink in ("text", "quiet", "link") for ground in ("page", "panel")]
            pairs += [(k, f"{k}-ground") for k in kinds] + [("text", f"{k}-ground") for k in kinds]
            for ink, ground in pairs:
                with self.subTest(scheme=scheme, ink=ink, ground=ground):
                    a, b = sorted((self.luminance(colours[ink]), self.luminance(colours[ground])))
                    self.assertGreaterEqual((b + 0.05) / (a + 0.05), 4.5)


class Tidy(unittest.TestCase):
    # It knows neither the newest elements of style sheets nor that <summary> may hold text alone.
    KNOWN = re.compile(r"proprietary attribute|trimming empty")

    def test_tidy_finds_nothing(self):
        for name, text in PAGES.items():
            done = subprocess.run(["tidy", "-errors", "-quiet", "-utf8"], input=text, text=True,
                                  capture_output=True, timeout=30)
            left = [l for l in done.stderr.splitlines() if not self.KNOWN.search(l)]
            with self.subTest(page=name):
                self.assertEqual(left, [])


class Hostile(unittest.TestCase):
    def test_a_hostile_page_has_its_texts_as_texts(self):
        found = SAMPLES["hostile"]
        self.assertGreater(found.named("body")[0].text().count("<script>alert(1)</script>"), 15)
        # Every foreign text stands in an element of ours: the names of elements are those of any page.
        ours = {e.name for name, p in SAMPLES.items() if name != "hostile" for e in p.elements}
        self.assertEqual({e.name for e in found.elements} - ours, set())
        attributes = {a for name, p in SAMPLES.items() if name != "hostile"
                      for e in p.elements for a in e.attributes}
        self.assertEqual({a for e in found.elements for a in e.attributes} - attributes, set())


if __name__ == "__main__":
    unittest.main()
