#pragma once
// The parts of a message as a MIME tree.
#include "migrator/mime/draft.hpp"

namespace migrator::mime {

struct Tree {
  Entity root;
  unsigned programs = 0, macros = 0;  // attachments that can be run, and that hold macros
  std::vector<std::string> warnings;
};

/// What of a message its parts depend on.
struct Setting {
  unsigned code_page = 850;
  std::string time_zone = "UTC";           // of the times in a schedule
  std::string stamp = "19700101T000000Z";  // when a calendar was made: when the message was sent
};

/// The first text is the body and stands first; the rest follow in order. Texts are text/plain, us-
/// ascii or utf-8, 7bit or quoted-printable; RTF and files are base64. A schedule has a calendar
/// beside it. Every part is read once.
base::Result<Tree> make_tree(const std::vector<Part>& parts, const Setting& setting);

}  // namespace migrator::mime
