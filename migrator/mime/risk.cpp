#include "migrator/mime/risk.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace migrator::mime {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kRunnable[] = {"app", "bat", "chm", "cmd", "com", "cpl", "exe",
                                          "hta", "inf", "jar", "js",  "jse", "lnk", "msi",
                                          "msp", "pif", "ps1", "reg", "scr", "sct", "shs",
                                          "url", "vb",  "vbe", "vbs", "wsc", "wsf", "wsh"};

constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;
constexpr std::string_view kZip = "PK\x03\x04"sv;
constexpr std::string_view kProject = "vbaProject.bin";

// Directory entries are 128 bytes and stand on multiples of that, as sectors are of 512 or 4096.
constexpr std::size_t kEntry = 128;
constexpr char kStorage = 1, kStream = 2;
struct Named {
  std::string_view name;
  char type;
};
constexpr Named kProjects[] = {{"VBA", kStorage},
                               {"Macros", kStorage},
                               {"_VBA_PROJECT_CUR", kStorage},
                               {"_VBA_PROJECT", kStream}};

// An entry: 64 bytes of name in UTF-16, its length in bytes with the final zero, the type.
bool is_entry(std::string_view entry, const Named& wanted) {
  const std::size_t length = 2 * (wanted.name.size() + 1);
  if (entry[64] != static_cast<char>(length) || entry[65] != 0 || entry[66] != wanted.type)
    return false;
  for (std::size_t i = 0; i < wanted.name.size(); ++i)
    if (entry[2 * i] != wanted.name[i] || entry[2 * i + 1] != 0) return false;
  return true;
}

}  // namespace

bool runs_by_name(std::string_view file_name) {
  // Windows takes dots and blanks off the end.
  file_name = file_name.substr(0, file_name.find_last_not_of(". ") + 1);
  const auto dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return false;
  return std::ranges::find(kRunnable, base::lower(file_name.substr(dot + 1))) !=
         std::end(kRunnable);
}

void Risk::begin(std::string_view bytes) {
  kind_ = Kind::other;
  if (bytes.starts_with(kCompound)) kind_ = Kind::compound;
  if (bytes.starts_with(kZip)) kind_ = Kind::zip;
  // The smallest header of a DOS program has 28 bytes; a text may well begin with "MZ".
  const bool mz = bytes.starts_with("MZ") && bytes.size() >= 28 &&
                  bytes.substr(0, 28).find('\0') != std::string_view::npos;
  program_ = mz ||
             bytes.starts_with(
                 "\x7F"
                 "ELF") ||
             bytes.starts_with("#!");
}

void Risk::look(std::string_view bytes) {
  if (bytes.empty()) return;
  if (kind_ == Kind::fresh) begin(bytes);
  if (macros_) return;
  if (kind_ == Kind::compound) compound(bytes);
  if (kind_ == Kind::zip) zip(bytes);
}

void Risk::compound(std::string_view bytes) {
  const auto judge = [&](std::string_view entry) {
    macros_ = macros_ || std::ranges::any_of(
                             kProjects, [&](const Named& one) { return is_entry(entry, one); });
  };
  if (!held_.empty()) {
    const std::size_t more = std::min(kEntry - held_.size(), bytes.size());
    held_ += bytes.substr(0, more);
    bytes.remove_prefix(more);
    if (held_.size() < kEntry) return;
    judge(held_);
  }
  for (; bytes.size() >= kEntry; bytes.remove_prefix(kEntry)) judge(bytes.substr(0, kEntry));
  held_ = bytes;
}

void Risk::zip(std::string_view bytes) {
  const std::size_t overlap = kProject.size() - 1;
  held_ += bytes.substr(0, overlap);
  macros_ = held_.find(kProject) != std::string::npos || bytes.find(kProject) != bytes.npos;
  if (bytes.size() >= overlap)
    held_ = bytes.substr(bytes.size() - overlap);
  else if (held_.size() > overlap)
    held_.erase(0, held_.size() - overlap);
}

}  // namespace migrator::mime
