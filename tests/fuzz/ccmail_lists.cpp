// private-lists.csv and, as text, PRIVDIR.INI.
#include "migrator/ccmail/private_directory.hpp"
#include "migrator/ccmail/private_lists.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory.hpp"

using fuzz::require;

namespace {

migrator::ccmail::SetFile set_of_three() {
  migrator::ccmail::SetFile set{"",    "HARBOR", "", "", *migrator::ccmail::Rules::standard(),
                                "UTC", {},       {}, {}};
  for (const char* name : {"Quill, Nora", "Reed, Tom", "Vaz, Ilda"}) {
    migrator::ccmail::AccountFiles files;
    files.account = {migrator::AccountKind::mailbox, name};
    set.add(std::move(files));
  }
  set.private_lists = *base::RelPath::parse("lists.csv");
  return set;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kSet = set_of_three();
  const auto lists =
      migrator::ccmail::PrivateLists::open(fuzz::file_of(fuzz::bytes(data, size)), kSet);
  bool member = false;
  if (!lists) require(!lists.error().message.empty(), "an error says something");
  for (std::size_t i = 0; lists && i < kSet.accounts.size(); ++i) {
    const auto of = lists->of(kSet.accounts[i].account.name);
    require(bool(of), "what was checked when it was opened can be read");
    for (const auto& list : *of) {
      require(!list.name.empty(), "a list has a name");
      member = member || !list.members.empty();
    }
  }
  require(!lists || member == lists->any_member(), "members are found again");

  const auto book = migrator::ccmail::read_private_directory(fuzz::file_of(fuzz::bytes(data, size)),
                                                             "p.ini", kSet.rules.page);
  require(bool(book), "memory can be read");
  return 0;
}
