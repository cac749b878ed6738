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

/// A stretch of the file, in bytes from its start.
struct FileRange {
  std::uint64_t offset = 0, size = 0;
};

/// How much of the file the image accounts for: what else is there may be a payload.
struct Layout {
  /// The bytes behind everything that the headers speak of (sections, or segments and resources,
  /// COFF symbols and their strings) and before the certificate table. Size 0: none.
  FileRange overlay;
  std::optional<FileRange> cabinet;  // the resource RCDATA "CABINET" (IExpress, wextract)
};

/// The version resource in one language, where all were asked for.
struct LanguageVersion {
  std::string language;  // four hex digits
  VersionInfo info;
  std::optional<base::Error> error;
};

struct Image {
  std::string format = "none";         // pe32, pe32+, ne, le (LX too), mz, none
  std::optional<std::string> machine;  // i386, alpha, mips, …; "0x1234" when it has no name here
  VersionState version_state = VersionState::none;
  VersionInfo info;
  std::optional<std::string> language;  // four hex digits of the version resource that was used
  std::vector<std::string> languages;   // of all of them, when there are several
  std::vector<LanguageVersion> by_language;  // ReadOptions::all_languages: each, in stored order
  std::optional<base::Error> error;          // why version_state is unreadable or cut-short
  std::string why;                           // why it is none or other-id
  Layout layout;
};

enum class StringsWanted {
  file_version,  // only the key FileVersion of each table: all that string_differs asks for
  all,
};
struct ReadOptions {
  StringsWanted strings = StringsWanted::all;
  bool all_languages = false;
  bool layout = false;  // fill Image::layout (of a PE that is a DLL it stays empty: nobody runs it)
};

/// Whether a file that starts with these bytes can be an executable image at all.
bool may_be_image(base::Bytes start);

/// Reads an image. Never fails: damage is a state with an `error` that names the byte.
Image read_image(const base::RandomAccess& file, const ReadOptions& options = {});

}  // namespace checker::image
