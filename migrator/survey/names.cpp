#include "migrator/survey/names.hpp"

#include "base/text.hpp"

namespace migrator::survey {
namespace {

constexpr std::string_view kScrambled =
    "scrambled, without a public layout: only Lotus's EXPORT reads it";
constexpr std::string_view kToProfile =
    "holds EXPORT's own words: sidestep-migrator profile --from proposes a profile";
constexpr std::string_view kNoSyntax = "a list that it exchanged; no syntax is public";

struct Row {
  std::string_view pattern;
  NamedKind means;
};

constexpr Row kNames[] = {
    // Q179072; ccmail.md §6: DB6 is run with the 5.x utilities.
    {"CLANDATA", {Kind::post_office, Readable::no, kScrambled, "DB6"}},
    {"MLANDATA", {Kind::post_office, Readable::no, kScrambled, "DB6"}},
    {"USR@@@@@", {Kind::post_office, Readable::no, kScrambled, "DB6"}},
    // Q170011: what the connector touches of a post office of Release 6 and later.
    {"CCPOMBOX.*", {Kind::post_office, Readable::no, kScrambled, "DB8"}},
    {"CCPODD.@@", {Kind::post_office, Readable::no, kScrambled, "DB8"}},
    {"CCPOMS*", {Kind::post_office, Readable::no, kScrambled, "DB8"}},
    {"CCVER.TB", {Kind::post_office, Readable::no, kScrambled, "DB8"}},
    {"CCINTL.TB", {Kind::post_office, Readable::no, kScrambled, "DB8"}},
    {"NFTCHECK", {Kind::post_office, Readable::no, kScrambled, "DB8"}},
    {"CCPODOWN",
     {Kind::shut_down, Readable::not_mail, "while it is there, EXPORT ends with error 4 (Q282172)",
      ""}},
    {"NFTERROR.LOG", {Kind::error_log, Readable::not_mail, "of the post office", ""}},
    {"*.OR2", {Kind::organizer, Readable::no, "a calendar of Organizer 2", ""}},
    {"#*", {Kind::ade, Readable::no, "between post offices, without a public layout", ""}},
    // Q169536: the wizard resets every password of a DB8 post office and keeps the list.
    {"CCMAIL.PASSWORD*",
     {Kind::passwords, Readable::not_mail,
      "that the wizard gave to users (Q169536): a secret, not shown", ""}},
    {"SMTP.ADR", {Kind::gateway_table, Readable::not_mail, "Internet addresses of users", ""}},
    // Q295753; Ccmdir.exp is a directory by its content.
    {"CCMLIST.EXP", {Kind::connector_list, Readable::no, kNoSyntax, ""}},
    {"CCMBB.EXP", {Kind::connector_list, Readable::no, kNoSyntax, ""}},
    {"CCMDIR.EXP", {Kind::connector_list, Readable::no, kNoSyntax, ""}},
    {"CCMDIR.IMP", {Kind::connector_list, Readable::no, kNoSyntax, ""}},
    {"CCMDEL.IMP", {Kind::connector_list, Readable::no, kNoSyntax, ""}},
    {"EXPORT.EXE", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    {"EXPORT32.EXE", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    {"EXPORT2.EXE", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    {"IMPORT.EXE", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    {"IMPORT32.EXE", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    {"IMPORT2.EXE", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    {"IE.RI", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    {"IMPEXP.RI", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    {"MLMIG32.DLL", {Kind::export_program, Readable::not_mail, kToProfile, ""}},
    // Q194596: archives of clients are .CCA or .IMP; PRONOM has no signature for them.
    {"*.CCA", {Kind::archive, Readable::no, "of a client; its format is unknown", ""}},
    {"*.IMP", {Kind::archive, Readable::no, "of a client; its format is unknown", ""}},
    {"*.PRI", {Kind::primary, Readable::no, "no section of the Migration Wizard in it", ""}},
    {"*.SEC", {Kind::secondary, Readable::no, "no block of the Migration Wizard in it", ""}},
    {"*.PKL", {Kind::packing_list, Readable::no, "no list of files in it", ""}},
    {"*.PAB", {Kind::foreign_mail, Readable::not_mail, "a Personal Address Book of Exchange", ""}},
    {"*.PST", {Kind::foreign_mail, Readable::not_mail, "personal folders of Outlook", ""}},
};

}  // namespace

bool fits(std::string_view name, std::string_view pattern) {
  if (pattern.empty()) return name.empty();
  const char want = pattern.front();
  if (want == '*') {
    for (std::size_t skip = 0; skip <= name.size(); ++skip)
      if (fits(name.substr(skip), pattern.substr(1))) return true;
    return false;
  }
  if (name.empty()) return false;
  const bool digit = name.front() >= '0' && name.front() <= '9';
  const bool same =
      want == '@' ? digit : base::equals_fold(name.substr(0, 1), pattern.substr(0, 1));
  return same && fits(name.substr(1), pattern.substr(1));
}

std::optional<NamedKind> kind_of_name(std::string_view file_name) {
  for (const Row& row : kNames)
    if (fits(file_name, row.pattern)) return row.means;
  return std::nullopt;
}

std::string_view file_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string extension(std::string_view path) {
  const auto name = file_name(path);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? "" : base::lower(name.substr(dot));
}

bool is_export_name(std::string_view path) {
  const std::string ext = extension(path);
  for (std::string_view one : {".exp", ".ccm", ".imp", ".cca", ".und"})
    if (ext == one) return true;
  return false;
}

}  // namespace migrator::survey
