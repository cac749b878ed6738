// Records come to records: nothing that was there changes, and nothing comes twice.
#include "migrator/destination/ldif_merge.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

std::string person(const std::string& rdn, const std::string& uid, const std::string& says) {
  return "dn: " + rdn + ",dc=x\nobjectClass: person\nuid: " + uid + "\ncn: " + says + "\n\n";
}
std::string group(const std::string& member) {
  return "dn: cn=Crew,dc=x\nobjectClass: groupOfNames\nuid: g\nmember: " + member + "\n\n";
}

/// The merged file, or an error's message.
std::string merged(const std::string& there, const std::string& more) {
  const test::Folder folder("merge_ldif");
  fs::create_directories(folder.path);
  const auto file = [&](const char* name) { return folder.path / name; };
  const auto write = [&](const char* name, const std::string& records) {
    std::ofstream(file(name), std::ios::binary) << records;
  };
  if (!there.empty()) write("there", there);
  write("more", more);
  test::QuickFiles files;
  const auto done = merge_ldif(files, file("there"), file("more"), file("merged"));
  if (!done) return done.error().message;
  return *base::read_file(file("merged"), 1u << 20);
}

TEST_CASE("records come to records") {
  const std::string nora = person("cn=Nora", "1", "Nora"), tom = person("cn=Tom", "2", "Tom");
  const std::string frame = "dn: ou=People,dc=x\nobjectClass: organizationalUnit\nou: People\n\n";
  struct Row {
    const char* what;
    std::string there, more, expected;
  };
  const Row rows[] = {
      {"no file yet", "", nora + tom, nora + tom},
      {"one that is there", nora, nora, nora},
      {"one that is there under another name", nora, person("uid=9", "9", "Nora"), nora},
      {"a new one", frame + nora, frame + tom, frame + nora + tom},
      {"the same DN, another text", nora, person("cn=NORA", "8", "Other"),
       nora + person("uid=8", "8", "Other")},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(merged(row.there, row.more) == row.expected);
  }
}

TEST_CASE("another record under a name and UID that are taken gets its own, the same every time") {
  const std::string nora = person("cn=Nora", "1", "Nora");
  const std::string once = merged(nora, person("cn=Nora", "1", "Other"));
  CHECK(once.starts_with(nora + "dn: uid="));
  CHECK(once.find("uid: 1\n", nora.size()) == once.npos);
  CHECK(merged(nora, person("cn=Nora", "1", "Other")) == once);
  CHECK(merged(once, person("cn=Nora", "1", "Other")) == once);
}

TEST_CASE("lists follow those of their members that are called otherwise now") {
  const std::string nora = person("cn=Nora", "1", "Nora");
  CHECK(merged(nora, person("cn=Nora", "8", "Other") + group("cn=Nora,dc=x"))
            .ends_with(group("uid=8,dc=x")));
  CHECK(merged(nora, person("uid=9", "9", "Nora") + group("uid=9,dc=x"))
            .ends_with(group("cn=Nora,dc=x")));
}

TEST_CASE("a file that ends within a record, or holds none of ours, is refused") {
  const std::string nora = person("cn=Nora", "1", "Nora");
  CHECK(merged(nora.substr(0, nora.size() - 1), nora).find("within a record") != std::string::npos);
  CHECK(merged("hello\n\n", nora).find("no record of ours") != std::string::npos);
  CHECK(merged(nora, nora + "dn: cn=x").find("within a record") != std::string::npos);
}

}  // namespace
}  // namespace migrator::destination
