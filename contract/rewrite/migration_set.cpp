#include "contract/rewrite/migration_set.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "contract/control_file.hpp"
#include "contract/control_keywords.hpp"
#include "contract/rewrite/draft.hpp"

namespace contract::rewrite {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using contract::ControlDocument;

const std::string kOldMark = std::string(kWas) + std::string(contract::kMark) + ",";

// Where the comment of a filled mark stands, with File below it.
std::optional<std::size_t> find_filled(const ControlDocument& document) {
  const auto file = document.find("File");
  if (!file || *file == 0) return std::nullopt;
  return document.lines()[*file - 1].text.starts_with(kOldMark) ? std::optional(*file - 1)
                                                                : std::nullopt;
}

// The value of a keyword in a line that became a comment; "" where there is none.
std::string kept_value(const ControlDocument& document, std::string_view comment,
                       std::string_view keyword) {
  for (const auto& line : document.lines()) {
    if (!line.text.starts_with(comment)) continue;
    const auto kept = ControlDocument::parse(std::string_view(line.text).substr(comment.size()));
    if (kept.find(keyword)) return std::string(kept.value(keyword));
  }
  return "";
}

// What Windows forbids in a name, and what a command line would expand or take apart.
bool may_stand(char c) {
  return c >= ' ' && c < '\x7F' &&
         std::string_view("\"%*/:<>?\\|").find(c) == std::string_view::npos;
}

Result<void> check_name(const std::string& name) {
  const bool fine = !name.empty() && std::ranges::all_of(name, may_stand) && name.front() != ' ' &&
                    name.back() != ' ' && name.back() != '.';
  if (fine) return {};
  return Error{Errc::malformed,
               fmt::format("the name \"{}\" cannot be written into a control file",
                           base::printable(base::shortened(name, 120))),
               "it should be plain ASCII, without any of \" % * / : < > ? \\ |, and begin and end "
               "with no blank; rename the folder here and on the wizard's machine"};
}

}  // namespace

bool is_set_folder(std::string_view name) {
  if (name.size() < 5 || name[name.size() - 4] != '.') return false;
  const auto number = name.substr(name.size() - 3);
  return number.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_packing_list(std::string_view name) {
  return name.size() > 4 && base::equals_fold(name.substr(name.size() - 4), ".pkl");
}

std::optional<std::string> marked_folder(std::string_view text) {
  const auto document = ControlDocument::parse(text);
  const auto mark = document.find_mark();
  if (!mark) return std::nullopt;
  return document.lines()[*mark].value;
}

std::string kept_post_office(std::string_view text) {
  const auto document = ControlDocument::parse(text);
  if (!base::equals_fold(kept_value(document, kWas, "Mode"), "CCMAIL")) return "";
  return kept_value(document, kAside, "POName");
}

std::optional<std::string> filled_file(std::string_view text) {
  const auto document = ControlDocument::parse(text);
  if (!find_filled(document)) return std::nullopt;
  return std::string(document.value("File"));
}

bool names_set(std::string_view wizard_path, const MigrationSet& set) {
  const std::string tail = (set.folder.empty() ? "" : set.folder + "\\") + set.packing_list;
  if (wizard_path.size() < tail.size()) return false;
  const auto at = wizard_path.size() - tail.size();
  return base::equals_fold(wizard_path.substr(at), tail) &&
         (at == 0 || wizard_path[at - 1] == '\\' || wizard_path[at - 1] == '/');
}

Result<std::string> wizard_path(std::string_view marked_folder, const MigrationSet& set) {
  std::string out(marked_folder);
  if (out.empty())
    return Error{Errc::malformed, "the marked line names no folder", "rewrite the file anew"};
  if (!contract::is_path(out) || is_packing_list(out))
    return Error{Errc::malformed, "the marked line names no folder that Windows could have",
                 "write the folder that File names in step one behind the comma"};
  if (out.back() != '\\' && out.back() != '/') out += '\\';
  if (!set.folder.empty()) {
    if (auto fine = check_name(set.folder); !fine) return fine.error();
    out += set.folder + '\\';
  }
  if (auto fine = check_name(set.packing_list); !fine) return fine.error();
  return out + set.packing_list;
}

Result<std::string> filled(std::string_view text, std::string_view wizard_path) {
  auto document = ControlDocument::parse(text);
  const auto mark = document.find_mark();
  if (!mark) return Error{Errc::conflict, "there is no marked line to fill in", ""};
  const std::string old = document.lines()[*mark].text;
  document.replace(*mark, fmt::format("File,{}", wizard_path));
  document.insert(*mark, std::string(kWas) + old);
  std::string out = document.text();
  if (auto control = contract::usable_control_file(out, "filled in"); !control)
    return control.error();
  return out;
}

std::string unfilled(std::string_view text) {
  auto document = ControlDocument::parse(text);
  const auto comment = find_filled(document);
  if (!comment) return std::string(text);
  const std::string old = document.lines()[*comment].text.substr(kWas.size());
  document.replace(*comment + 1, old);
  document.erase(*comment);
  return document.text();
}

}  // namespace contract::rewrite
