#include "checker/manifest/records.hpp"

#include <algorithm>

namespace checker::manifest {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// COLLECTION:Q123456, with whatever tells the parts of one article apart behind it.
bool is_record_name(std::string_view name) {
  const auto colon = name.find(":Q");
  if (colon == 0 || colon == std::string_view::npos) return false;
  const auto digits = name.substr(colon + 2);
  return !digits.empty() && is_digit(digits.front()) &&
         std::ranges::all_of(name.substr(0, colon),
                             [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
}

}  // namespace

base::Result<Record> read_record(const base::Json& json, const std::string& where) {
  auto in = base::Fields::of(json, where);
  if (!in) return std::move(in).error();
  auto record = in->text("record");
  auto rules = in->texts_or_none("rules");
  auto undecided = in->text_or("undecided", "");
  if (!record) return std::move(record).error();
  if (!rules) return std::move(rules).error();
  if (!undecided) return std::move(undecided).error();
  if (auto done = in->finish(); !done) return done.error();
  if (!is_record_name(*record))
    return in->wrong("record", "should be a collection and an article, such as facts:Q214836");
  return Record{std::move(*record), std::move(*rules), std::move(*undecided)};
}

}  // namespace checker::manifest
