#include <algorithm>
#include <memory>
#include <unordered_set>

#include "base/json.hpp"
#include "base/text.hpp"

namespace base {
namespace {

constexpr std::size_t kFewKeys = 16;     // up to here comparing is faster than a table
constexpr std::size_t kShownToken = 40;  // bytes of what could not be read: enough to find it

// What nlohmann says, without its own prefix, and without most of a token that may be the whole
// file. The end of the token is where it broke.
std::string told(std::string what) {
  if (const auto at = what.find("] "); at != std::string::npos) what.erase(0, at + 2);
  constexpr std::string_view kToken = "last read: '";
  const auto begin = what.find(kToken) + kToken.size();
  const auto end = what.rfind('\'');
  if (begin >= kToken.size() && end != std::string::npos && end > begin + kShownToken)
    what.replace(begin, end - kShownToken - begin, "…");
  return to_utf8(what);
}

// Makes the document from what the parser sees, and ends the parsing at the first thing that is
// refused. The place of that is read from the unfinished document, so that a place costs nothing
// until somebody asks for it.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(const std::string& name, JsonLimits limits) : name_(name), limits_(limits) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*as written*/) override {
    return add(value);
  }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& /*no JSON text has it*/) override { return false; }
  bool start_object(std::size_t /*unknown*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*unknown*/) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    auto& members = open_.back().node->get_ref<Json::object_t&>();
    if (members.size() >= limits_.keys)
      return refuse(Errc::limit,
                    "an object of more than " + std::to_string(limits_.keys) + " keys");
    if (is_repeated(members, key))
      return refuse(Errc::malformed, "key \"" + shortened(key, kShownToken) + "\" appears twice");
    if (members.empty()) members.reserve(4);
    // Past ordered_map's own insertion, which looks at every key before.
    members.emplace_back(std::move(key), nullptr);
    has_key_ = true;
    return true;
  }

  bool parse_error(std::size_t /*byte*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    return refuse(Errc::malformed, told(error.what()));
  }

  Result<Json> result() && {
    if (error_) return *std::move(error_);
    return std::move(document_);
  }

 private:
  struct Open {
    Json* node;  // stays where it is while it is open: what holds it does not grow
    std::unique_ptr<std::unordered_set<std::string>> keys;  // of an object with many
  };

  bool is_repeated(const Json::object_t& members, const std::string& key) {
    auto& keys = open_.back().keys;
    if (members.size() < kFewKeys)
      return std::ranges::any_of(members, [&](const auto& m) { return m.first == key; });
    if (keys == nullptr) {
      keys = std::make_unique<std::unordered_set<std::string>>();
      for (const auto& member : members) keys->insert(member.first);
    }
    return !keys->insert(key).second;
  }

  Json* place(Json value) {
    if (open_.empty()) return &(document_ = std::move(value));
    Json& parent = *open_.back().node;
    if (parent.is_array()) return &parent.get_ref<Json::array_t&>().emplace_back(std::move(value));
    has_key_ = false;
    return &(parent.get_ref<Json::object_t&>().back().second = std::move(value));
  }

  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  bool open(Json value) {
    if (open_.size() >= static_cast<std::size_t>(limits_.depth))
      return refuse(Errc::limit, "nested deeper than " + std::to_string(limits_.depth) + " levels");
    open_.push_back({place(std::move(value)), nullptr});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool refuse(Errc code, const std::string& what) {
    if (!error_) error_ = Error{code, where() + ": " + what};
    return false;
  }

  // The value that is being read, or the object between two values.
  std::string where() const {
    std::string out = name_;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const Json& node = *open_[i].node;
      const bool inside = i + 1 < open_.size();
      if (node.is_array())
        out = pointer(out, node.size() - (inside ? 1 : 0));
      else if (inside || has_key_)
        out = pointer(out, node.get_ref<const Json::object_t&>().back().first);
    }
    return out;
  }

  const std::string& name_;
  JsonLimits limits_;
  Json document_;
  std::vector<Open> open_;
  bool has_key_ = false;  // a key of the innermost object was read, and not yet its value
  std::optional<Error> error_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const std::string& name, JsonLimits limits) {
  if (text.size() > limits.bytes)
    return Error{Errc::limit, name + ": " + std::to_string(text.size()) +
                                  " bytes, more than the limit of " + std::to_string(limits.bytes)};
  // To the library a NUL is the end, and whatever stands behind it nothing.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return Error{Errc::malformed,
                 name + ": a NUL byte at byte " + std::to_string(nul) + ", expected JSON text"};
  Builder builder(name, limits);
  try {
    (void)Json::sax_parse(text, &builder);
    return std::move(builder).result();
  } catch (const Json::exception& e) {
    return Error{Errc::malformed, name + ": " + told(e.what())};
  }
}

}  // namespace base
