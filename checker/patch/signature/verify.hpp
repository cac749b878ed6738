#pragma once
// Whether a file is what somebody has signed: minisign's signatures, checked
// by libsodium. Users can do the same with the program itself:
// `minisign -V -p KEY.pub -m FILE`.
#include <string>
#include <string_view>

#include "base/cursor.hpp"
#include "checker/patch/signature/minisign.hpp"

namespace checker::patch::signature {

/// Who signed a file, and what they said of it.
struct Verified {
  std::string key_id;           // as minisign prints it
  std::string trusted_comment;  // signed, too; any bytes without a line end
};

/// Verifies `file`, all its bytes, against the text of its .minisig file and of a public key (a
/// .pub file, or its second line). Errc::malformed: one of the texts is none, or the signature or
/// the trusted comment does not hold; Errc::conflict: it was made with another key. The message
/// says which part is bad.
base::Result<Verified> verify(base::Bytes file, std::string_view minisig,
                              std::string_view public_key);

}  // namespace checker::patch::signature
