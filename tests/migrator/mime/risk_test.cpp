#include "migrator/mime/risk.hpp"

#include "macbinary.hpp"
#include "support.hpp"

namespace migrator::mime {
namespace {

using namespace std::string_literals;

// A compound file with one directory entry in its third sector.
std::string compound(const std::string& name, char type) {
  std::string out = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(1016 + 256, '\0');
  std::string entry;
  for (char c : name) entry += {c, '\0'};
  entry.resize(64);
  entry += static_cast<char>(2 * (name.size() + 1));
  entry += '\0';
  entry += type;
  entry.resize(128);
  return out + entry + std::string(500, 'x');
}

const std::string kProgram = "MZ\x90\0\3\0\0\0\4\0\0\0"s + std::string(60, '\1');

}  // namespace

TEST_CASE("programs and macros are known by what they are, then by name") {
  struct Row {
    std::string name, bytes;
    unsigned programs, macros;
  };
  const Row rows[] = {
      {"LETTER.DOC", kProgram, 1, 0},
      {"a",
       "\x7F"
       "ELF\1\1"s,
       1, 0},
      {"a", "#!/bin/sh\n", 1, 0},
      {"SETUP.EXE", "text", 1, 0},
      {"go.Bat", "@echo", 1, 0},
      {"a.txt.vbs", "x", 1, 0},
      {"MZ.TXT", "MZ is how many a word begins, and this is one of them.", 0, 0},
      {"exe", "x", 0, 0},
      {"SETUP.EXE. .", "text", 1, 0},
      {"....", "x", 0, 0},
      {"REPORT.DOC", compound("Macros", 1), 0, 1},
      {"REPORT.XLS", compound("_VBA_PROJECT_CUR", 1), 0, 1},
      {"REPORT.XLS", compound("_VBA_PROJECT", 2), 0, 1},
      {"REPORT.PPT", compound("VBA", 1), 0, 1},
      {"REPORT.DOC", compound("Macros", 2), 0, 0},
      {"REPORT.DOC", compound("MacrosX", 1), 0, 0},
      {"REPORT.DOC", compound("WordDocument", 2), 0, 0},
      {"a.docm", "PK\3\4"s + std::string(300, 'x') + "word/vbaProject.bin" + "x", 0, 1},
      {"a.docx", "PK\3\4"s + std::string(300, 'x') + "word/document.xml", 0, 0},
      {"a.txt", "vbaProject.bin", 0, 0},
      {"", "", 0, 0},
  };
  for (const Row& row : rows) {
    Message message;
    message.parts = {test::file_part(row.name, row.bytes)};
    test::Text out;
    const auto done = render(message, test::harbor(), out);
    REQUIRE(bool(done));
    CAPTURE(row.name);
    CAPTURE(row.macros);
    CHECK(done->programs == row.programs);
    CHECK(done->macros == row.macros);
    for (std::size_t portion : {8u, 31u, 127u, 129u}) {
      Risk risk;
      for (std::string_view rest = row.bytes; !rest.empty();
           rest.remove_prefix(std::min(rest.size(), portion)))
        risk.look(rest.substr(0, portion));
      CHECK(risk.macros() == (row.macros > 0));
    }
  }
}

TEST_CASE("a large attachment is looked at while it is read") {
  Message message;
  message.parts = {
      test::file_part("a.xls", std::string(compound("Macros", 1) + std::string(2u << 20, 'x')))};
  message.parts.push_back(test::file_part("b", kProgram + std::string(2u << 20, 'x')));
  test::Text out;
  const auto done = render(message, test::harbor(), out);
  REQUIRE(bool(done));
  CHECK(done->macros == 1);
  CHECK(done->programs == 1);
}

TEST_CASE("a text in the message is no program, whatever it says") {
  Message message;
  message.parts = {test::text_part("#!/bin/sh"), test::text_part("#!/bin/sh", "x.exe")};
  test::Text out;
  const auto done = render(message, test::harbor(), out);
  REQUIRE(bool(done));
  CHECK(done->programs == 0);
}

}  // namespace migrator::mime
