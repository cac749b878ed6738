#include "migrator/run/fingerprint.hpp"

#include "fakes.hpp"

namespace migrator::run {
namespace {

std::string print_of(const fs::path& path) {
  const auto origin = origin_of(path);
  REQUIRE_MESSAGE(origin, origin.error().message);
  const auto print = fingerprint(*origin);
  REQUIRE_MESSAGE(print, print.error().message);
  return *print;
}

void make_source(const fs::path& folder) {
  write(folder / "set.json", R"({"mailboxes": [{"name": "..", "messages": ["mail/quill.exp"]}],
                                 "directory": "directory.exp"})");
  write(folder / "mail/quill.exp", "Message:");
  write(folder / "notes.txt", "nothing that the set names");
}

TEST_CASE("a fingerprint changes with the set's own files and with nothing else") {
  struct Row {
    std::string what;
    std::function<void(const fs::path&)> change;
    bool noticed;
  };
  const Row rows[] = {
      {"nothing", [](const fs::path&) {}, false},
      {"a file that the set does not name",
       [](const fs::path& source) { write(source / "notes.txt", "more"); }, false},
      {"set.json", [](const fs::path& source) { write(source / "set.json", "{}"); }, true},
      {"the size of a file",
       [](const fs::path& source) { write(source / "mail/quill.exp", "Message: "); }, true},
      {"the time of a file",
       [](const fs::path& source) {
         fs::last_write_time(source / "mail/quill.exp",
                             fs::file_time_type::clock::now() + std::chrono::hours(1));
       },
       true},
      {"a file that was absent",
       [](const fs::path& source) { write(source / "directory.exp", ""); }, true},
      {"a file that is gone", [](const fs::path& source) { fs::remove(source / "mail/quill.exp"); },
       true},
  };
  for (const Row& row : rows) {
    const Folder folder;
    make_source(folder / "source");
    const std::string before = print_of(folder / "source");
    row.change(folder / "source");
    CAPTURE(row.what);
    CHECK((print_of(folder / "source") != before) == row.noticed);
  }
}

TEST_CASE("a set that was moved whole, times and all, has the same fingerprint") {
  const Folder folder;
  make_source(folder / "source");
  const std::string before = print_of(folder / "source");
  fs::rename(folder / "source", folder / "elsewhere");
  CHECK(print_of(folder / "elsewhere") == before);
}

TEST_CASE("the files of a set of migration files count, whatever their case") {
  const Folder folder;
  write(folder / "HARBOR.PKL", "\"Microsoft Exchange Migration Packing List\"\r\n");
  write(folder / "00000001.pri", "one");
  const std::string before = print_of(folder / "HARBOR.PKL");
  write(folder / "00000001.pri", "three");
  const std::string changed = print_of(folder / "HARBOR.PKL");
  CHECK(changed != before);
  write(folder / "00000002.SEC", "");
  CHECK(print_of(folder / "HARBOR.PKL") != changed);
}

TEST_CASE("what is neither an export set nor a packing list is refused, and says what would be") {
  const Folder folder;
  write(folder / "empty/readme.txt", "");
  write(folder / "mail.exp", "Message:");
  for (const char* name : {"absent", "empty", "mail.exp"}) {
    const auto origin = origin_of(folder / name);
    CAPTURE(std::string(name));
    REQUIRE_FALSE(origin);
    CHECK(origin.error().message.find(name) != std::string::npos);
    CHECK(origin.error().hint.find("set.json") != std::string::npos);
  }
}

}  // namespace
}  // namespace migrator::run
