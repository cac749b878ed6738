#include "migrator/cli/endpoints.hpp"

#include "base/text.hpp"

namespace migrator::cli {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

fs::path settled(const fs::path& path) {
  std::error_code error;
  fs::path out = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) out = fs::absolute(path, error).lexically_normal();
  return out.has_filename() ? out : out.parent_path();  // "out/" is "out"
}

Result<Endpoint> parse_destination(const std::string& text) {
  const auto colon = text.find(':');
  const std::string kind = base::lower(text.substr(0, colon));
  const std::string path = colon == std::string::npos ? "" : text.substr(colon + 1);
  using destination::Format;
  constexpr std::pair<std::string_view, Format> kFolders[] = {
      {"maildir", Format::maildir}, {"mbox", Format::mbox}, {"eml", Format::eml}};
  for (const auto& [word, format] : kFolders) {
    if (kind != word || path.empty()) continue;
    const fs::path place = settled(path);
    return Endpoint{kind + ":" + place.string(), format, place, {}};
  }
  if (kind == "imap" || kind == "imaps") {
    auto server = imap::parse_server(text);
    if (!server) return std::move(server).error().during("--to");
    return Endpoint{server->text(), Format::maildir, {}, std::move(*server)};
  }
  constexpr const char* kGive =
      "give maildir:PATH, mbox:PATH, eml:PATH, imap://HOST:PORT or imaps://HOST:PORT";
  return Error{Errc::usage, "--to " + text + ": is not a destination", kGive};
}

}  // namespace migrator::cli
