#include "checker/manifest/level.hpp"

#include <doctest/doctest.h>

using namespace checker;
using namespace checker::manifest;

namespace {

std::string product(const std::string& levels, const std::string& branch = "5.5",
                    const std::string& more = "") {
  return R"({"id": "p", "name": "P", "branch": ")" + branch +
         R"(", "components": ["A.dll", "B.dll"], "levels": [)" + levels + "]" + more + "}";
}
std::string level(const std::string& id, const std::string& files, const std::string& more = "") {
  return R"({"id": ")" + id + R"(", "source": "KB Q1", "files": {)" + files + "}" + more + "}";
}

base::Result<Product> read(const std::string& text) {
  auto json = base::parse_json(text, "t.json");
  REQUIRE(json);
  return read_product(*json, "t.json");
}
std::string problem(const std::string& text) {
  const auto made = read(text);
  return made ? "fine" : made.error().message;
}

}  // namespace

TEST_CASE("products and levels are read strictly") {
  const std::string sp1 = level("SP1", R"("A.dll": "5.5.2232.2")");
  const std::string sp2 = level("SP2", R"("A.dll": "5.5.2448.4")");
  const auto hotfix = [](const std::string& version, const std::string& id = "h",
                         const std::string& part = "Migration") {
    return level(id, R"("A.dll": ")" + version + "\"",
                 R"(, "base": "SP1", "part": ")" + part + "\"");
  };
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {product(sp1 + "," + sp2), "fine"},
      {product(level("RTM", R"("A.dll": "5.5.1960")")), "fine"},
      {product(level("RTM", R"("A.dll": "8.3.83.6")"), "8"), "fine"},
      {product(sp1 + "," + hotfix("5.5.2300.1") + "," + sp2), "fine"},
      // A hotfix may be newer than the service pack behind it, or of another part and older.
      {product(sp1 + "," + hotfix("5.5.2500.1") + "," + hotfix("5.5.2400.1", "i", "Store") + "," +
               sp2),
       "fine"},
      {product(sp2 + "," + sp1),
       "t.json#/levels/1: A.dll falls at level SP1: levels stand oldest first"},
      {product(sp1 + "," + hotfix("5.5.2500.1") + "," + hotfix("5.5.2400.1", "i")),
       "t.json#/levels/2: A.dll falls at level i"},
      {product(hotfix("5.5.2300.1")),
       "t.json#/levels/0/base is no service pack that stands before"},
      {product(sp1 + "," + sp1), "t.json#/levels/1/id is the id of another level"},
      {product(level("RTM", "", R"(, "part": "x")")), "t.json#/levels/0/part is of hotfixes only"},
      {product(level("RTM", R"("A.dll": "5.5")")), "t.json#/levels/0/files/A.dll is no version"},
      {product(level("RTM", R"("A.dll": "5.0.1457.3")")),
       "t.json#/levels/0/files/A.dll is not of branch 5.5"},
      {product(level("RTM", R"("C.dll": "5.5.1.1")")), "t.json#/levels/0/files/C.dll is not a key"},
      {product(sp1, "5.5.1"), "t.json#/branch should be one number or two"},
      {product(sp1, "5.5", R"(, "from": "5.5.2000.0", "below": "5.5.2000.0")"),
       "t.json#/below is not above"},
      {product(sp1, "5.5", R"(, "below": "5.5.2000.0")"),
       "t.json#/levels/0/files/A.dll is not of branch"},
      {product(sp1, "5.5",
               R"(, "sets": [{"name": "s", "files": ["A.dll", "B.dll"], "source": "x"}])"),
       "fine"},
      {product(sp1, "5.5", R"(, "sets": [{"name": "s", "files": ["A.dll"], "source": "x"}])"),
       "t.json#/sets/0/files are fewer than two"},
      {product(sp1, "5.5",
               R"(, "sets": [{"name": "s", "files": ["A.dll", "C.dll"], "source": "x"}])"),
       "t.json#/sets/0/files name C.dll, which is no component of p"},
      {product(sp1, "5.5",
               R"(, "file_only": [{"name": "s", "files": ["A.dll", "B.dll"], "source": "x"}])"),
       "fine"},
      {product(sp1, "5.5",
               R"(, "file_only": [{"name": "s", "files": ["A.dll", "C.dll"], "source": "x"}])"),
       "t.json#/file_only/0/files name C.dll, which is no component of p"},
      {R"({"id": "p", "name": "P", "branch": "5.5", "components": ["A.dll", "a.DLL"], "levels": []})",
       "t.json#/components name a.dll twice"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::string found = problem(row.text);
    CAPTURE(found);
    CHECK(found.starts_with(row.expected));
  }
}

TEST_CASE("which versions are of a product") {
  struct Row {
    std::string branch, more, version;
    bool holds;
  };
  const Row rows[] = {
      {"5.5", "", "5.5.1.1", true},
      {"5.5", "", "5.0.1.1", false},
      {"8", "", "8.0.685.25", true},
      {"8", "", "8.3.83.6", true},
      {"8", "", "80.3.83.6", false},
      {"8", "", "5.8.0.0", false},
      {"15.2", R"(, "below": "15.2.2562.0")", "15.2.2561.65535", true},
      {"15.2", R"(, "below": "15.2.2562.0")", "15.2.2562.0", false},
      {"15.2", R"(, "from": "15.2.2562.0")", "15.2.2562.0", true},
      {"15.2", R"(, "from": "15.2.2562.0")", "15.2.2561.65535", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.branch + row.more + " " + row.version);
    const auto made = read(product("", row.branch, row.more));
    REQUIRE(made);
    CHECK(made->holds(*version::parse(row.version)) == row.holds);
  }
}

TEST_CASE("a build alone is every revision of it") {
  const auto made = read(product(level("RTM", R"("A.dll": "5.5.1960", "B.dll": "5.5.1960.3")")));
  REQUIRE(made);
  const auto& files = made->levels[0].files;
  const auto order = [&](const char* file, const char* version) {
    const auto found = files.at(file).compare(*version::parse(version));
    return found == 0 ? "at" : found > 0 ? "after" : "before";
  };
  CHECK(order("A.dll", "5.5.1960.0") == std::string("at"));
  CHECK(order("A.dll", "5.5.1960.65535") == std::string("at"));
  CHECK(order("A.dll", "5.5.1959.65535") == std::string("before"));
  CHECK(order("A.dll", "5.5.1961.0") == std::string("after"));
  CHECK(order("B.dll", "5.5.1960.4") == std::string("after"));
  CHECK(to_string(files.at("A.dll")) == "5.5.1960");
  CHECK(to_string(files.at("B.dll")) == "5.5.1960.3");
}
