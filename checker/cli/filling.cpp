#include "checker/cli/filling.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/process.hpp"
#include "base/text.hpp"
#include "checker/cli/request.hpp"

namespace checker::cli {
namespace {

namespace fs = std::filesystem;
using base::Errc;

std::string last_line(std::string_view text) {
  text = base::trim(text);
  const auto feed = text.rfind('\n');
  return std::string(feed == std::string_view::npos ? text : text.substr(feed + 1));
}

// The first of many lines of faults.
std::string beginning(std::string_view text) {
  constexpr int kLines = 20;
  std::string out;
  int lines = 0;
  for (const char c : base::trim(text)) {
    if (c == '\n' && ++lines == kLines) return out + "\n  …";
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

// Asks the sibling program, which knows the format.
std::optional<Refused> verify(const fs::path& list, std::string& said) {
  std::error_code unknown;
  const std::string file = fs::absolute(list, unknown).string();  // no name begins with a dash then
  auto printed = base::capture({migrator_program(), "verify", "--files", file});
  if (!printed) return Refused{std::move(printed).error()};
  said = last_line(printed->text);
  if (printed->code == 0) return std::nullopt;
  if (printed->code == 2)
    return Refused{{Errc::malformed,
                    fmt::format("{}: the set has faults, so it was not filled in:\n  {}",
                                list.string(), beginning(printed->text)),
                    "an import would stumble over them; extract again, or carry the set with "
                    "Sidestep's own engine: `sidestep-migrator import --files SET.PKL --to DEST` "
                    "tells what it can read"},
                   kBlocked};
  return Refused{{Errc::io, list.string() + ": the set could not be verified",
                  "`sidestep-migrator verify --files SET.PKL` says more"}};
}

// 2-import.txt before 10-import.txt.
bool in_order(const std::string& a, const std::string& b) {
  return std::pair(a.find('-'), a) < std::pair(b.find('-'), b);
}

std::vector<std::string> marked_names(const Texts& texts) {
  std::vector<std::string> out;
  for (const auto& [name, text] : texts)
    if (rewrite::marked_folder(text)) out.push_back(name);
  std::ranges::sort(out, in_order);
  return out;
}

}  // namespace

std::optional<report::Filling> done_already(const Texts& texts, const fs::path& folder,
                                            const std::string& asked) {
  for (const auto& [name, text] : texts)
    if (asked.empty() || name == asked)
      if (const auto file = rewrite::filled_file(text))
        return report::Filling{(folder / name).string(), "", *file, true, "", {}};
  return std::nullopt;
}

std::optional<Refused> fill(Texts& texts, const fs::path& folder, const std::string& asked,
                            const std::string& after, report::Filling& out) {
  const auto marked = marked_names(texts);
  const auto chosen = asked.empty() ? marked.begin() : std::ranges::find(marked, asked);
  const std::string name = chosen == marked.end() ? "" : *chosen;
  if (name.empty()) {
    auto done = done_already(texts, folder, asked);
    if (!done)
      return Refused{{Errc::usage, folder.string() + ": no control file waits for a set",
                      "give the folder that `operation rewrite -o` has written to"}};
    out = std::move(*done);
    return std::nullopt;
  }
  auto sets = find_sets(after);
  if (!sets) return Refused{std::move(sets).error()};
  auto found = choose_set(after, *sets, texts);
  if (!found) return Refused{std::move(found).error()};
  auto path = rewrite::wizard_path(*rewrite::marked_folder(texts[name]), found->set);
  if (!path) return Refused{std::move(path).error()};
  out = {(folder / name).string(), found->list.string(), *path, false, "", {}};
  if (auto refused = verify(found->list, out.verified)) return refused;
  auto text = rewrite::filled(texts[name], *path);
  if (!text) return Refused{std::move(text).error().during(name)};
  texts[name] = std::move(*text);
  for (const std::string& other : marked)
    if (other != name) out.waiting.push_back((folder / other).string());
  return std::nullopt;
}

}  // namespace checker::cli
