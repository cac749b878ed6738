#include "migrator/mime/content_type.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace migrator::mime {
namespace {

struct Known {
  std::string_view extension, type;
};

// What office computers of the 1990s had, and what is opened by it today (IANA media types).
constexpr Known kKnown[] = {
    {"123", "application/vnd.lotus-1-2-3"},
    {"avi", "video/vnd.avi"},
    {"bmp", "image/bmp"},
    {"doc", "application/msword"},
    {"dot", "application/msword"},
    {"gif", "image/gif"},
    {"gz", "application/gzip"},
    {"hqx", "application/mac-binhex40"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"lwp", "application/vnd.lotus-wordpro"},
    {"mdb", "application/vnd.ms-access"},
    {"mid", "audio/midi"},
    {"mpp", "application/vnd.ms-project"},
    {"org", "application/vnd.lotus-organizer"},
    {"pcx", "image/vnd.zbrush.pcx"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pre", "application/vnd.lotus-freelance"},
    {"prz", "application/vnd.lotus-freelance"},
    {"ps", "application/postscript"},
    {"rtf", "application/rtf"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"wav", "audio/vnd.wave"},
    {"wk1", "application/vnd.lotus-1-2-3"},
    {"wk3", "application/vnd.lotus-1-2-3"},
    {"wk4", "application/vnd.lotus-1-2-3"},
    {"wmf", "image/wmf"},
    {"wri", "application/vnd.ms-write"},
    {"xls", "application/vnd.ms-excel"},
    {"zip", "application/zip"},
};

constexpr std::size_t kLongestName = 200;  // bytes; 255 is where file systems end

std::string_view extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

// The first `most` bytes, less what would cut a character.
std::string_view head(std::string_view utf8, std::size_t most) {
  while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xC0) == 0x80) --most;
  return utf8.substr(0, most);
}

}  // namespace

std::string_view content_type_of(std::string_view file_name) {
  const std::string extension = base::lower(extension_of(file_name));
  const auto* found = std::ranges::find(kKnown, extension, &Known::extension);
  return found == std::end(kKnown) ? "application/octet-stream" : found->type;
}

std::string attachment_name(std::string_view name) {
  std::string out = base::to_utf8(name);
  std::ranges::replace_if(
      out,
      [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\';
      },
      '_');
  out = base::trim(out);
  if (out == "." || out == "..") std::ranges::fill(out, '_');
  if (out.size() <= kLongestName) return out;
  const std::string extension(extension_of(out));
  if (extension.empty() || extension.size() > 20) return std::string(head(out, kLongestName));
  return std::string(head(out, kLongestName - 1 - extension.size())) + "." + extension;
}

}  // namespace migrator::mime
