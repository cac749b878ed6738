#include "contract/control_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "contract/control_keywords.hpp"

namespace contract {
namespace {

using base::equals_fold;
using Kind = ControlProblem::Kind;

struct Line {
  int number;
  std::string value;
};

// Reads the lines, then draws the facts. One object a file; nothing of it outlives
// parse_control_file.
class Reader {
 public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  ControlFile read(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // as Notepad begins a file
    read_lines(text);
    read_mode();
    check_required();
    if (mode_ != nullptr) draw_facts();
    std::ranges::stable_sort(out_.problems, {}, &ControlProblem::line);
    return std::move(out_);
  }

 private:
  void problem(Kind kind, int line, std::string message) {
    out_.problems.push_back({kind, line, std::move(message)});
  }

  void read_lines(std::string_view text) {
    int number = 0;
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      read_line(++number, base::trim(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void read_line(int number, std::string_view line) {
    if (line == "\x1A") return;  // DOS editors end a file with it
    if (line.empty() || line.front() == '!') return;
    const auto comma = line.find(',');
    if (comma == std::string_view::npos)
      return problem(Kind::error, number,
                     fmt::format("\"{}\" should be keyword,value", base::printable(line)));
    const auto word = base::trim(line.substr(0, comma));
    const Keyword* keyword = find_keyword(word);
    if (keyword == nullptr) return unknown_keyword(number, word);
    if (keyword->name == "Mode" && !lines_.empty())
      problem(Kind::error, number, "Mode should be the first keyword");
    const auto [at, added] =
        lines_.try_emplace(std::string(keyword->name),
                           Line{number, base::to_utf8(base::trim(line.substr(comma + 1)))});
    if (!added)
      return problem(Kind::error, number,
                     fmt::format("{} stands in line {} already", keyword->name, at->second.number));
    check_value(*keyword, at->second);
  }

  void unknown_keyword(int number, std::string_view word) {
    const auto meant = base::nearest(word, keyword_names());
    problem(Kind::error, number,
            fmt::format("unknown keyword \"{}\"{}", base::printable(word),
                        meant ? "; did you mean " + *meant + "?" : ""));
    // Unknown or not, something stood before Mode.
    if (!lines_.contains("Mode")) lines_.try_emplace("", Line{number, ""});
  }

  void check_value(const Keyword& keyword, const Line& line) {
    if (keyword.accepts(line.value)) return;
    problem(Kind::error, line.number,
            fmt::format("{} should be {}, is \"{}\"", keyword.name, keyword.expected(),
                        base::printable(line.value)));
  }

  void read_mode() {
    const Line* line = find("Mode");
    if (line == nullptr)
      return problem(Kind::error, 0, "the required keyword Mode is missing (Q234057)");
    mode_ = find_mode(line->value);
    if (mode_ == nullptr) return;  // check_value has said so
    out_.mode = mode_->name;
    out_.function = mode_->name == "FILE" ? "IMPORT" : upper(word("Function", "FULL"));
    for (const auto& [name, where] : lines_) {
      const Keyword* keyword = find_keyword(name);
      if (keyword != nullptr && !keyword->belongs_to(*mode_))
        problem(Kind::warning, where.number,
                fmt::format("{} has no meaning in mode {} (the wizard logs event 10008)", name,
                            mode_->name));
    }
  }

  void check_required() {
    if (mode_ == nullptr) return;
    for (const Required& r : required_keywords(*mode_, out_.function)) need(r);
    if (equals_fold(word("ImportDestination", "SERVER"), "PST"))
      need({"PSTPath", Kind::error, "with ImportDestination,PST"});
    if (imports() && mode_->can_create_mailboxes && flag("Mailbox"))
      need({"Home-Server", Kind::warning, "the wizard takes the server it used last, or this one"});
    if (imports() && mode_->has("Public") && flag("Public"))
      need({"FldOwner", Kind::warning, "public folders need an owner"});
  }

  void need(const Required& required) {
    if (find(required.keyword) != nullptr) return;
    problem(required.kind, 0,
            fmt::format("{} is missing{}", required.keyword,
                        required.why.empty() ? "" : fmt::format(" ({})", required.why)));
  }

  void draw_facts() {
    set("operation", std::string("migration"), cite("Mode"));
    set("migration.interface", std::string("batch"), name_ + ": a control file");
    set("system.control_file_has_mode", true, cite("Mode"));
    if (imports() && mode_->has("FldOwner"))
      set("target.folder_owner_named", find("FldOwner") != nullptr, cite("FldOwner", "nobody"));
    set("migration.source", std::string(mode_->source), cite("Mode"));
    const bool full = out_.function == "FULL";
    const std::string function = mode_->name == "FILE" ? cite("Mode") : cite("Function", "FULL");
    set("migration.steps", std::string(full ? "one" : "two"), function);
    set("migration.phase",
        std::string(full                         ? "both"
                    : out_.function == "EXTRACT" ? "extract"
                                                 : "import"),
        function);
    if (mode_->can_create_mailboxes)
      set("migration.create_mailboxes", flag("Mailbox"), cite("Mailbox", "TRUE"));
    if (mode_->has("ImportDestination"))
      set("migration.destination",
          std::string(equals_fold(word("ImportDestination", "SERVER"), "PST") ? "pst" : "server"),
          cite("ImportDestination", "SERVER"));
    if (find("POName") != nullptr) set("source.post_office", word("POName", ""), cite("POName"));
    draw_content();
  }

  // Which keyword carries which content, and what no keyword says.
  void draw_content() {
    Fact content{FactSet{}, ""}, excluded{FactSet{}, ""};
    auto& in = std::get<FactSet>(content.value);
    auto& out = std::get<FactSet>(excluded.value);
    const bool from_files = mode_->name == "FILE";  // the set decides; the file can only forbid
    for (const ContentKeyword& c : content_keywords()) {
      if (!mode_->has(c.keyword)) continue;
      const bool wanted = flag(c.keyword);
      if (wanted && from_files) continue;
      (wanted ? in : out).members.insert(std::string(c.member));
      for (Fact* fact : {&content, &excluded}) fact->set_from(c.member, cite(c.keyword, "TRUE"));
    }
    for (const auto member : mode_->unsaid) {
      if (out.members.contains(std::string(member))) continue;
      in.unknown.insert(std::string(member));
      content.set_from(
          member, from_files ? name_ + ": the set of files decides" : name_ + ": no keyword tells");
    }
    out_.facts.set("migration.content", std::move(content));
    if (!out.members.empty()) out_.facts.set("migration.excluded", std::move(excluded));
  }

  const Line* find(std::string_view keyword) const {
    const auto it = lines_.find(keyword);
    return it == lines_.end() ? nullptr : &it->second;
  }
  std::string word(std::string_view keyword, std::string_view fallback) const {
    const Line* line = find(keyword);
    return line == nullptr ? std::string(fallback) : line->value;
  }
  bool flag(std::string_view keyword) const { return equals_fold(word(keyword, "TRUE"), "TRUE"); }
  bool imports() const { return out_.function != "EXTRACT"; }
  static std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
  }
  std::string cite(std::string_view keyword, std::string_view fallback = "") const {
    const Line* line = find(keyword);
    if (line == nullptr) return fmt::format("{}: no {}, so {}", name_, keyword, fallback);
    return fmt::format("{}:{} {},{}", name_, line->number, keyword, line->value);
  }
  template <class T>
  void set(std::string_view fact, T value, std::string from) {
    out_.facts.set(fact, Fact{std::move(value), std::move(from)});
  }

  std::string name_;
  std::map<std::string, Line, std::less<>> lines_;
  const Mode* mode_ = nullptr;
  ControlFile out_;
};

}  // namespace

bool ControlFile::usable() const {
  return std::ranges::none_of(problems, [](const auto& p) { return p.kind == Kind::error; });
}

ControlFile parse_control_file(std::string_view text, const std::string& name) {
  return Reader(name).read(text);
}

base::Result<ControlFile> read_control_file(const std::filesystem::path& file) {
  constexpr std::uint64_t kMost = 1u << 20;  // a control file has some thirty lines
  auto text = base::read_file(file, kMost);
  if (!text) return std::move(text).error();
  ControlFile control = parse_control_file(*text, file.filename().string());
  if (control.usable()) return control;
  std::string message = file.string() + ":";
  for (const ControlProblem& p : control.problems)
    if (p.kind == Kind::error)
      message +=
          fmt::format("\n  {}{}", p.line > 0 ? fmt::format("line {}: ", p.line) : "", p.message);
  return base::Error{base::Errc::malformed, std::move(message),
                     "the keywords are those of KB Q198957"};
}

}  // namespace contract
