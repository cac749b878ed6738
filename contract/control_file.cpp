#include "contract/control_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "contract/control_document.hpp"
#include "contract/control_keywords.hpp"
#include "contract/control_values.hpp"

namespace contract {
namespace {

using base::equals_fold;
using Kind = ControlProblem::Kind;

constexpr std::string_view kWayOn =
    "run step one, then `sidestep operation rewrite -o OUT --after DIR`";

constexpr std::size_t kShown = 120;  // of a line that is quoted, in bytes

// What is said of a file that begins with a byte order mark; "" without one.
std::string unicode_mark(std::string_view text) {
  const char* const kind = text.starts_with(base::kByteOrderMark)                         ? "UTF-8"
                           : text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ? "UTF-16"
                                                                                          : "";
  if (*kind == '\0') return "";
  return fmt::format("the file begins with the byte order mark of {}; the wizard reads ANSI", kind);
}

// Reads the lines, then asks what is missing. One object a file; nothing of it outlives
// parse_control_file.
class Reader {
 public:
  explicit Reader(const std::string& name) : values_(name) {}

  ControlFile read(std::string_view text) {
    int number = 0;
    if (const auto unicode = unicode_mark(text); !unicode.empty())
      problem(Kind::error, 1, unicode, "save it in the code page of Windows (ANSI)", "");
    if (!text.starts_with(base::kByteOrderMark) && !out_.problems.empty()) return std::move(out_);
    const ControlDocument document = ControlDocument::parse(text);
    for (const ControlLine& line : document.lines()) read_line(++number, line);
    read_mode();
    if (mode_ != nullptr) {
      check_required();
      out_.facts = facts_of_control(values_, *mode_, out_.function);
    }
    for (const auto& [keyword, line] : values_)
      if (!keyword.empty()) out_.settings.emplace(keyword, ControlSetting{line.number, line.value});
    std::ranges::stable_sort(out_.problems, {}, &ControlProblem::line);
    return std::move(out_);
  }

 private:
  void problem(Kind kind, int line, std::string message, std::string instead = "",
               std::string article = "Q198957") {
    out_.problems.push_back(
        {kind, line, std::move(message), std::move(instead), std::move(article)});
  }

  // Whoever reads the file next may end the line at such a byte, or the value.
  void odd_bytes(int number, const ControlLine& line) {
    if (line.text.find('\r') != std::string::npos)
      return problem(Kind::error, number, "a CR stands alone; a line ends in CR and LF",
                     "save the file with the line ends of Windows (CRLF)", "");
    const auto odd = [](const std::string& text, bool tabs) {
      return std::ranges::find_if(
          text, [&](char c) { return c >= 0 && c < ' ' && !(tabs && c == '\t'); });
    };
    const bool pair = line.kind == ControlLine::Kind::pair;
    // A TAB is a blank in a comment and around a word or a value, and only there.
    const std::string text = pair ? line.word + line.value : line.text;
    const auto found = odd(text, !pair);
    if (found == text.end()) return;
    problem(Kind::error, number,
            fmt::format("the byte {:02X} (hex) is no text", static_cast<unsigned>(*found)),
            "delete it; only letters, digits, signs and blanks may stand in a line", "");
  }

  void read_line(int number, const ControlLine& line) {
    odd_bytes(number, line);
    if (line.kind == ControlLine::Kind::other)
      return problem(Kind::error, number,
                     fmt::format("\"{}\" should be keyword,value",
                                 base::printable(base::shortened(base::trim(line.text), kShown))),
                     "write KEYWORD,VALUE, or ! in front of a comment");
    if (line.kind != ControlLine::Kind::pair) return;
    if (equals_fold(line.word, kMark)) return read_mark(number, line);
    if (line.keyword == nullptr) return unknown_keyword(number, line.word);
    const Keyword& keyword = *line.keyword;
    if (keyword.name == "Mode" && !values_.empty())
      problem(Kind::error, number, "Mode should be the first keyword",
              "move the Mode line up; only comments may stand above it");
    const auto [at, added] = values_.add(keyword.name, {number, base::to_utf8(line.value)});
    if (!added)
      return problem(Kind::error, number,
                     fmt::format("{} stands in line {} already", keyword.name, at->number),
                     "delete one of the two lines");
    check_value(keyword, *at);
  }

  void read_mark(int number, const ControlLine& line) {
    out_.marked = true;
    problem(Kind::error, number,
            "the set of step one is not filled in yet; until then this line stands for File",
            std::string(kWayOn), "");
    values_.add("File", {number, base::to_utf8(line.value)});
  }

  void unknown_keyword(int number, std::string_view word) {
    const auto meant = base::nearest(word, keyword_names());
    problem(
        Kind::error, number,
        fmt::format("unknown keyword \"{}\"{}", base::printable(base::shortened(word, kShown)),
                    meant ? "; did you mean " + *meant + "?" : ""),
        meant ? fmt::format("write {},VALUE", *meant) : "delete the line, or make it a comment");
    // Unknown or not, something stood before Mode.
    if (!values_.has("Mode")) values_.add("", {number, ""});
  }

  void check_value(const Keyword& keyword, const ControlValues::Line& line) {
    if (keyword.accepts(line.value)) return;
    problem(Kind::error, line.number,
            fmt::format("{} should be {}, is \"{}\"", keyword.name, keyword.expected(),
                        base::printable(base::shortened(line.value, kShown))),
            keyword.kind == Keyword::Kind::path && !line.value.empty()
                ? "write the path as it is, without quotes and wildcards"
                : keyword.example());
  }

  void read_mode() {
    const auto* line = values_.find("Mode");
    if (line == nullptr)
      return problem(Kind::error, 0, "the required keyword Mode is missing (Q234057)",
                     "begin the file with a line such as Mode,CCMAIL", "Q234057");
    mode_ = find_mode(line->value);
    if (mode_ == nullptr) return;  // check_value has said so
    out_.mode = mode_->name;
    out_.function = mode_->name == "FILE" ? "IMPORT" : upper(values_.word("Function", "FULL"));
    check_post_office();
    for (const auto& [name, where] : values_) {
      const Keyword* keyword = find_keyword(name);
      if (keyword == nullptr || keyword->belongs_to(*mode_)) continue;
      problem(Kind::warning, where.number,
              fmt::format("{} {} mode {} (the wizard logs event 10008)", name,
                          mode_->refuses(name) ? "cannot be used in" : "has no meaning in",
                          mode_->name),
              "delete the line, or make it a comment");
      out_.problems.back().keyword = name;
    }
  }

  // A path in some modes, a server or a DN in the others.
  void check_post_office() {
    const auto* line = values_.find("Postoffice");
    if (line == nullptr || line->value.empty() || is_path(line->value)) return;
    for (const auto* name : {"MSMAILPC", "CCMAIL", "COLLABRA", "GRPWISE"})
      if (mode_->name == name)
        problem(Kind::error, line->number,
                fmt::format("Postoffice should be a path, without any of \" * < > ? |, is \"{}\"",
                            base::printable(base::shortened(line->value, kShown))),
                "write the path as it is, without quotes and wildcards");
  }

  void check_required() {
    for (const Required& r : required_keywords(*mode_, out_.function)) need(r);
    if (equals_fold(values_.word("ImportDestination", "SERVER"), "PST"))
      need({"PSTPath", Kind::error, "with ImportDestination,PST"});
    if (out_.function == "EXTRACT") return;
    if (mode_->can_create_mailboxes && values_.flag("Mailbox"))
      need({"Home-Server", Kind::warning, "the wizard takes the server it used last, or this one"});
    if (mode_->has("Public") && values_.flag("Public"))
      need({"FldOwner", Kind::warning, "public folders need an owner"}, !values_.has("Public"));
  }

  // `by_default`: whether the wizard has something to take where no more than a warning is due.
  void need(const Required& required, bool by_default = true) {
    if (values_.has(required.keyword)) return;
    if (!required.or_else.empty() && values_.has(required.or_else)) return;
    problem(required.kind, 0,
            fmt::format("{} is missing{}", required.keyword,
                        required.why.empty() ? "" : fmt::format(" ({})", required.why)),
            fmt::format("add a line {},VALUE", required.keyword));
    out_.problems.back().by_default = required.kind == Kind::warning && by_default;
    out_.problems.back().keyword = required.keyword;
    if (required.keyword == "Notesini") out_.problems.back().article = "Q263755";
  }

  static std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
  }

  ControlValues values_;
  const Mode* mode_ = nullptr;
  ControlFile out_;
};

}  // namespace

bool ControlFile::usable() const {
  return std::ranges::none_of(problems, [](const auto& p) { return p.kind == Kind::error; });
}

const ControlSetting* ControlFile::find(std::string_view keyword) const {
  const auto at = settings.find(keyword);
  return at == settings.end() ? nullptr : &at->second;
}

ControlFile parse_control_file(std::string_view text, const std::string& name) {
  return Reader(name).read(text);
}

base::Result<std::string> read_control_text(const std::filesystem::path& file) {
  auto text = base::read_file(file, kMostControlBytes);
  if (!text) return text;
  if (text->find('\0') != std::string::npos)
    return base::Error{base::Errc::unsupported, file.string() + ": is no text file",
                       "save it as plain text in the code page of Windows (ANSI), not as Unicode"};
  return text;
}

base::Result<ControlFile> usable_control_file(std::string_view text,
                                              const std::filesystem::path& file) {
  ControlFile control = parse_control_file(text, file.filename().string());
  if (control.usable()) return control;
  std::string message = file.string() + ":", hint = "the keywords are those of KB Q198957";
  std::size_t errors = 0;
  for (const ControlProblem& p : control.problems) {
    if (p.kind != Kind::error) continue;
    if (++errors > kMostShownProblems) continue;
    message +=
        fmt::format("\n  {}{}", p.line > 0 ? fmt::format("line {}: ", p.line) : "", p.message);
    if (control.marked) hint = kWayOn;
  }
  if (errors > kMostShownProblems)
    message += fmt::format("\n  and {} more", errors - kMostShownProblems);
  return base::Error{base::Errc::malformed, std::move(message), std::move(hint)};
}

base::Result<ControlFile> read_control_file(const std::filesystem::path& file) {
  auto text = read_control_text(file);
  if (!text) return std::move(text).error();
  return usable_control_file(*text, file);
}

}  // namespace contract
