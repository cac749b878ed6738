#include "base/json.hpp"

#include <algorithm>
#include <numeric>

#include "base/blob.hpp"
#include "base/text.hpp"

namespace base {
namespace {

constexpr std::size_t kShownKey = 80;    // bytes of a key in a place
constexpr std::size_t kShownValue = 40;  // bytes of a value that is wrong

// How many letters must be put in, taken out or replaced (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

// Keys are short: two letters of three are another word.
bool is_misspelt(std::string_view key, std::string_view meant) {
  return key.size() <= 2 * meant.size() && 2 * distance(key, meant) <= meant.size();
}

std::string shown(const Json& value) {
  if (value.is_structured()) return value.type_name();
  return shortened(dump(value, -1), kShownValue);
}

bool is_whole(const Json& value, std::uint64_t most) {
  return value.is_number_unsigned() && value.get<std::uint64_t>() <= most;
}

std::string should_be_whole(const Json& value, std::uint64_t most) {
  return "should be a whole number up to " + std::to_string(most) + ", is " + shown(value);
}

Json sorted(const Json& json, int depth) {
  if (depth > 256) return json;  // parse_json lets no document this deep in
  if (json.is_array()) {
    Json out = Json::array();
    for (const Json& item : json) out.push_back(sorted(item, depth + 1));
    return out;
  }
  if (!json.is_object()) return json;
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  std::ranges::sort(keys);
  Json out = Json::object();
  for (const std::string& key : keys) out[key] = sorted(json.at(key), depth + 1);
  return out;
}

}  // namespace

Result<Json> read_json(const std::filesystem::path& file, JsonLimits limits) {
  auto text = read_file(file, limits.bytes);
  if (!text) return std::move(text).error();
  return parse_json(*text, file.string(), limits);
}

std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void append_json(std::string& out, std::string_view text) {
  const auto plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' &&
           static_cast<unsigned char>(c) < 0x7F;
  };
  if (std::ranges::all_of(text, plain)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  out += dump(Json(to_utf8(text)), -1);
}

std::string canonical(const Json& json) {
  return sorted(json, 0).dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string pointer(const std::string& where, std::string_view key) {
  std::string out = where + (where.find("#/") == std::string::npos ? "#/" : "/");
  for (const char c : shortened(key, kShownKey))
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  return out;
}

std::string pointer(const std::string& where, std::size_t index) {
  return pointer(where, std::to_string(index));
}

Result<Fields> Fields::of(const Json& json, std::string where) {
  if (!json.is_object())
    return Error{Errc::malformed, where + " should be an object, is " + json.type_name()};
  return Fields(json, std::move(where));
}

bool Fields::has(const char* key) const {
  if (object_->contains(key)) return true;
  missed_.emplace_back(key);
  return false;
}

const Json* Fields::take(const char* key) {
  std::size_t i = 0;
  for (const auto& [name, value] : object_->get_ref<const Json::object_t&>()) {
    if (name == key) {
      taken_[i] = true;
      return &value;
    }
    ++i;
  }
  missed_.emplace_back(key);
  return nullptr;
}

Error Fields::wrong(std::string_view key, std::string_view how) const {
  return {Errc::malformed, pointer(where_, key) + " " + std::string(how)};
}

Result<const Json*> Fields::any(const char* key) {
  const Json* value = take(key);
  if (value == nullptr) return missing(key);
  return value;
}

const Json* Fields::any_or_null(const char* key) { return take(key); }

Result<const Json*> Fields::array(const char* key) {
  auto value = any(key);
  if (value && !(*value)->is_array())
    return wrong(key, std::string("should be an array, is ") + (*value)->type_name());
  return value;
}

Result<const Json*> Fields::object(const char* key) {
  auto value = any(key);
  if (value && !(*value)->is_object())
    return wrong(key, std::string("should be an object, is ") + (*value)->type_name());
  return value;
}

Result<std::string> Fields::text(const char* key) {
  auto value = any(key);
  if (!value) return std::move(value).error();
  if (!(*value)->is_string())
    return wrong(key, std::string("should be a string, is ") + (*value)->type_name());
  return (*value)->get<std::string>();
}

Result<std::string> Fields::text_or(const char* key, std::string fallback) {
  if (!has(key)) return fallback;
  return text(key);
}

Result<std::uint64_t> Fields::number(const char* key, std::uint64_t most) {
  auto value = any(key);
  if (!value) return std::move(value).error();
  if (!is_whole(**value, most)) return wrong(key, should_be_whole(**value, most));
  return (*value)->get<std::uint64_t>();
}

Result<std::vector<std::uint64_t>> Fields::numbers(const char* key, std::uint64_t most) {
  auto list = array(key);
  if (!list) return std::move(list).error();
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    const Json& item = (**list)[i];
    if (!is_whole(item, most))
      return Error{Errc::malformed,
                   pointer(pointer(where_, key), i) + " " + should_be_whole(item, most)};
    out.push_back(item.get<std::uint64_t>());
  }
  return out;
}

Result<bool> Fields::boolean(const char* key) {
  auto value = any(key);
  if (!value) return std::move(value).error();
  if (!(*value)->is_boolean())
    return wrong(key, std::string("should be true or false, is ") + (*value)->type_name());
  return (*value)->get<bool>();
}

Result<std::vector<std::string>> Fields::texts(const char* key) {
  auto list = array(key);
  if (!list) return std::move(list).error();
  std::vector<std::string> out;
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    const Json& item = (**list)[i];
    if (!item.is_string())
      return Error{Errc::malformed, pointer(pointer(where_, key), i) + " should be a string, is " +
                                        item.type_name()};
    out.push_back(item.get<std::string>());
  }
  return out;
}

Result<std::vector<std::string>> Fields::texts_or_none(const char* key) {
  if (!has(key)) return std::vector<std::string>{};
  return texts(key);
}

// A key that is missing is perhaps there, and misspelt.
Error Fields::missing(const char* key) const {
  const std::string_view name = key;
  std::size_t i = 0;
  for (const auto& [other, value] : object_->get_ref<const Json::object_t&>())
    if (!taken_[i++] && other.size() <= 2 * name.size() && 2 * distance(name, other) <= name.size())
      return wrong(key, "is missing; is \"" + shortened(other, kShownKey) + "\" meant for it?");
  return wrong(key, "is missing");
}

Result<void> Fields::finish() const {
  std::size_t i = 0;
  for (const auto& [key, value] : object_->get_ref<const Json::object_t&>()) {
    if (taken_[i++]) continue;
    const auto near = nearest(key, missed_);
    return wrong(key, "is not a key this version knows" + (near && is_misspelt(key, *near)
                                                               ? "; did you mean " + *near + "?"
                                                               : std::string()));
  }
  return {};
}

std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& known) {
  std::optional<std::string> best;
  std::size_t least = std::max<std::size_t>(name.size() / 3, 2) + 1;
  for (const std::string& candidate : known) {
    // What differs in length alone by more is not near; and a name may come from anywhere.
    if (candidate.size() >= name.size() + least || name.size() >= candidate.size() + least)
      continue;
    const std::size_t found = distance(lower(name), lower(candidate));
    if (found >= least) continue;
    least = found;
    best = candidate;
  }
  return best;
}

}  // namespace base
