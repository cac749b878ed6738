#pragma once
// The parts of a message as a MIME tree.
#include "migrator/mime/draft.hpp"

namespace migrator::mime {

struct Tree {
  Entity root;
  std::vector<std::string> warnings;
};

/// The first text is the body and stands first; the rest follow in order. Texts are text/plain, us-
/// ascii or utf-8, 7bit or quoted-printable; RTF and files are base64. Every part is read once.
base::Result<Tree> make_tree(const std::vector<Part>& parts, unsigned code_page);

}  // namespace migrator::mime
