#include "migrator/mime/address_map.hpp"

#include "base/blob.hpp"
#include "base/csv_table.hpp"
#include "base/digest.hpp"
#include "migrator/message/message.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/folded_name.hpp"

namespace migrator::mime {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::uint64_t kLargest = 64u << 20;
constexpr std::size_t kMostNames = 1'000'000;
constexpr const char* kHint =
    "the first line names the columns: name,address or name,post_office,address";

std::string key_of(std::string_view name, std::string_view post_office) {
  return folded_name(name) + '\n' + folded_name(post_office);
}

enum Column { kName, kAddress, kPostOffice };
constexpr base::CsvColumn kColumns[] = {{"name", true}, {"address", true}, {"post_office"}};

// Who a row is about.
Address person(const base::CsvTable& row) {
  const std::string name = row.field(kName), where = row.field(kPostOffice);
  if (!where.empty()) return {name, where, ""};
  return parse_ccmail_address(name);
}

}  // namespace

Result<std::shared_ptr<const AddressMap>> AddressMap::read(const std::filesystem::path& path) {
  auto text = base::read_file(path, kLargest);
  if (!text) return std::move(text).error();
  std::shared_ptr<AddressMap> map(new AddressMap);
  map->digest_ = base::sha256(*text);
  auto rows = base::CsvTable::open(*std::move(text), path.string(), kColumns, true, kHint);
  if (!rows) return std::move(rows).error();
  for (;;) {
    auto more = rows->next();
    if (!more) return std::move(more).error();
    if (!*more) return std::shared_ptr<const AddressMap>(std::move(map));
    const Address who = person(*rows);
    if (who.name.empty()) return rows->wrong("a row without a name");
    const std::string address = rows->field(kAddress);
    if (!is_internet_address(address))
      return rows->wrong("\"" + base::printable(address) + "\" is no Internet address",
                         "an address is like nora@harbor.example");
    const auto [known, fresh] = map->addresses_.emplace(key_of(who.name, who.post_office), address);
    if (!fresh && known->second != address)
      return rows->wrong("\"" + base::printable(to_string(who)) +
                         "\" has another address further up: " + known->second);
    if (map->addresses_.size() > kMostNames)
      return Error{Errc::limit,
                   path.string() + ": more than " + std::to_string(kMostNames) + " names"};
  }
}

const std::string* AddressMap::find(std::string_view name, std::string_view post_office) const {
  auto found = addresses_.find(key_of(name, post_office));
  if (found == addresses_.end() && !post_office.empty()) found = addresses_.find(key_of(name, ""));
  return found == addresses_.end() ? nullptr : &found->second;
}

}  // namespace migrator::mime
