#include "migrator/mime/content.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kPiece = 16 * 1024;
constexpr std::size_t kSentences = 20, kLongest = 120;

std::string shown(std::string_view text) {
  return '"' + base::shortened(base::printable(text), kLongest) + '"';
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += ' ';
    out += text;
    if (out.size() > kLongest) break;
  }
  return out;
}

class Comparison {
 public:
  void texts(const std::string& what, std::string_view expected, std::string_view seen) {
    if (expected != seen)
      say(what + " is " + shown(seen) + " where " + shown(expected) + " was expected");
  }

  void fields(const std::vector<Said>& expected, const std::vector<Said>& seen) {
    std::vector<bool> met(seen.size());
    std::size_t from = 0;  // all before it are met: fields mostly stand in order
    for (const Said& field : expected) {
      while (from < seen.size() && met[from]) ++from;
      std::size_t at = from;
      while (at < seen.size() && (met[at] || seen[at].name != field.name)) ++at;
      if (at == seen.size()) {
        say("the field " + field.name + " is missing");
        continue;
      }
      met[at] = true;
      if (field.said != seen[at].said) texts(field.name, joined(field.said), joined(seen[at].said));
    }
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (!met[i]) say("the field " + base::printable(seen[i].name) + " was added");
  }

  void part(const std::string& place, const Shape& expected, const Shape& seen) {
    texts("the type of " + place, expected.type, seen.type);
    if (expected.parameters != seen.parameters)
      texts("the parameters of " + place, line(expected), line(seen));
    texts("the disposition of " + place, expected.disposition, seen.disposition);
    texts("the file name of " + place, expected.filename, seen.filename);
    texts("the description of " + place, expected.description, seen.description);
    if (expected.sha256 != seen.sha256) say("the content of " + place + " is another");
    if (expected.children.size() != seen.children.size())
      say(place + " has " + std::to_string(seen.children.size()) + " parts where " +
          std::to_string(expected.children.size()) + " were expected");
    const std::size_t both = std::min(expected.children.size(), seen.children.size());
    const std::string inner = place == "the body" ? "part " : place + ".";
    for (std::size_t i = 0; i < both; ++i)
      part(inner + std::to_string(i + 1), expected.children[i], seen.children[i]);
  }

  void say(std::string sentence) {
    if (out_.size() < kSentences) out_.push_back(std::move(sentence));
  }
  std::vector<std::string> take() { return std::move(out_); }

 private:
  static std::string line(const Shape& shape) {
    std::string out;
    for (const auto& [name, value] : shape.parameters)
      out += (out.empty() ? "" : "; ") + name + "=" + value;
    return out;
  }
  std::vector<std::string> out_;
};

}  // namespace

void Identity::add(std::string_view text) {
  held_ += std::to_string(text.size());
  held_ += ':';
  held_ += text;
  if (held_.size() < kPiece) return;
  sum_.update(held_);
  held_.clear();
}

std::string Identity::hex() && {
  sum_.update(held_);
  return std::move(sum_).hex();
}

std::string content_hash(const Content& content) {
  Identity identity;
  for (const Said& field : content.fields) identity.field(field);
  identity.part(content.body);
  return std::move(identity).hex();
}

std::vector<std::string> differences(const Content& expected, const Content& seen) {
  Comparison out;
  out.texts("Message-ID", expected.message_id, seen.message_id);
  out.fields(expected.fields, seen.fields);
  out.part("the body", expected.body, seen.body);
  auto sentences = out.take();
  if (sentences.empty() && expected.fields != seen.fields)
    sentences.push_back("the fields stand in another order");
  return sentences;
}

}  // namespace migrator::mime
