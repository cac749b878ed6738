#pragma once
// Images: what an executable says about itself. Reads headers, resource
// directory and version block, and nothing else of the file.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/stream.hpp"
#include "checker/version/version.hpp"

namespace checker::image {

/// What stands in the place of an executable's version resource. `other_id`: there is one, but not
/// under the number 1, and Windows reads no other. `unreadable`: damaged. `cut_short`: the file
/// ends before it.
enum class VersionState { present, none, other_id, unreadable, cut_short };
std::string_view to_string(VersionState state);  // "present", "none", "other-id", …

/// Key and value, in stored order; a key may stand twice.
using Strings = std::vector<std::pair<std::string, std::string>>;

/// A VS_VERSIONINFO block. The numbers come from its fixed part only.
struct VersionInfo {
  std::optional<Version> file_version, product_version;
  std::vector<std::string> flags;         // debug, prerelease, patched, private, special
  std::vector<std::string> translations;  // language and code page in hex, "040904b0"
  std::vector<std::pair<std::string, Strings>> strings;  // table key as stored ("040904B0")
};

struct Image {
  std::string format = "none";         // pe32, pe32+, ne, le (LX too), mz, none
  std::optional<std::string> machine;  // i386, alpha, mips, …; "0x1234" when it has no name here
  VersionState version_state = VersionState::none;
  VersionInfo info;
  std::optional<std::string> language;  // four hex digits of the version resource that was used
  std::vector<std::string> languages;   // of all of them, when there are several
  std::optional<base::Error> error;     // why version_state is unreadable or cut-short
};

/// Whether a file that starts with these bytes can be an executable image at all.
bool may_be_image(base::Bytes start);

/// Reads an image. Never fails: damage is a state with an `error` that names the byte. `strings`
/// false reads the fixed part of the version block and its translations only.
Image read_image(const base::RandomAccess& file, bool strings = true);

}  // namespace checker::image
