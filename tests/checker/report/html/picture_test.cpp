#include "checker/report/html/picture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/checker/report/html/samples.hpp"

using namespace checker::report::html;

namespace {

std::vector<Lane> lanes(const std::string& name) {
  return lanes_of(samples::Check(samples::named(name)).report());
}

// "[place] cc:Mail post office HARBOR | [work] …": a lane as a line.
std::string shown(const Lane& lane) {
  std::string out;
  for (const Box& box : lane.boxes)
    out += (out.empty() ? "" : " | ") + class_of(box.glyph) + ": " + box.heading;
  return out;
}

}  // namespace

TEST_CASE("the lanes say where each run goes wrong, and what the plan does instead") {
  struct Row {
    std::string name, meant, planned;
  };
  const std::string from = "plain: cc:Mail post office HARBOR | ",
                    one = from + "plain: One step: extract and import together | ",
                    wrong = one + "bad: Goes wrong here | bad: Exchange mailboxes",
                    maybe = one +
                            "doubt: May go wrong here: too little is known | "
                            "doubt: Exchange mailboxes",
                    two = from +
                          "plain: Step 1: extract to files | plain: Step 2: verify the files | "
                          "plain: Step 3: import the files | good: Exchange mailboxes";
  const Row rows[] = {
      {"safe", wrong, two},
      {"clear", one + "good: Exchange mailboxes", ""},
      {"mixed", one + "good: Exchange mailboxes", ""},
      {"missing", maybe, two},
      {"blocked", wrong,
       from + "plain: Run 1 of 2. One step: extract and import together | "
              "plain: Run 2 of 2. One step: extract and import together | "
              "bad: Goes wrong here | bad: Exchange mailboxes"},
      {"unknown", maybe, ""},
      {"left-out", wrong,
       one + "good: Exchange mailboxes | aside: Left out: personal mailing lists"},
      {"package", wrong,
       "plain: First install Mlmig32.dll 5.5.2650.12 | " + one + "good: Exchange mailboxes"},
      {"no-operation", "", ""},
      {"nothing", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::vector<Lane> found = lanes(row.name);
    CHECK((found.empty() ? "" : shown(found.front())) == row.meant);
    CHECK((found.size() < 2 ? "" : shown(found.back())) == row.planned);
  }
}

TEST_CASE("runs that were parted are drawn one after the other, each with what it carries") {
  const Lane lane = lanes("split").back();
  std::vector<std::string> carried;
  for (const Box& box : lane.boxes)
    if (box.heading.starts_with("Run ")) carried.push_back(box.lines.front());
  CHECK(carried == std::vector<std::string>{"Carries directory, messages, personal mailing lists",
                                            "Carries bulletin boards"});
}

TEST_CASE("a box names the rules and what they do") {
  const Lane lane = lanes("safe").front();
  const auto box = std::ranges::find(lane.boxes, Glyph::trouble, &Box::glyph);
  REQUIRE(box != lane.boxes.end());
  REQUIRE(box->lines.size() == 2);
  CHECK(box->lines.front() ==
        "Q214836: One-step run with bulletin boards and personal mailing lists breaks off");
}

TEST_CASE("the step that verifies says which damage it finds") {
  const Lane lane = lanes("safe").back();
  const auto box = std::ranges::find(lane.boxes, Glyph::check, &Box::glyph);
  REQUIRE(box != lane.boxes.end());
  CHECK(box->lines.back() == "Finds the damage of Q214822");
}

TEST_CASE("lines are never wider than their room, and lose no character") {
  const std::string texts[] = {
      "a",
      "bulletin boards, directory, messages, personal mailing lists",
      std::string(300, 'W'),
      "C:\\" + std::string(120, 'x') + " and " + std::string(80, 'i'),
      "東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京",
  };
  const auto bare = [](std::string text) {
    std::erase(text, ' ');
    return text;
  };
  for (const std::string& text : texts)
    for (const std::size_t room : {2000u, 5000u, 19000u}) {
      CAPTURE(text);
      CAPTURE(room);
      std::string joined;
      for (const std::string& line : wrapped(text, room)) {
        CHECK(width_of(line) <= room);
        joined += line;
      }
      CHECK(bare(joined) == bare(text));
    }
  CHECK(wrapped("", 5000).empty());
  CHECK(wrapped("  a   b  ", 5000) == std::vector<std::string>{"a b"});
}

TEST_CASE("a text without end fills a box, not the page") {
  const Lane lane{"x", "X", {{Glyph::work, std::string(100000, 'W'), {std::string(100000, 'i')}}}};
  const std::string svg = drawing(lane).str();
  CHECK(svg.find("…") != std::string::npos);
  CHECK(std::ranges::count(svg, '\n') < 60);
}

TEST_CASE("a drawing is told to those who do not see it") {
  const Lane lane = lanes("safe").back();
  const std::string svg = drawing(lane).str();
  CHECK(svg.find("role=\"img\" aria-labelledby=\"planned-title\" "
                 "aria-describedby=\"planned-description\"") != std::string::npos);
  CHECK(svg.find("<title id=\"planned-title\">The plan: what to do instead</title>") !=
        std::string::npos);
  CHECK(svg.find("Then: Step 2: verify the files. Nothing is imported before they are sound. "
                 "Finds the damage of Q214822.") != std::string::npos);
}
