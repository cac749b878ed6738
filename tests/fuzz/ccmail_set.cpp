// set.json: a set, or an error that says where.
#include "migrator/ccmail/set_file.hpp"
#include "tests/fuzz/folder.hpp"

using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = base::parse_json(base::text_of(fuzz::bytes(data, size)), "set.json");
  if (!json) return 0;
  migrator::ccmail::SetChoice choice;
  choice.description = *json;
  const auto set = migrator::ccmail::load_set(fuzz::folder(), choice);
  if (!set) {
    require(!set.error().message.empty(), "an error says something");
    return 0;
  }
  require(!set->post_office.empty(), "a set has a post office");
  for (const auto& account : set->accounts) {
    require(set->find(account.account.kind, account.account.name) == &account,
            "an account is found by its name, and no two have one");
    require(account.numbers.empty() || account.numbers.size() == account.messages.size() + 1,
            "there is a number for each file, and one more");
    for (const auto& path : account.messages)
      require(path.text().find("..") == std::string::npos ||
                  path.under("/a").lexically_normal().string().starts_with("/a/"),
              "a path stays inside");
  }
  return 0;
}
