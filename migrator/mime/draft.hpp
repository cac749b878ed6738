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
#include "migrator/mime/content.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::mime {

/// A header field: what it says, and its value in ASCII, folded (header.hpp).
struct Field {
  std::string name;
  std::string value;
  std::vector<std::string> said = {};  // Said::said; empty for fields that are no content
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
  std::optional<std::string> held;                          // the content, when it is small
  std::function<std::unique_ptr<base::ByteSource>()> open;  // else: the content, from its beginning
  std::string sha256;                                       // of that content

  std::string boundary;
  std::vector<Entity> children;
};

struct Draft {
  std::vector<Field> fields;  // in order, Message-ID first
  Entity body;
  Rendered rendered;
};

/// Reads every part once, and keeps small ones. The message's parts must outlive the Draft.
base::Result<Draft> make_draft(const Message& message, const Options& options);

/// What a reader of the draft must find: of its fields those that are content.
Content expected(const Draft& draft);

}  // namespace migrator::mime
