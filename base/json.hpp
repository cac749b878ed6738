#pragma once
// The one door of nlohmann/json: reading is strict and limited, writing never
// throws. Left alone, the library turns -1 into 65535 and keeps the last of
// two equal keys.
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace base {

using Json = nlohmann::ordered_json;

struct JsonLimits {
  std::uint64_t bytes = 64u << 20;
  int depth = 64;
  std::size_t keys = 20'000;  // of one object
};

/// Parses one JSON document. A repeated key, invalid UTF-8, or more bytes or depth than `limits`
/// is an error that begins with the place: `name` and a JSON pointer (pointer(), below) to what is
/// refused, or to where the parsing stopped.
Result<Json> parse_json(std::string_view text, const std::string& name, JsonLimits limits = {});
Result<Json> read_json(const std::filesystem::path& file, JsonLimits limits = {});

/// Text of a document; bytes that are not UTF-8 become U+FFFD. indent -1: one line.
std::string dump(const Json& json, int indent = 2);
/// Appends `text` as a JSON string, quotes included; bytes that are not UTF-8 become U+FFFD.
void append_json(std::string& out, std::string_view text);
/// The same document always as the same bytes: keys sorted, one line, ASCII only.
std::string canonical(const Json& json);

/// The place of a key or of an item below `where`, as a JSON pointer in a URI fragment (RFC 6901):
/// "job.json" and "rules" give "job.json#/rules", and that and 3 give "job.json#/rules/3".
std::string pointer(const std::string& where, std::string_view key);
std::string pointer(const std::string& where, std::size_t index);

/// One JSON object, read by taking each key once. finish() complains about the keys nobody took,
/// and names what they may have meant, so a misspelt rule cannot quietly do nothing. The object
/// must outlive the Fields.
class Fields {
 public:
  static Result<Fields> of(const Json& json, std::string where);

  bool has(const char* key) const;
  Result<std::string> text(const char* key);
  Result<std::string> text_or(const char* key, std::string fallback);
  Result<std::uint64_t> number(const char* key, std::uint64_t most);
  Result<bool> boolean(const char* key);
  Result<std::vector<std::uint64_t>> numbers(const char* key, std::uint64_t most);  // an array
  Result<std::vector<std::string>> texts(const char* key);          // an array of strings
  Result<std::vector<std::string>> texts_or_none(const char* key);  // the same, or absent
  Result<const Json*> any(const char* key);
  Result<const Json*> array(const char* key);
  Result<const Json*> object(const char* key);
  const Json* any_or_null(const char* key);  // nullptr when absent
  Result<void> finish() const;

  const std::string& where() const { return where_; }
  Error wrong(std::string_view key, std::string_view how) const;

 private:
  Fields(const Json& object, std::string where)
      : object_(&object), where_(std::move(where)), taken_(object.size()) {}
  const Json* take(const char* key);
  Error missing(const char* key) const;
  const Json* object_;
  std::string where_;
  std::vector<bool> taken_;                  // of the object's keys, in their order
  mutable std::vector<std::string> missed_;  // what a misspelt key may have meant
};

/// The known name nearest to `name`, letters compared without case, if it is near enough to have
/// been meant: for "did you mean".
std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& known);

}  // namespace base
