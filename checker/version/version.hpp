#pragma once
// File versions: the four 16-bit parts that Windows stores and compares.
#include <compare>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace checker::version {

/// The four parts of VS_FIXEDFILEINFO's dwFileVersionMS/LS, compared left to right. (Text with
/// fewer parts, as the Knowledge Base prints it, is shown and completed by a manifest author, never
/// compared: "2543.1" read as 2543.1.0.0 would be newer than every file there is.)
struct Version {
  std::uint16_t major = 0, minor = 0, build = 0, revision = 0;
  auto operator<=>(const Version&) const = default;

  /// "5.5": the product branch that a component belongs to.
  std::string branch() const;
};

/// "5.5.2543.1"
std::string to_string(const Version& version);
std::ostream& operator<<(std::ostream& out, const Version& version);

/// Exactly four parts, each 0 … 65535; nullopt for anything else.
std::optional<Version> parse(std::string_view text);

/// How two release numbers compare as cc:Mail prints them: the second part is a decimal fraction of
/// two digits (8.2 is 8.20, above 8.03 and below 8.3), further parts are whole numbers, a missing
/// part is 0. nullopt when one of them is not such a number.
std::optional<std::strong_ordering> compare_release(std::string_view a, std::string_view b);

}  // namespace checker::version

namespace checker {
using version::Version;
}
