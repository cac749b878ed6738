#include "migrator/ccmail/keywords.hpp"

#include <algorithm>

namespace migrator::ccmail {
namespace {

template <class T>
struct Word {
  std::string_view spelling;
  T meaning;
};

constexpr Word<Field> kFields[] = {
    {"From", Field::from},                  // [S] Q184052
    {"Date", Field::date},                  // [S] Q184052
    {"To", Field::to},                      // [S] Q184052
    {"Subject", Field::subject},            // [S] Q184052
    {"RRT", Field::receipt},                // [D] Q262989; its value is unknown
    {"cc", Field::cc},                      // [D] from the Postie clone
    {"bcc", Field::bcc},                    // [D] existence: Q181125
    {"Folder", Field::folder},              // decided; what /FOLDER writes is unknown
    {"Priority", Field::priority},          // decided
    {"Importance", Field::priority},        // [D] from the Postie clone
    {"Receipt", Field::receipt},            // decided
    {"Receipt requested", Field::receipt},  // decided
    {"Return receipt", Field::receipt},     // decided
    {"Status", Field::status},              // decided
    {"Unread", Field::unread},              // decided
};

constexpr Word<Priority> kPriorities[] = {
    // decided; the numbers as X-Priority uses them
    {"urgent", Priority::high},   {"high", Priority::high}, {"1", Priority::high},
    {"2", Priority::high},        {"low", Priority::low},   {"4", Priority::low},
    {"5", Priority::low},         {"3", Priority::normal},  {"normal", Priority::normal},
    {"routine", Priority::normal}};

constexpr Word<bool> kStatuses[] = {{"unread", true}, {"new", true}, {"read", false}};  // decided

constexpr std::string_view kNo[] = {"no", "none", "n", "0", "false", "off"};  // decided

constexpr Word<Part::Kind> kItems[] = {
    {"Text item:", Part::Kind::text},      // [S] Q184052
    {"File item:", Part::Kind::file},      // [D] from the Postie clone and Q166610
    {"Fax item:", Part::Kind::file},       // decided; the kind exists: Q197363
    {"Graphics item:", Part::Kind::file},  // decided
    {"Mail item:", Part::Kind::file},      // decided
    {"OLE item:", Part::Kind::file},       // decided; the kind exists: Q198828
    {"Attachment:", Part::Kind::file}};    // decided

template <class T, std::size_t N>
std::optional<T> find(const Word<T> (&table)[N], std::string_view text) {
  for (const Word<T>& word : table)
    if (base::equals_fold(word.spelling, text)) return word.meaning;
  return std::nullopt;
}

}  // namespace

std::optional<Field> field_of(std::string_view keyword) { return find(kFields, keyword); }
std::optional<Priority> priority_of(std::string_view value) { return find(kPriorities, value); }
std::optional<bool> unread_of(std::string_view value) { return find(kStatuses, value); }

bool says_no(std::string_view value) {
  return std::ranges::any_of(kNo, [&](auto word) { return base::equals_fold(word, value); });
}

std::optional<ItemLine> known_item(std::string_view line) {
  for (const auto& word : kItems)
    if (base::starts_with_fold(line, word.spelling))
      return ItemLine{word.meaning, base::trim(line.substr(word.spelling.size()))};
  return std::nullopt;
}

std::optional<ItemLine> any_item(std::string_view line) {
  if (auto known = known_item(line)) return known;
  static constexpr std::string_view kSuffix = " item:";
  static constexpr std::size_t kLongestWord = 40;  // "Graphics item" has 13: room for other tongues
  const auto colon = line.substr(0, kLongestWord).find(':');
  if (colon == std::string_view::npos || colon + 1 <= kSuffix.size()) return std::nullopt;
  const auto word = line.substr(0, colon + 1);
  if (!base::equals_fold(word.substr(word.size() - kSuffix.size()), kSuffix)) return std::nullopt;
  for (char c : word)
    if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
  return ItemLine{Part::Kind::file, base::trim(line.substr(word.size()))};
}

bool stands_alone(std::string_view line, std::string_view keyword) {
  return base::starts_with_fold(line, keyword) && base::trim(line.substr(keyword.size())).empty();
}

}  // namespace migrator::ccmail
