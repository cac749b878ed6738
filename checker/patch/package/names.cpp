#include "checker/patch/package/names.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::patch::package {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMaxPart = 255;  // bytes: of one name, on every disk that is usual

// Windows opens these as devices, whatever extension follows; and takes superscript digits for
// digits there.
bool is_device(std::string_view part) {
  std::string stem = base::lower(part.substr(0, part.find('.')));
  while (stem.ends_with(' ')) stem.pop_back();
  constexpr std::string_view kDevices[] = {"con",    "prn",     "aux",   "nul",
                                           "conin$", "conout$", "clock$"};
  if (std::ranges::find(kDevices, stem) != std::end(kDevices)) return true;
  if (!stem.starts_with("com") && !stem.starts_with("lpt")) return false;
  const std::string_view number = std::string_view(stem).substr(3);
  return (number.size() == 1 && number[0] >= '0' && number[0] <= '9') || number == "\u00B9"sv ||
         number == "\u00B2"sv || number == "\u00B3"sv;
}

std::string fault_of_part(std::string_view part) {
  if (part.empty()) return "a part of it is empty: it begins or ends with '/', or has two of them";
  if (part == "." || part == "..") return "\"" + std::string(part) + "\" climbs out of its folder";
  if (part.size() > kMaxPart) return "a part of it has more than 255 bytes";
  if (base::printable(part) != part) return "it holds a character that cannot be seen";
  if (const auto at = part.find_first_of("\\:*?\"<>|"); at != part.npos)
    return "it holds the sign " + std::string(1, part[at]);
  if (part.ends_with('.') || part.ends_with(' '))
    return "\"" + std::string(part) + "\" ends in a blank or a point, which Windows takes off";
  if (is_device(part)) return "\"" + std::string(part) + "\" is a device to Windows";
  return "";
}

// Of names with '/' between them.
std::string fault_of_parts(std::string_view text) {
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find('/', from), text.size());
    if (std::string fault = fault_of_part(text.substr(from, to - from)); !fault.empty())
      return fault;
    from = to + 1;
  }
  return "";
}

std::string too_long(std::size_t most) {
  return "it has more than " + std::to_string(most) + " bytes";
}

}  // namespace

Outer outer_of(std::string_view member) {
  const auto at = member.find(kBehind);
  if (at == member.npos) return {member, {}};
  return {member.substr(0, at), member.substr(at + kBehind.size())};
}

std::string fault_of_member(std::string_view text) {
  if (text.size() > kMaxMember) return too_long(kMaxMember);
  if (!base::is_utf8(text)) return "it is not UTF-8";
  std::size_t levels = 0;
  for (std::string_view rest = text;;) {
    const Outer outer = outer_of(rest);
    if (std::string fault = fault_of_parts(outer.file); !fault.empty()) return fault;
    if (outer.file.size() == rest.size()) return "";
    if (++levels > kMaxNesting)
      return "more than " + std::to_string(kMaxNesting) + " containers stand in one another";
    rest = outer.inner;
  }
}

std::string fault_of_component(std::string_view text) {
  if (text.size() > kMaxComponent) return too_long(kMaxComponent);
  if (!base::is_ascii(text)) return "it holds a character that is not in ASCII";
  if (text.find('/') != text.npos) return "it is to be a name, and holds a '/'";
  return fault_of_part(text);
}

std::string fault_of_folder(std::string_view text) {
  if (text.size() > kMaxFolder) return too_long(kMaxFolder);
  if (!base::is_ascii(text)) return "it holds a character that is not in ASCII";
  if (std::string fault = fault_of_parts(text); !fault.empty()) return fault;
  if (("/" + base::lower(text) + "/").find("/.sidestep/") != std::string::npos)
    return ".sidestep is where backups and the journal are";
  return "";
}

}  // namespace checker::patch::package
