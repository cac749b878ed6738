// What a file is by its beginning.
#include <array>

#include "checker/container/iso.hpp"
#include "checker/container/ole.hpp"
#include "checker/container/refusal.hpp"

namespace checker::container {

using base::Bytes;
using base::Result;

namespace {

using namespace std::string_view_literals;

constexpr auto kOle = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;

struct Magic {
  std::string_view bytes;
  Format format;
};
constexpr Magic kReadable[] = {
    {"PK\x03\x04"sv, Format::zip},
    {"PK\x05\x06"sv, Format::zip},            // the end record of a ZIP without members
    {"PK\x07\x08PK\x03\x04"sv, Format::zip},  // that was to span disks and needs one
    {"7z\xBC\xAF\x27\x1C"sv, Format::seven_zip},
    {"MSCF"sv, Format::cab},
    {"SZDD\x88\xF0\x27\x33"sv, Format::szdd},
    {"SZ \x88\xF0\x27\x33\xD1"sv, Format::szdd},  // as QBasic 4.5's files are
    {"KWAJ\x88\xF0\x27\xD1"sv, Format::kwaj},
};

struct Refused {
  std::string_view bytes;
  Unreadable kind;
};
constexpr Refused kRefused[] = {
    {"ISc("sv, Unreadable::installshield_cabinet},
    {"Rar!\x1A\x07"sv, Unreadable::rar},
    {"MSWIM\0\0\0"sv, Unreadable::wim},
};

// A number in octal digits between blanks and NULs, as tar writes it.
std::optional<unsigned> octal(std::string_view field) {
  while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
  while (!field.empty() && (field.back() == ' ' || field.back() == '\0')) field.remove_suffix(1);
  if (field.empty() || field.size() > 7) return std::nullopt;
  unsigned value = 0;
  for (const char c : field) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<unsigned>(c - '0');
  }
  return value;
}

// "ustar", or a header of the seventh edition of Unix, which has no magic but a check sum.
bool is_tar(std::string_view start) {
  constexpr std::size_t kSum = 148, kSumSize = 8;
  if (start.size() < kStart || start[0] == '\0') return false;
  const auto magic = start.substr(257, 8);
  if (magic == "ustar\00000"sv || magic == "ustar  \0"sv) return true;
  const auto stated = octal(start.substr(kSum, kSumSize));
  if (!stated) return false;
  unsigned sum = kSumSize * ' ';  // the field itself counts as blanks
  for (std::size_t i = 0; i < kStart; ++i)
    if (i < kSum || i >= kSum + kSumSize) sum += static_cast<unsigned char>(start[i]);
  return sum == *stated;
}

std::optional<Format> readable(std::string_view start) {
  for (const Magic& magic : kReadable)
    if (start.starts_with(magic.bytes)) return magic.format;
  if (is_tar(start)) return Format::tar;
  return std::nullopt;
}

std::optional<Unreadable> refused(std::string_view start) {
  for (const Refused& magic : kRefused)
    if (start.starts_with(magic.bytes)) return magic.kind;
  return std::nullopt;
}

}  // namespace

bool may_be_container(Bytes start) {
  const auto text = base::text_of(start);
  return readable(text) || refused(text) || text.starts_with(kOle);
}

Result<std::optional<Container>> recognise(const base::RandomAccess& file, Bytes start) {
  const auto text = base::text_of(start);
  if (const auto format = readable(text))
    return std::optional(Container{*format, 0, file.size(), std::nullopt});
  if (const auto kind = refused(text)) return std::optional(refuse(*kind, 0, file.size()));
  if (text.starts_with(kOle)) {
    const auto kind = installer_kind(file, 0);
    if (!kind) return kind.error();
    return *kind ? std::optional(refuse(**kind, 0, file.size())) : std::nullopt;
  }
  return recognise_disc(file);
}

}  // namespace checker::container
