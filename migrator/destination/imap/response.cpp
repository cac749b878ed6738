#include "migrator/destination/imap/response.hpp"

#include <charconv>

#include "base/text.hpp"

namespace migrator::imap {
namespace {

using base::Errc;
using base::Error;
using base::Result;

// Not the whole grammar of atoms: a server may say what it likes, and "BODY[HEADER]" is a word.
bool ends_atom(char c) {
  return c == ' ' || c == '(' || c == ')' || c == '"' || c == '\r' || c == '\n';
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

bool is_status(std::string_view word) {
  return word == "OK" || word == "NO" || word == "BAD" || word == "BYE" || word == "PREAUTH";
}

class Parser {
 public:
  explicit Parser(std::string_view line) : all_(line), rest_(line) {}

  Result<Response> response() {
    Response out;
    out.tag = word();
    if (out.tag.empty()) return wrong("a tag");
    if (out.tag == "+") {
      skip_space();
      out.text = rest_;
      return out;
    }
    if (!space()) return wrong("a space behind the tag");
    std::string first = upper(word());
    if (is_status(first)) {
      out.status = std::move(first);
      return status(std::move(out));
    }
    if (const auto number = parse_number(first); number && space()) {
      out.number = *number;
      first = upper(word());
    }
    if (first.empty()) return wrong("a word that names the response");
    out.name = std::move(first);
    return data(std::move(out));
  }

 private:
  Result<Response> status(Response out) {
    skip_space();
    if (!rest_.empty() && rest_.front() == '[') {
      const auto end = rest_.find(']');
      if (end == std::string_view::npos) return wrong("a ']' that ends the response code");
      const std::string_view inside = rest_.substr(1, end - 1);
      const auto gap = inside.find(' ');
      out.code = upper(inside.substr(0, gap));
      if (gap != std::string_view::npos) out.detail = inside.substr(gap + 1);
      rest_.remove_prefix(end + 1);
      skip_space();
    }
    out.text = rest_;
    return out;
  }

  Result<Response> data(Response out) {
    for (skip_space(); !rest_.empty(); skip_space()) {
      auto one = value(0);
      if (!one) return std::move(one).error();
      out.values.push_back(std::move(*one));
    }
    return out;
  }

  Result<Value> value(int depth) {
    if (depth > kDeepest) return wrong("lists that are less deep");
    if (++values_ > kMostValues) return wrong("fewer words in one response");
    if (rest_.empty()) return wrong("a word, a string or a list");
    if (rest_.front() == '(') return list(depth);
    if (rest_.front() == '"') return quoted();
    if (rest_.front() == '{' || rest_.starts_with("~{")) return literal();
    Value out{Value::Kind::atom, bracketed(), {}};
    if (out.text.empty()) return wrong("a word, a string or a list");
    if (out.is("NIL")) out = {};
    return out;
  }

  Result<Value> list(int depth) {
    Value out{Value::Kind::list, {}, {}};
    rest_.remove_prefix(1);
    for (;;) {
      skip_space();
      if (rest_.empty()) return wrong("a ')' that ends the list");
      if (rest_.front() == ')') break;
      auto one = value(depth + 1);
      if (!one) return one;
      out.items.push_back(std::move(*one));
    }
    rest_.remove_prefix(1);
    return out;
  }

  Result<Value> quoted() {
    Value out{Value::Kind::text, {}, {}};
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty()) break;
      out.text += rest_.front();
      rest_.remove_prefix(1);
    }
    if (rest_.empty()) return wrong("a '\"' that ends the string");
    rest_.remove_prefix(1);
    return out;
  }

  Result<Value> literal() {
    const auto end = rest_.find("}\r\n");
    if (end == std::string_view::npos) return wrong("the size of a literal");
    const auto size = literal_at_end(rest_.substr(0, end + 1));
    rest_.remove_prefix(end + 3);
    if (!size || *size > rest_.size()) return wrong("a literal of the size that it announces");
    Value out{Value::Kind::text, std::string(rest_.substr(0, *size)), {}};
    rest_.remove_prefix(*size);
    return out;
  }

  // A word; what stands in its brackets belongs to it: "BODY[HEADER.FIELDS (MESSAGE-ID)]".
  std::string bracketed() {
    std::size_t at = 0;
    bool inside = false;
    for (; at < rest_.size(); ++at) {
      if (rest_[at] == '[') inside = true;
      if (rest_[at] == ']') inside = false;
      if (rest_[at] == '\r' || rest_[at] == '\n' || (!inside && ends_atom(rest_[at]))) break;
    }
    std::string out(rest_.substr(0, at));
    rest_.remove_prefix(at);
    return out;
  }

  std::string word() {
    std::size_t at = 0;
    while (at < rest_.size() && !ends_atom(rest_[at])) ++at;
    std::string out(rest_.substr(0, at));
    rest_.remove_prefix(at);
    return out;
  }

  bool space() {
    if (rest_.empty() || rest_.front() != ' ') return false;
    skip_space();
    return true;
  }
  void skip_space() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }

  Error wrong(const char* expected) const {
    return {Errc::malformed, "the server's answer \"" + base::printable(all_.substr(0, 80)) +
                                 "\": expected " + expected + " at byte " +
                                 std::to_string(all_.size() - rest_.size())};
  }

  std::string_view all_, rest_;
  std::size_t values_ = 0;
};

}  // namespace

bool Value::is(std::string_view word) const {
  return kind == Kind::atom && base::equals_fold(text, word);
}

Result<Response> parse_response(std::string_view line) { return Parser(line).response(); }

std::optional<std::uint64_t> literal_at_end(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  std::string_view digits = line.substr(open + 1, line.size() - open - 2);
  if (digits.ends_with('+')) digits.remove_suffix(1);
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return size;
}

std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

std::optional<std::vector<std::uint32_t>> parse_uid_set(std::string_view text, std::size_t most) {
  std::vector<std::uint32_t> out;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const auto colon = part.find(':');
    const auto first = parse_number(part.substr(0, colon));
    const auto last =
        colon == std::string_view::npos ? first : parse_number(part.substr(colon + 1));
    if (!first || !last || *last < *first || *last - *first >= most - out.size())
      return std::nullopt;
    for (std::uint64_t uid = *first; uid <= *last; ++uid)
      out.push_back(static_cast<std::uint32_t>(uid));
  }
  return out;
}

}  // namespace migrator::imap
