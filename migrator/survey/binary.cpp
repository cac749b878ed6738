#include "migrator/survey/binary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace migrator::survey {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kShown = 16;

struct Mark {
  std::string_view bytes;
  Marked means;
};

constexpr Mark kMarks[] = {
    {"SQLite format 3\0"sv, {Kind::ordinary, "an SQLite database"}},
    {"!BDN"sv, {Kind::foreign_mail, "personal folders of Outlook (PST)"}},
    {"MZ"sv, {Kind::program, "a program of DOS or Windows"}},
    {"PK\x03\x04"sv, {Kind::ordinary, "a ZIP archive or an Office document"}},
    {"PK\x05\x06"sv, {Kind::ordinary, "an empty ZIP archive"}},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, {Kind::ordinary, "an OLE document"}},
    {"\x89PNG\r\n"sv, {Kind::ordinary, "a PNG image"}},
    {"GIF8"sv, {Kind::ordinary, "a GIF image"}},
    {"\xFF\xD8\xFF"sv, {Kind::ordinary, "a JPEG image"}},
    {"II*\0"sv, {Kind::ordinary, "a TIFF image"}},
    {"MM\0*"sv, {Kind::ordinary, "a TIFF image"}},
    {"BM"sv, {Kind::ordinary, "a BMP image"}},
    {"%PDF-"sv, {Kind::ordinary, "a PDF document"}},
    {"{\\rtf"sv, {Kind::ordinary, "an RTF document"}},
    {"MSCF"sv, {Kind::ordinary, "a cabinet file"}},
    {"SZDD"sv, {Kind::ordinary, "a compressed file of COMPRESS.EXE"}},
    {"\x1F\x8B"sv, {Kind::ordinary, "a gzip file"}},
    {"7z\xBC\xAF\x27\x1C"sv, {Kind::ordinary, "a 7-Zip archive"}},
    {"RIFF"sv, {Kind::ordinary, "a RIFF file (sound or video)"}},
    {"\0\0\x02\0\x06\x04\x06\0"sv, {Kind::ordinary, "a Lotus 1-2-3 worksheet"}},
    {"\0\0\x1A\0"sv, {Kind::ordinary, "a Lotus 1-2-3 worksheet"}},
    {"\x0A\x05\x01"sv, {Kind::ordinary, "a PCX image, perhaps a fax (Q166614)"}},
    {"WordPro"sv, {Kind::ordinary, "a Lotus Word Pro document"}},
    {"\xFF"
     "WPC"sv,
     {Kind::ordinary, "a WordPerfect document"}},
    {"BEGIN:VCARD"sv, {Kind::ordinary, "a vCard"}},
    {"SCHEDULE+"sv, {Kind::schedule, "Schedule+ data; a set names it"}},
};

bool is_odd(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1A' &&
         c != '\x02';  // 0x02 begins a colour code of cc:Mail (Q181130)
}

}  // namespace

std::optional<Marked> marked(std::string_view head) {
  for (const Mark& mark : kMarks) {
    // Two letters prove little: text may begin with them, too.
    const bool weak = mark.bytes.size() == 2 && looks_like_text(head);
    if (head.starts_with(mark.bytes) && !weak) return mark.means;
  }
  return std::nullopt;
}

bool looks_like_text(std::string_view head) {
  if (head.empty() || std::ranges::any_of(head, is_odd)) return false;
  // Scrambled data may happen to lack control characters; text has mostly letters and blanks.
  const auto plain = std::ranges::count_if(head, [](char c) { return c >= 0x20 && c < 0x7F; });
  return static_cast<std::size_t>(plain) * 4 >= head.size();
}

std::string first_bytes(std::string_view head) {
  std::string out;
  for (char c : head.substr(0, kShown))
    out += fmt::format("{}{:02x}", out.empty() ? "" : " ", static_cast<unsigned char>(c));
  return head.size() > kShown ? out + " …" : out;
}

}  // namespace migrator::survey
