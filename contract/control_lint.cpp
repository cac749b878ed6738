#include "contract/control_lint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "contract/control_dates.hpp"
#include "contract/control_document.hpp"

namespace contract {
namespace {

using base::equals_fold;
using Kind = ControlProblem::Kind;

/// A keyword that means nothing unless another one has this value.
struct Unless {
  std::string_view keyword, other, value;
  bool logged;  // the article has the wizard log event 10008
};

constexpr Unless kUnless[] = {
    {"Home-Server", "Mailbox", "TRUE", true}, {"Container", "Mailbox", "TRUE", true},
    {"Template", "Mailbox", "TRUE", true},    {"NTAccounts", "Mailbox", "TRUE", true},
    {"NTDomain", "Mailbox", "TRUE", true},    {"DefFldPerms", "Public", "TRUE", true},
    {"FldOwner", "Public", "TRUE", true},     {"PSTPath", "ImportDestination", "PST", true},
    {"EmailStart", "Email", "TRUE", false},   {"EmailEnd", "Email", "TRUE", false},
    {"SchdStart", "Schedule", "TRUE", false}, {"SchdEnd", "Schedule", "TRUE", false}};

// Adds to what the reader has found. Nothing of it outlives lint_control_file.
class Linter {
 public:
  Linter(const ControlDocument& document, const ControlFile& control)
      : document_(document), control_(control), mode_(find_mode(control.mode)) {}

  std::vector<ControlProblem> lint() {
    for (const ControlProblem& problem : control_.problems) {
      out_.push_back(problem);
      if (problem.by_default) out_.back().kind = Kind::note;
    }
    bytes();
    if (mode_ != nullptr) keywords();
    std::ranges::stable_sort(out_, {}, &ControlProblem::line);
    return std::move(out_);
  }

 private:
  void say(Kind kind, std::optional<std::size_t> index, std::string message,
           std::string instead = "", std::string article = "Q198957") {
    out_.push_back({kind, index ? static_cast<int>(*index) + 1 : 0, std::move(message),
                    std::move(instead), std::move(article)});
  }

  // The wizard reads the bytes in the code page of Windows, and knows no Unicode.
  void bytes() {
    if (document_.has_text_after_end())
      say(Kind::warning, document_.lines().empty() ? 0 : document_.lines().size() - 1,
          "the text ends at a DOS end mark (^Z) in or after this line; what follows is not read",
          "delete the mark, or what follows it", "");
    std::size_t lines = 0;
    std::optional<std::size_t> first;
    bool utf8 = true;
    for (std::size_t i = 0; i < document_.lines().size(); ++i) {
      const std::string& line = document_.lines()[i].text;
      if (base::is_ascii(line)) continue;
      if (!first) first = i;
      ++lines;
      utf8 = utf8 && base::is_utf8(line);
    }
    if (!first) return;
    say(Kind::note, first,
        fmt::format("letters beyond ASCII ({} line{}) are read in the code page of Windows{}",
                    lines, lines == 1 ? "" : "s", utf8 ? "; these look like UTF-8" : ""),
        "make sure that the file is saved in that code page (ANSI)");
  }

  void keywords() {
    function();
    for (const Unless& rule : kUnless) unless(rule);
    if (control_.function == "EXTRACT") unused_while_extracting();
    odd_modes();
    defaults();
    dates("EmailStart", "EmailEnd");
    dates("SchdStart", "SchdEnd");
    file();
    container();
  }

  void function() {
    if (!mode_->has("Function")) return;
    const auto index = document_.find("Function");
    if (index)
      say(Kind::note, index,
          "the wizard may log event 10008 for Function, as if it were ignored; it is not", "",
          "Q197397");
    else
      say(Kind::note, {}, "there is no Function, so FULL: one step",
          "add a line Function,FULL to say so");
  }

  // Absent, a flag is TRUE and a destination is SERVER.
  std::string_view value(std::string_view keyword) const {
    const auto index = document_.find(keyword);
    if (index) return document_.lines()[*index].value;
    return keyword == "ImportDestination" ? "SERVER" : "TRUE";
  }

  void unless(const Unless& rule) {
    const auto index = document_.find(rule.keyword);
    if (!index || !mode_->has(rule.keyword) || !mode_->has(rule.other)) return;
    if (equals_fold(value(rule.other), rule.value)) return;
    if (!find_keyword(rule.other)->accepts(value(rule.other))) return;  // said already
    const std::string what = fmt::format("{},{}", rule.other, rule.value);
    say(Kind::warning, index,
        rule.logged ? fmt::format("{} is ignored without {} (the wizard logs event 10008)",
                                  rule.keyword, what)
                    : fmt::format("{} says nothing without {}", rule.keyword, what),
        fmt::format("write {}, or delete the line", what), rule.logged ? "Q198957" : "");
  }

  void unused_while_extracting() {
    for (const auto keyword : import_keywords()) {
      if (!document_.find(keyword) || !mode_->has(keyword)) continue;
      say(Kind::note, document_.find(keyword),
          fmt::format("{} is for the import, which this step does not reach", keyword), "", "");
    }
  }

  // Where the article's table and its own samples disagree.
  void odd_modes() {
    if (mode_->name == "CCMAIL" && document_.find("POName"))
      say(Kind::note, document_.find("POName"),
          "POName is documented for GRPWISE5 only, but every sample for cc:Mail has it");
    if (mode_->name == "FILE" && document_.find("Public"))
      say(Kind::note, document_.find("Public"),
          "Public is not documented for mode FILE, but the article's sample has it");
    if (mode_->name == "NOTES" && document_.find("IniFile"))
      say(Kind::note, document_.find("IniFile"),
          "IniFile is the name in the article of 2006; the 5.5 wizard's is Notesini",
          fmt::format("write Notesini,{}", base::to_utf8(document_.value("IniFile"))), "Q263755");
  }

  void defaults() {
    const bool extracts = control_.function != "IMPORT";
    if (mode_->name == "NOTES" && extracts && !document_.find("Accounts"))
      say(Kind::note, {}, "Accounts is missing (the wizard takes all accounts)",
          "add a line Accounts,VALUE", "Q263755");
    if (mode_->name == "GRPWISE" && extracts && !document_.find("GWUserGRPName") &&
        document_.find("Accounts"))
      say(Kind::note, {},
          "GWUserGRPName is missing; it is called required, but the article's sample does with "
          "Accounts, too");
  }

  void dates(std::string_view start, std::string_view end) {
    for (const auto keyword : {start, end})
      if (const auto index = date_index(keyword))
        if (const auto wrong = impossible_part(document_.lines()[*index].value))
          say(Kind::warning, index,
              fmt::format("{}: there is no {} in YYYYMMDDhhmmss", keyword, *wrong),
              "write a date that there is");
    const auto from = date_index(start), to = date_index(end);
    if (from && to && document_.value(end) < document_.value(start))
      say(Kind::warning, to, fmt::format("{} is before {}, so nothing lies between", end, start),
          "exchange the two values", "");
  }

  // Of a date that is there, belongs to the mode and is made of 14 digits.
  std::optional<std::size_t> date_index(std::string_view keyword) const {
    const auto index = document_.find(keyword);
    if (!index || !mode_->has(keyword)) return std::nullopt;
    const ControlLine& line = document_.lines()[*index];
    return line.keyword->accepts(line.value) ? index : std::nullopt;
  }

  // A folder where a packing list is due, and the other way round.
  void file() {
    const auto index = document_.find("File");
    if (!index || mode_->name == "MSMAILPC") return;
    const std::string value = base::lower(document_.value("File"));
    if (control_.function == "IMPORT" && value.ends_with('\\'))
      say(Kind::warning, index, "File names a folder, but an import reads a packing list",
          "write the path of the .PKL file", "");
    else if (control_.function == "IMPORT" && !control_.marked && !value.ends_with(".pkl"))
      say(Kind::warning, index, "File names no packing list, whose name ends in .PKL",
          "write the path of the .PKL file", "");
    if (control_.function != "IMPORT" && value.ends_with(".pkl"))
      say(Kind::warning, index, "File names a packing list, but the extraction asks for a folder",
          "write the folder that the migration files go to", "");
  }

  // What cannot be the place of a mailbox; whether it is there, only the directory knows.
  void container() {
    const auto index = document_.find("Container");
    if (!index || !mode_->has("Container")) return;
    const std::string value = base::lower(document_.value("Container"));
    if (value == "recipients" || value.starts_with("recipients/cn=") || value.starts_with("/o="))
      return;
    if (value == "none")
      return say(Kind::note, index,
                 "Container,none stands in a sample of the article, which does not explain it",
                 "write Container,Recipients to say where the mailboxes go");
    if (value.empty()) return;  // said already
    say(Kind::warning, index,
        "Container should begin with Recipients (the wizard logs event 10023 for others)",
        "write Container,Recipients, Container,Recipients/cn=NAME or a whole name, /o=...");
  }

  const ControlDocument& document_;
  const ControlFile& control_;
  const Mode* mode_;
  std::vector<ControlProblem> out_;
};

}  // namespace

std::vector<ControlProblem> lint_control_file(std::string_view text, const std::string& name) {
  return Linter(ControlDocument::parse(text), parse_control_file(text, name)).lint();
}

std::optional<ControlProblem::Kind> worst_of(const std::vector<ControlProblem>& problems) {
  const auto it = std::ranges::max_element(problems, {}, &ControlProblem::kind);
  if (it == problems.end()) return std::nullopt;
  return it->kind;
}

}  // namespace contract
