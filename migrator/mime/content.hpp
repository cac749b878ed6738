#pragma once
// What a message says, without the way it is written down: decoded fields, and the tree of its
// parts with a digest of each content. A Draft has one before it is written, and a delivered
// message gives one when it is read back.
#include <string>
#include <utility>
#include <vector>

#include "base/digest.hpp"

namespace migrator::mime {

/// A field as a reader sees it: its text, or names and addresses in turn.
struct Said {
  std::string name;
  std::vector<std::string> said;
  bool operator==(const Said&) const = default;
};

/// A leaf or a multipart of the MIME tree. All text is UTF-8; "boundary" is no parameter of it.
struct Shape {
  std::string type;  // "text/plain", "multipart/mixed"
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string disposition;  // "", "inline", "attachment"
  std::string filename;
  std::string description;
  std::string sha256;  // of the content, without its transfer encoding; lines of text end in LF
  std::vector<Shape> children;
};

struct Content {
  std::string message_id;  // without < >
  std::vector<Said> fields;
  Shape body;
};

/// A digest over texts that cannot run into each other: the hash of a message.
class Identity {
 public:
  /// Of a field: anything with `name` and `said`.
  template <class Field>
  void field(const Field& field) {
    for (const std::string& text : field.said) {
      add(field.name);
      add(text);
    }
  }
  /// Of a part and all in it: anything with the members of a Shape.
  template <class Part>
  void part(const Part& part) {
    add(part.type);
    for (const auto& [name, value] : part.parameters) {
      add(name);
      add(value);
    }
    for (const std::string* text :
         {&part.disposition, &part.filename, &part.description, &part.sha256})
      add(*text);
    add(std::to_string(part.children.size()));
    for (const auto& child : part.children) this->part(child);
  }
  std::string hex() &&;

 private:
  void add(std::string_view text);
  base::Sha256 sum_;
  std::string held_;
};

/// SHA-256, hex; equal to Rendered::hash of the message that it is the content of.
std::string content_hash(const Content& content);

/// What differs, a sentence each: "Subject is \"a\" where \"b\" was expected". Empty when nothing
/// does. At most 20 sentences.
std::vector<std::string> differences(const Content& expected, const Content& seen);

}  // namespace migrator::mime
