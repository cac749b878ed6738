"""A page as a program that is not ours reads it: its elements, in order, with their text."""
import html.parser
import pathlib
import subprocess
import tempfile

VOID = {"meta", "link", "img", "br", "hr", "input", "base", "col", "embed", "source", "wbr"}


class Element:
    def __init__(self, name, attributes, parent, line):
        self.name, self.attributes, self.parent, self.line = name, dict(attributes), parent, line
        self.children, self.own_text = [], ""

    def get(self, name):
        return self.attributes.get(name)

    def text(self):
        return self.own_text + "".join(child.text() for child in self.children)

    def inside(self, name):
        above = self.parent
        while above is not None and above.name != name:
            above = above.parent
        return above

    def __str__(self):
        return f"line {self.line}: <{self.name} {self.attributes}>"


class Page(html.parser.HTMLParser):
    """`elements`: all, in document order. `faults`: tags that do not pair."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.faults, self.open = [], [], []
        self.scripts_and_comments = []
        self.feed(text)
        self.close()
        self.faults += [f"never closed: {e}" for e in self.open]

    def handle_starttag(self, name, attributes):
        names = [key for key, _ in attributes]
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute twice: <{name}> in line {self.getpos()[0]}")
        element = Element(name, attributes, self.open[-1] if self.open else None, self.getpos()[0])
        if self.open:
            self.open[-1].children.append(element)
        self.elements.append(element)
        if name not in VOID:
            self.open.append(element)

    def handle_endtag(self, name):
        if not self.open or self.open[-1].name != name:
            self.faults.append(f"</{name}> in line {self.getpos()[0]} closes nothing")
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.open[-1].own_text += data

    def handle_comment(self, data):
        self.scripts_and_comments.append(data)

    def named(self, *names):
        return [e for e in self.elements if e.name in names]

    def shape(self):
        """What a browser may not change: elements and attributes, in order, and the text."""
        return [(e.name, sorted(e.attributes.items()), " ".join(e.own_text.split()))
                for e in self.elements]


def written(program):
    """The pages of all samples, by name."""
    with tempfile.TemporaryDirectory(prefix="sidestep-pages-") as folder:
        subprocess.run([program, folder], check=True, timeout=60)
        return {path.stem: path.read_text("utf-8") for path in pathlib.Path(folder).glob("*.html")}
