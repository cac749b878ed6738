#include "base/json.hpp"

#include <algorithm>

#include "base/blob.hpp"
#include "base/text.hpp"

namespace base {
namespace {

// nlohmann's position text, kept; its own prefix says nothing to a reader.
std::string without_prefix(std::string what) {
  const auto at = what.find("] ");
  return at == std::string::npos ? what : what.substr(at + 2);
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

Result<Json> parse_json(std::string_view text, const std::string& name, JsonLimits limits) {
  if (text.size() > limits.bytes)
    return Error{Errc::limit, name + ": " + std::to_string(text.size()) +
                                  " bytes, more than the limit of " + std::to_string(limits.bytes)};
  std::vector<std::set<std::string>> open;
  std::string twice;
  bool too_deep = false, too_many = false;
  const auto watch = [&](int depth, nlohmann::json::parse_event_t event, Json& value) {
    using Event = nlohmann::json::parse_event_t;
    if (depth > limits.depth) too_deep = true;
    if (event == Event::object_start) open.emplace_back();
    if (event == Event::object_end && !open.empty()) open.pop_back();
    if (event == Event::key && !open.empty() &&
        !open.back().insert(value.get<std::string>()).second && twice.empty())
      twice = value.get<std::string>();
    // Each key is looked for among those before it: what comes after the limit is not kept.
    if (event == Event::key && !open.empty() && open.back().size() > limits.keys) too_many = true;
    return !too_deep && !too_many;
  };
  try {
    Json json = Json::parse(text, watch);
    if (too_deep)
      return Error{Errc::limit,
                   name + ": nested deeper than " + std::to_string(limits.depth) + " levels"};
    if (too_many)
      return Error{Errc::limit,
                   name + ": an object of more than " + std::to_string(limits.keys) + " keys"};
    if (!twice.empty())
      return Error{Errc::malformed, name + ": key \"" + twice + "\" appears twice"};
    return json;
  } catch (const Json::exception& e) {
    if (too_deep)
      return Error{Errc::limit,
                   name + ": nested deeper than " + std::to_string(limits.depth) + " levels"};
    return Error{Errc::malformed, name + ": " + without_prefix(e.what())};
  }
}

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

Result<Fields> Fields::of(const Json& json, std::string where) {
  if (!json.is_object())
    return Error{Errc::malformed, where + " should be an object, is " + json.type_name()};
  return Fields(json, std::move(where));
}

const Json* Fields::take(const char* key) {
  const auto it = object_->find(key);
  if (it == object_->end()) return nullptr;
  taken_.insert(key);
  return &*it;
}

Error Fields::wrong(std::string_view key, std::string_view how) const {
  return {Errc::malformed, where_ + "." + std::string(key) + " " + std::string(how)};
}

Result<const Json*> Fields::any(const char* key) {
  const Json* value = take(key);
  if (value == nullptr) return wrong(key, "is missing");
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
  if (!(*value)->is_number_unsigned() || (*value)->get<std::uint64_t>() > most)
    return wrong(key, "should be a whole number up to " + std::to_string(most));
  return (*value)->get<std::uint64_t>();
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
  for (const Json& item : **list) {
    if (!item.is_string()) return wrong(key, "should hold strings only");
    out.push_back(item.get<std::string>());
  }
  return out;
}

Result<std::vector<std::string>> Fields::texts_or_none(const char* key) {
  if (!has(key)) return std::vector<std::string>{};
  return texts(key);
}

Result<void> Fields::finish() const {
  for (const auto& [key, value] : object_->items())
    if (!taken_.contains(key)) return wrong(key, "is not a key this version knows");
  return {};
}

std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& known) {
  std::optional<std::string> best;
  std::size_t least = std::max<std::size_t>(name.size() / 3, 2) + 1;
  for (const std::string& candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= name.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j < row.size(); ++j) {
        const std::size_t replaced = diagonal + (name[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
      }
    }
    if (row.back() < least) {
      least = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace base
