#include "migrator/migration/secondary.hpp"

#include <doctest/doctest.h>

#include "tests/migrator/migration/support.hpp"

using namespace migrator::migration;
using migrator::Part;
using test::TempFolder;

namespace {

SecondaryFile in_memory(const std::string& bytes) {
  return {std::make_shared<base::MemoryAccess>(base::bytes_of(bytes)), "X.SEC"};
}

struct Known {
  std::uint64_t offset, data, length;
  BlockType type;
  std::string name;
};
// migration-files.md §4.4
const std::vector<std::vector<Known>> kExample = {
    {{50, 68, 49, BlockType::body, ""}},
    {{119, 138, 29, BlockType::body, ""}, {169, 211, 23, BlockType::attachment, "prices.txt"}},
    {{236, 255, 63, BlockType::other, ""}},
    {{322, 340, 40, BlockType::body, ""}},
    {{382, 400, 0, BlockType::body, ""}, {400, 437, 179, BlockType::schedule, "NQUILL.SC2"}},
    {{618, 636, 0, BlockType::body, ""}, {636, 671, 22, BlockType::document, "berths.txt"}},
};

void check_example(const std::string& bytes) {
  CHECK(bytes.size() == 697);
  const SecondaryFile file = in_memory(bytes);
  for (const auto& known : kExample) {
    std::vector<Finding> odd;
    const auto chain = file.chain(known[0].offset, odd);
    REQUIRE(chain);
    REQUIRE(chain->size() == known.size());
    CHECK(odd.empty());
    for (std::size_t i = 0; i < known.size(); ++i) {
      const Block& block = (*chain)[i];
      CAPTURE(known[i].offset);
      CHECK(block.offset == known[i].offset);
      CHECK(block.data == known[i].data);
      CHECK(block.length == known[i].length);
      CHECK(block.type == known[i].type);
      CHECK(block.name == known[i].name);
    }
  }
  std::vector<Finding> odd;
  const auto prices = file.chain(119, odd);
  CHECK(*file.content((*prices)[1]).text(100) == "Item;Price\r\nRope;4.20\r\n");
  CHECK((*prices)[1].position == 29);
}

}  // namespace

TEST_CASE("the worked example reads with the offsets and lengths of its table") {
  check_example(test::read(test::fixture("good") / "00000001.sec"));
}

TEST_CASE("the reference's example reads with the offsets and lengths of its table") {
  const std::filesystem::path sample = CORPUS_DIR "/reference/samples/example-00000001.sec";
  if (!std::filesystem::exists(sample)) {
    MESSAGE("skipped: no " << sample.string());
    return;
  }
  check_example(test::read(sample));
}

TEST_CASE("blocks written give the worked example, byte for byte") {
  TempFolder folder;
  base::PosixFiles files;
  auto writer = SecondaryWriter::create(files, folder.path() / "X.SEC");
  REQUIRE(writer);
  const auto add = [&](BlockType type, bool last, std::string name,
                       std::optional<std::int64_t> position, const std::string& data) {
    auto offset = writer->add({type, 0, last, std::move(name), position, Part::Format::plain},
                              base::Blob::of(data));
    return offset ? *offset : 0;
  };
  CHECK(add(BlockType::body, true, "", {},
            "Shall we try the new soup place at noon?\r\n\r\nTom\r\n") == 50);
  CHECK(add(BlockType::body, false, "", {}, "The price list is attached.\r\n") == 119);
  CHECK(add(BlockType::attachment, true, "prices.txt", 29, "Item;Price\r\nRope;4.20\r\n") == 169);
  CHECK(add(BlockType::other, true, "", {},
            "\"Quill, Nora\";\"Reed, Tom\";Dock Office[SMTP:dock@harbor.example]") == 236);
  CHECK(add(BlockType::body, true, "", {}, "Meeting notes for the whole dock team.\r\n") == 322);
  CHECK(add(BlockType::body, false, "", {}, "") == 382);
  REQUIRE(writer->draft().close());
  CHECK_FALSE(std::filesystem::exists(folder.path() / "X.SEC"));
  REQUIRE(writer->draft().publish());
  const std::string example = test::read(test::fixture("good") / "00000001.sec");
  CHECK(test::read(folder.path() / "X.SEC") == example.substr(0, 400));
}

TEST_CASE("every cut of a secondary file is an error that names a byte, or the whole chain") {
  const std::string whole = test::read(test::fixture("good") / "00000001.sec");
  int errors = 0;
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    const std::string cut = whole.substr(0, n);
    for (const auto& known : kExample) {
      std::vector<Finding> odd;
      const auto chain = in_memory(cut).chain(known[0].offset, odd);
      CAPTURE(n);
      const Known& last = known.back();
      CHECK(bool(chain) == (n >= last.data + last.length));
      if (chain) continue;
      ++errors;
      CHECK(chain.error().message.find("X.SEC byte ") == 0);
    }
  }
  CHECK(errors > 1000);
}

TEST_CASE("a descriptor is what the format says, or an error that says what was expected") {
  struct Row {
    std::string line, expected;
  };
  const Row rows[] = {
      {"Body,5,,TRUE,,,", "ok"},
      {"body,5,,true", "ok"},
      {"Attachment,5,,False,\"a,b.txt\",-1,Macbinary", "ok"},
      {"Attachment,5,,True,a.txt,,Funny", "ok; Format \"Funny\", taken as None"},
      {"Body,5,base64,TRUE,,,", "ok; Encoding \"base64\", which is reserved"},
      {"Body,5,,TRUE", "ok"},
      {"Body,5,,", "Islast \"\" is not TRUE or FALSE"},
      {"Body,-5,,TRUE,,,", "Length \"-5\" is not a whole number"},
      {"Body,99999999999999999999,,TRUE,,,",
       "Length \"99999999999999999999\" is not a whole number"},
      {"Corpse,5,,TRUE,,,",
       "type \"Corpse\", expected Body, Attachment, Other, Document or Schedule"},
      {"Body,5", "7 fields were expected, there are 2"},
      {"Body,5,,TRUE,,,,", "7 fields were expected, there are 8"},
      {"Body,5,,TRUE,\"x", "column 14: this quote is never closed"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    std::vector<std::string> odd;
    const auto descriptor = parse_descriptor(row.line, odd);
    std::string is = descriptor ? "ok" : descriptor.error().message;
    for (const std::string& what : odd) is += "; " + what;
    CHECK(is == row.expected);
  }
}

TEST_CASE("a chain that would go on without end stops at the limit") {
  std::string bytes(kSecondaryHeader);
  bytes += "\r\n";
  for (std::size_t i = 0; i < kMaxBlocks + 5; ++i) bytes += "Body,0,,FALSE,,,\r\n";
  std::vector<Finding> odd;
  const auto chain = in_memory(bytes).chain(50, odd);
  REQUIRE_FALSE(chain);
  CHECK(chain.error().message.find("more than 65536 blocks") != std::string::npos);
}
