#include "migrator/migration/repair_list.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/json.hpp"
#include "migrator/migration/csv_line.hpp"
#include "migrator/migration/folder_check.hpp"

namespace migrator::migration {
namespace {

using base::Result;

constexpr std::string_view kHeader = "Filename,Filetype";

bool is_number(std::string_view text, unsigned& out) {
  text = base::trim(text);
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failed == std::errc() && end == text.data() + text.size();
}

// Which kind a word means: as documented, or nearly; nullopt: neither.
std::optional<bool> primary_of(const std::string& word) {
  const auto near = base::nearest(word, {"Primary", "Secondary"});
  return near ? std::optional(*near == "Primary") : std::nullopt;
}

}  // namespace

Result<ListMender> ListMender::read(const std::filesystem::path& path, const Folder& folder,
                                    const RepairOptions& options) {
  std::vector<Finding> ignored;
  auto known = read_packing_list(path, ignored);  // its limits, and its errors
  if (!known) return std::move(known).error();
  auto file = base::ReadableFile::open(path);
  if (!file) return std::move(file).error();
  ListMender out(path.filename().string(), folder);
  out.code_page_ = known->code_page;
  LineReader lines(*file);
  for (;;) {
    auto line = lines.next();
    if (!line) return std::move(line).error();
    if (!*line) break;
    if (auto done = out.take(**line, options); !done) return std::move(done).error();
  }
  out.complete(options);
  return out;
}

void ListMender::change(std::uint64_t line, std::string what, std::string was, std::string now) {
  changes_.push_back({file_, line, 0, 0, "", std::move(what),
                      base::shortened(listed_name(code_page_, was), 200),
                      base::shortened(listed_name(code_page_, now), 200)});
}

Result<void> ListMender::take(const Line& line, const RepairOptions& options) {
  if (line.end != Line::End::crlf && line.text != "\x1A" && !std::exchange(ends_said_, true))
    change(line.number, "all lines end in CR LF", "", "");
  const std::string& text = line.text;
  if (text.empty() || text.starts_with('!') || text == "\x1A" || line.too_long) {
    entries_.push_back({text, "", "", false, line.number});
    return {};
  }
  const bool header = base::nearest(text, {std::string(kHeader)}).has_value();
  if (!number_seen_) {
    number_seen_ = true;
    if (!header && parse_fields(text) && parse_fields(text)->size() == 1) {
      take_number(text, line.number, options);
      return {};
    }
    if (options.code_page) take_number("", line.number, options);
  }
  if (!header_seen_) {
    header_seen_ = true;
    entries_.push_back({std::string(kHeader), "", "", false, line.number});
    if (base::equals_fold(text, kHeader)) {
      entries_.back().text = text;
      return {};
    }
    change(line.number, "the table header is as documented", header ? text : "",
           std::string(kHeader));
    if (header) return {};
  }
  return take_row(text, line.number);
}

// A list that was cut off, or is empty, gets what rows need above them.
void ListMender::complete(const RepairOptions& options) {
  const std::uint64_t line = entries_.empty() ? 1 : entries_.back().line;
  if (!number_seen_ && options.code_page) take_number("", line, options);
  if (header_seen_) return;
  entries_.push_back({std::string(kHeader), "", "", false, line});
  change(line, "the table header is as documented", "", std::string(kHeader));
}

void ListMender::take_number(const std::string& text, std::uint64_t line,
                             const RepairOptions& options) {
  unsigned number = 0;
  const bool usable = is_number(text, number) && base::CodePage::find(number);
  entries_.push_back({text, "", "", false, line});
  if (usable || !options.code_page) return;
  entries_.back().text = std::to_string(*options.code_page);
  code_page_ = *options.code_page;
  change(line, "the code page is the one that was given", text, entries_.back().text);
  if (text.empty()) entries_.push_back({"", "", "", false, line});
}

Result<void> ListMender::take_row(const std::string& text, std::uint64_t line) {
  auto fields = parse_fields(text);
  Entry entry{text, "", "", false, line};
  if (!fields) {
    std::string plain = text;
    std::erase(plain, '"');
    fields = parse_fields(plain);
  }
  const std::string bytes(fields ? base::trim(fields->front().text) : std::string_view());
  const std::string name = listed_name(code_page_, bytes);
  if (is_file_name(name)) {
    entry.name = name;
    entry.true_name = folder_->find(entry.name).value_or("");
    const std::string word = fields->size() > 1 ? (*fields)[1].text : "";
    auto primary = primary_of(word);
    if (!primary && !entry.true_name.empty()) {
      auto page = base::CodePage::find(850);  // titles are ASCII
      if (!page) return std::move(page).error();
      auto kind = kind_of_file(*folder_, entry.true_name, *page);
      if (!kind) return std::move(kind).error();
      if (*kind != Stray::other) primary = *kind == Stray::primary;
    }
    if (primary) {
      entry.primary = *primary;
      const std::string now = bytes + (*primary ? ",Primary" : ",Secondary");
      const bool good = fields->size() == 2 &&
                        base::equals_fold(word, *primary ? "Primary" : "Secondary") &&
                        parse_fields(text);
      if (!good) {
        change(line, "the row names a file and its kind", text, now);
        entry.text = now;
      }
    } else {
      entry.name.clear();
    }
  }
  entries_.push_back(std::move(entry));
  return {};
}

std::vector<std::string> ListMender::named(bool primary) const {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const Entry& entry : entries_)
    if (!entry.true_name.empty() && entry.primary == primary && !entry.name.empty() &&
        seen.insert(entry.true_name).second)
      out.push_back(entry.true_name);
  return out;
}

void ListMender::add(const std::string& true_name, bool primary) {
  const auto bytes = name_to_list(code_page_, true_name);
  if (!bytes) return;
  auto after = entries_.begin();
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    const bool row = !it->name.empty();
    const bool header = base::equals_fold(it->text, kHeader);
    if (header || (row && (it->primary || !primary))) after = it + 1;
  }
  const std::string text = *bytes + (primary ? ",Primary" : ",Secondary");
  const std::uint64_t line = after == entries_.begin() ? 1 : std::prev(after)->line;
  entries_.insert(after, {text, true_name, true_name, primary, line});
  change(line, "a file of the set is listed", "", text);
}

void ListMender::drop_missing(const std::function<bool(const std::string&)>& needed) {
  std::erase_if(entries_, [&](const Entry& entry) {
    const bool gone = !entry.name.empty() && entry.true_name.empty() && !entry.primary;
    if (!gone || needed(entry.name)) return false;
    change(entry.line, "a secondary that is not there, and that no row needs, is not listed",
           entry.text, "");
    return true;
  });
}

std::string ListMender::text() const {
  std::string out;
  for (const Entry& entry : entries_) out += entry.text + (entry.text == "\x1A" ? "" : "\r\n");
  return out;
}

}  // namespace migrator::migration
