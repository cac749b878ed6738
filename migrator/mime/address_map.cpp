#include "migrator/mime/address_map.hpp"

#include <algorithm>
#include <optional>

#include "base/csv.hpp"
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

struct Columns {
  std::size_t name = 0, address = 0;
  std::optional<std::size_t> post_office;
};

class Rows {
 public:
  Rows(std::string text, std::string name)
      : text_(std::move(text)),
        name_(std::move(name)),
        rows_(std::make_shared<base::MemoryAccess>(base::bytes_of(text_)), name_) {}

  Result<std::optional<base::CsvRecord>> next() { return rows_.next(); }
  Error wrong(std::uint64_t line, const std::string& what, const char* hint = "") const {
    return {Errc::malformed, name_ + ":" + std::to_string(line) + ": " + what, hint};
  }

  Result<Columns> columns() {
    auto header = rows_.next();
    if (!header) return std::move(header).error();
    if (!*header) return wrong(1, "the file is empty", kHint);
    std::vector<std::string>& fields = (*header)->fields;
    if (fields.front().starts_with(base::kByteOrderMark))
      fields.front().erase(0, base::kByteOrderMark.size());
    const auto place = [&](std::string_view column) -> std::optional<std::size_t> {
      const auto it = std::ranges::find_if(fields, [&](const std::string& field) {
        return base::equals_fold(base::trim(field), column);
      });
      if (it == fields.end()) return std::nullopt;
      return static_cast<std::size_t>(it - fields.begin());
    };
    const auto name = place("name"), address = place("address");
    if (!name || !address)
      return wrong((*header)->line,
                   std::string("there is no column \"") + (name ? "address" : "name") + "\"",
                   kHint);
    width_ = fields.size();
    return Columns{*name, *address, place("post_office")};
  }

  Result<void> whole(const base::CsvRecord& row) const {
    if (row.fields.size() != width_)
      return wrong(row.line, "expected " + std::to_string(width_) + " fields, found " +
                                 std::to_string(row.fields.size()));
    if (!std::ranges::all_of(row.fields, base::is_utf8))
      return wrong(row.line, "this is not UTF-8", "save the file as UTF-8");
    return {};
  }

 private:
  std::string text_;
  std::string name_;
  base::CsvReader rows_;
  std::size_t width_ = 0;
};

// Who a row is about.
Address person(const base::CsvRecord& row, const Columns& columns) {
  const std::string name(base::trim(row.fields[columns.name]));
  const std::string_view where =
      columns.post_office ? base::trim(row.fields[*columns.post_office]) : std::string_view();
  if (!where.empty()) return {name, std::string(where), ""};
  return parse_ccmail_address(name);
}

}  // namespace

Result<std::shared_ptr<const AddressMap>> AddressMap::read(const std::filesystem::path& path) {
  auto text = base::read_file(path, kLargest);
  if (!text) return std::move(text).error();
  std::shared_ptr<AddressMap> map(new AddressMap);
  map->digest_ = base::sha256(*text);
  Rows rows(*std::move(text), path.string());
  auto columns = rows.columns();
  if (!columns) return std::move(columns).error();
  for (;;) {
    auto row = rows.next();
    if (!row) return std::move(row).error();
    if (!*row) return std::shared_ptr<const AddressMap>(std::move(map));
    if (auto whole = rows.whole(**row); !whole) return std::move(whole).error();
    const std::uint64_t line = (*row)->line;
    const Address who = person(**row, *columns);
    if (who.name.empty()) return rows.wrong(line, "a row without a name");
    const std::string address(base::trim((*row)->fields[columns->address]));
    if (!is_internet_address(address))
      return rows.wrong(line, "\"" + base::printable(address) + "\" is no Internet address",
                        "an address is like nora@harbor.example");
    const auto [known, fresh] = map->addresses_.emplace(key_of(who.name, who.post_office), address);
    if (!fresh && known->second != address)
      return rows.wrong(line, "\"" + base::printable(to_string(who)) +
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
