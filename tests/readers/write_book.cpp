// write_book DEST [more]: writes directories and lists with whatever names people and programs have
// given, for programs that are not ours to read. Each folder of DEST is a destination; `more` adds
// a second time to the one called "merged".
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "base/digest.hpp"
#include "migrator/destination/address_book.hpp"

namespace {

using namespace migrator;
namespace fs = std::filesystem;

const std::vector<DirectoryEntry> kEntries = {
    {"Quill, Nora", "L", "", "Dock office", {}},
    {"QUILL, Nora", "R", "PIER", "the same name", {}},
    {"Quill,  Nora", "L", "", "two blanks", {}},
    {"M\xC3\xBCller, J\xC3\xB6rg",
     "l",
     "NORDSEE",
     "Versetzt: nach \xE2\x80\x9ENordsee\xE2\x80\x9C",
     {}},
    {"Mu\xCC\x88ller, Jo\xCC\x88rg", "l", "", "accents apart", {}},
    {"STRASSE", "L", "", "", {}},
    {"Stra\xC3\x9F"
     "e",
     "L",
     "",
     "",
     {}},
    {"\xE6\x97\xA5\xE6\x9C\xAC \xE5\xA4\xAA\xE9\x83\x8E", "L", "", "\xE6\x97\xA5\xE6\x9C\xAC", {}},
    {"\xED\x95\x9C\xEA\xB5\xAD", "L", "", "", {}},
    {"\xE0\xB9\x84\xE0\xB8\x97\xE0\xB8\xA2", "L", "", "", {}},
    {"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "L", "", "", {}},
    {"\xD8\xB9\xD8\xB1\xD8\xA8\xD9\x8A", "L", "", "", {}},
    {"\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD\xD0\xBE\xD0\xB2, \xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD",
     "A",
     "Quill, Nora",
     "",
     {}},
    {"\xCE\x9F\xCE\xB4\xCF\x85\xCF\x83\xCF\x83\xCE\xAD\xCE\xB1\xCF\x82", "L", "", "", {}},
    {"\xEF\xAC\x81sh \xEF\xBC\xA1", "L", "", "letters of compatibility", {}},
    {"fish A", "L", "", "what they are compatible with", {}},
    {"#Garden", "L", "", " leading blank", {}},
    {"=+,;<>\\\"'", "L", "", ":colon first", {}},
    {std::string("nul\0tab\tline\r\nend", 16), "L", "", "<less\r\nlines\r\n", {}},
    {std::string(9000, 'x'), "L", "", std::string(9000, 'y'), {}},
    {" \t", "L", "", " ", {}},
    {"not UTF-8 \xFF", "\xFF", "\xFF x", "\xFF", {}},
    {"CORK", "P", "", "By telephone", {}},
    {"cork", "p", "CORK", "", {}},
    {"Quill, Nora", "P", "", "an office of that name", {}},
    {"Rope", "a", "INTERNET rope@rope.example", "Supplier", {}},
    {"desk@inn.example", "r", "INTERNET", "", {}},
};

std::vector<PersonalList> lists() {
  PersonalList book{std::string(kAddressBookName), {}, "", {}};
  book.address_book = true;
  book.members = {{"Doe, John", "", "SMTP:jdoe@example.com"},
                  {"Only Name", "", ""},
                  {"Quill, Nora", "", ""},
                  {"Doe, John", "GATE", "odd\r\nplace"},
                  {"", "", ""}};
  book.details.resize(book.members.size());
  book.details[0] = {{"First", "John"},  {"Bus-Num", "555-0142"}, {"Bus2-Num", "555 0142"},
                     {"Fax-Num", "5;5"}, {"Zip", "\xE3\x80\x92"}, {"Note", "a\r\nb"},
                     {"Note", "a"},      {"Title", "A"},          {"Title", "a"},
                     {"Spouse", "Jane"}, {"Home-Num", "-"}};
  PersonalList all{"All of them", {}, "note; with, all", {}};
  for (const DirectoryEntry& entry : kEntries) all.members.push_back({entry.name, "", ""});
  return {
      {"Crew",
       {{"Quill, Nora", "", ""},
        {"quill, nora", "", ""},
        {"Smith", "", ""},
        {"Smith", "CORK", ""},
        {"ivaz@rope.example", "", ""},
        {"", "CORK", ""},
        {"Crew", "", ""}},
       "on deck",
       {}},
      {"CREW", {}, "empty, and of the same name", {}},
      {"", {{"Smith", "", ""}}, "", {}},
      std::move(all),
      {"\xE9\x83\xA8", {{"\xE6\x97\xA5\xE6\x9C\xAC \xE5\xA4\xAA\xE9\x83\x8E", "", ""}}, "", {}},
      std::move(book),
  };
}

bool good(const base::Result<void>& done) {
  if (!done) std::fprintf(stderr, "error: %s\n", done.error().message.c_str());
  return bool(done);
}

struct Task {
  const char* folder;
  bool directory, adds;
};

bool write(const fs::path& root, const Task& task, bool more) {
  base::PosixFiles files;
  for (const char* folder : {"", ".sidestep", "mailboxes"}) fs::create_directories(root / folder);
  mime::Options options;
  options.domain = "harbor.invalid";
  options.post_office = "HARBOR";
  destination::AddressBook book(files, root, root / ".sidestep", options, task.adds);
  if (task.directory) {
    for (DirectoryEntry entry : kEntries) {
      if (more) entry.comments += " changed";
      if (auto put = book.put(entry); !put) return good(std::move(put).error());
    }
    if (!good(book.finish_directory())) return false;
  }
  for (const char* mailbox :
       {"Quill, Nora", "QUILL, NORA~1", "M\xC3\xBCller", "a+b;=\\", "no lists"}) {
    auto theirs = std::string_view(mailbox) == "no lists" ? std::vector<PersonalList>() : lists();
    if (more)
      for (PersonalList& list : theirs) list.note += " changed";
    const auto target = root / "mailboxes" / (base::sha256(mailbox).substr(0, 8) + ".vcf");
    if (auto put = book.put_lists(mailbox, theirs, target); !put)
      return good(std::move(put).error());
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const bool more = argc > 2;
  const Task tasks[] = {{"whole", true, false}, {"listed", false, false}, {"merged", true, true}};
  for (const Task& task : tasks)
    if ((!more || task.adds) && !write(fs::path(argv[1]) / task.folder, task, more)) return 2;
  return 0;
}
