#pragma once
// A Draft: a message as it will be delivered, decided down to the last parameter but not yet
// written. Its digest is the message's identity.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/stream.hpp"
#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::mime {

/// A header field whose value is ASCII, folded (header.hpp).
struct Field {
  std::string name;
  std::string value;
};

enum class Encoding { seven_bit, quoted_printable, base64 };

/// A leaf or a multipart of the MIME tree.
struct Entity {
  std::string type;  // "text/plain", "multipart/mixed"
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string disposition;  // "", "inline", "attachment"
  std::string filename;     // UTF-8; empty: none
  std::string description;  // UTF-8; empty: none

  Encoding encoding = Encoding::base64;
  std::function<std::unique_ptr<base::ByteSource>()> open;  // the content, from its beginning
  std::string sha256;                                       // of that content

  std::string boundary;
  std::vector<Entity> children;
};

struct Draft {
  std::vector<Field> fields;  // in order, Message-ID first
  Entity body;
  Rendered rendered;
};

/// Reads every part once. The message's parts must outlive the Draft.
base::Result<Draft> make_draft(const Message& message, const Options& options);

}  // namespace migrator::mime
