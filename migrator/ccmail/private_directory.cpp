#include "migrator/ccmail/private_directory.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/lines.hpp"
#include "migrator/ccmail/header.hpp"

namespace migrator::ccmail {
namespace {

constexpr std::size_t kMaxLine = 8192;  // of the INI functions of Windows 3.1 no line was as long

std::string marked(std::string_view text) {
  return "\"" + base::printable(base::shortened(text, 80)) + "\"";
}

// Tolerant, but never a name: one @ with something on both sides, and no blank, quote or bracket.
bool is_internet(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' ||
                  c == ';' || c == ',';
         });
}

// An address without brackets: a post office may well have a user called "a@b".
bool is_bare_internet(std::string_view text) {
  return is_internet(text) && text.find('.', text.find('@')) != std::string_view::npos;
}

// smtp:bob@x.example, as Exchange writes addresses.
std::string_view without_type(std::string_view text) {
  static constexpr std::string_view kType = "smtp:";
  const bool typed = base::starts_with_fold(text, kType) && is_internet(text.substr(kType.size()));
  return typed ? text.substr(kType.size()) : text;
}

// "Pretty" rest: takes the name off. A name may hold quotes itself, so before <…> the last counts.
std::string_view take_pretty(std::string_view& text, std::vector<std::string>& odd) {
  auto open = text.ends_with('>') ? text.rfind('<') : std::string_view::npos;
  if (text.starts_with('"')) {
    const auto close =
        open != std::string_view::npos ? text.substr(0, open).rfind('"') : text.find('"', 1);
    if (close != std::string_view::npos && close > 0) {
      const auto pretty = base::trim(text.substr(1, close - 1));
      text = base::trim(text.substr(close + 1));
      return pretty;
    }
    odd.push_back("the quote before the name is never closed");
    text.remove_prefix(1);
    if (open != std::string_view::npos) --open;
  }
  if (open == std::string_view::npos) return {};
  const auto pretty = base::trim(text.substr(0, open));
  text.remove_prefix(open);
  return pretty;
}

// <address> rest: takes off what stands after an address in brackets.
void cut_rest(std::string_view& text, std::vector<std::string>& odd) {
  const auto close = text.rfind('>');
  if (close == std::string_view::npos || close + 1 == text.size()) return;
  const auto open = text.rfind('<', close);
  if (open == std::string_view::npos) return;
  if (!is_internet(without_type(base::trim(text.substr(open + 1, close - open - 1))))) return;
  odd.push_back(marked(base::trim(text.substr(close + 1))) + " stands after the address");
  text = text.substr(0, close + 1);
}

// "Reed, Tom at CORK" in the section [CORK] says twice where he lives.
std::string_view without_own_office(std::string_view local, const std::string& post_office) {
  const std::string tail = " at " + post_office;
  if (post_office.empty() || local.size() <= tail.size()) return local;
  const auto at = local.size() - tail.size();
  return base::equals_fold(local.substr(at), tail) ? base::trim(local.substr(0, at)) : local;
}

}  // namespace

Address parse_private_entry(std::string_view utf8, const std::string& post_office,
                            std::vector<std::string>& odd) {
  std::string_view rest = base::trim(utf8);
  cut_rest(rest, odd);
  std::string_view pretty = take_pretty(rest, odd);
  const bool bracketed = rest.size() >= 2 && rest.starts_with('<') && rest.ends_with('>');
  const auto written = bracketed ? base::trim(rest.substr(1, rest.size() - 2)) : rest;
  const auto inner = without_type(written);
  if (bracketed || inner != written ? is_internet(inner) : is_bare_internet(inner))
    return {std::string(pretty.empty() ? inner : pretty), post_office,
            "SMTP:" + std::string(inner)};
  if (bracketed) odd.push_back("no Internet address between < and >");
  const auto local = bracketed && inner.empty() ? inner : without_own_office(rest, post_office);
  if (local.empty()) return {std::string(without_own_office(pretty, post_office)), post_office, ""};
  if (base::equals_fold(local, pretty)) return {std::string(pretty), post_office, ""};
  if (pretty.empty()) return {std::string(local), post_office, ""};
  std::string address = "CCMAIL:" + std::string(local);
  if (!post_office.empty()) address += " at " + post_office;
  return {std::string(pretty), post_office, std::move(address)};
}

namespace {

class Reader {
 public:
  Reader(std::shared_ptr<const base::RandomAccess> file, const std::string& name,
         const base::CodePage& page)
      : lines_(std::move(file)), name_(name), page_(page), warnings_(name) {
    book_.name = kAddressBookName;
    book_.address_book = true;
    book_.place = {name, 0, lines_.size()};
  }

  base::Result<std::vector<PersonalList>> run() {
    if (lines_.size() > kMaxPrivateDirectory) {
      damage({name_, 0, lines_.size()}, "too-large",
             std::to_string(lines_.size()) + " bytes are too many for a PRIVDIR.INI");
      return std::move(damages_);
    }
    auto head = lines_.peek(0, base::kByteOrderMark.size());
    if (!head) return std::move(head).error();
    utf8_ = *head == base::kByteOrderMark;
    for (std::uint64_t at = 0; at < lines_.size();) {
      auto next = lines_.skip_filler(at);
      if (!next) return std::move(next).error();
      if (*next >= lines_.size()) break;
      auto line = lines_.at(*next, kMaxLine);
      if (!line) return std::move(line).error();
      take(*line);
      at = line->next;
    }
    end_section();
    end_stray();
    return finish();
  }

 private:
  void damage(Place place, std::string reason, const std::string& what) {
    PersonalList& lost = damages_.emplace_back();
    lost.name = kAddressBookName;
    const std::string where = name_ + ": byte " + std::to_string(place.offset) + ": ";
    lost.place = std::move(place);
    lost.damage = Damage{std::move(reason), where + what};
  }

  void warn(std::string_view what) { warnings_.add(at_, what); }

  void take(const base::Line& line) {
    at_ = line.offset;
    if (!line.whole) return stray(line, true);
    const std::string_view bytes = base::trim(line.text);
    const auto decoded = utf8_ ? base::Decoded{base::to_utf8(bytes), 0} : page_.decode(bytes);
    const std::string_view text = decoded.text;
    if (!understand(text)) return stray(line, false);
    if (decoded.replaced > 0)
      warn(std::to_string(decoded.replaced) + " bytes mean nothing in code page " +
           std::to_string(page_.number()));
    end_stray();
  }

  bool understand(std::string_view text) {
    if (text.empty()) return true;
    if (text.starts_with(';')) {  // a comment of INI files
      book_.note += (book_.note.empty() ? "" : "\n") + std::string(text);
      return true;
    }
    if (text.starts_with('[')) {
      begin_section(text.substr(1));
      return true;
    }
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string key = base::lower(base::trim(text.substr(0, equals)));
    const auto value = base::trim(text.substr(equals + 1));
    if (key == "entrycount") {
      take_count(value);
      return true;
    }
    std::uint64_t number = 0;
    if (!key.starts_with("entry")) return false;
    const auto [end, failed] = std::from_chars(key.data() + 5, key.data() + key.size(), number);
    if (failed != std::errc() || end != key.data() + key.size()) return false;
    take_entry(number, value);
    return true;
  }

  void begin_section(std::string_view text) {
    end_section();
    const auto close = text.rfind(']');
    if (close == std::string_view::npos)
      warn("a section that its ] does not close");
    else if (!base::trim(text.substr(close + 1)).empty())
      warn(marked(text.substr(close + 1)) + " stands after the name of a section");
    post_office_ = base::trim(text.substr(0, std::min(close, text.size())));
    in_section_ = true;
    if (post_office_.empty()) warn("a section without the name of a post office");
    if (!sections_.insert(base::lower(post_office_)).second)
      warn("section " + marked(post_office_) + " stands here once more; its entries are added");
  }

  void take_count(std::string_view value) {
    std::uint64_t count = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), count);
    if (failed != std::errc() || end != value.data() + value.size())
      return warn("EntryCount is " + marked(value) + ", a number was expected");
    if (count_) warn("EntryCount stands here once more");
    count_ = count;
  }

  void take_entry(std::uint64_t number, std::string_view value) {
    if (!in_section_ && entries_ == 0) warn("an entry before any [post office]");
    if (number != last_ + 1)
      warn("Entry" + std::to_string(number) + ", Entry" + std::to_string(last_ + 1) +
           " was expected");
    last_ = number;
    ++entries_;
    if (value.empty()) return warn("Entry" + std::to_string(number) + " is empty");
    std::vector<std::string> odd;
    Address entry = parse_private_entry(value, post_office_, odd);
    for (const std::string& what : odd) warn("Entry" + std::to_string(number) + ": " + what);
    if (entry.name.empty() && entry.address.empty())
      return warn("Entry" + std::to_string(number) + " is " + marked(value) +
                  ", neither a name nor an address");
    book_.members.push_back(std::move(entry));
  }

  void end_section() {
    if (count_ && *count_ != entries_)
      warn("EntryCount of " + marked(post_office_) + " is " + std::to_string(*count_) +
           ", but there are " + std::to_string(entries_) + " entries");
    if (!count_ && in_section_) warn("section " + marked(post_office_) + " has no EntryCount");
    count_.reset();
    entries_ = last_ = 0;
  }

  // Lines that are nothing of ours, together until one is.
  void stray(const base::Line& line, bool too_long) {
    if (stray_ && too_long != stray_long_) end_stray();
    if (!stray_) stray_ = Place{name_, line.offset, 0};
    stray_long_ = too_long;
    stray_->length = line.next - stray_->offset;
  }

  void end_stray() {
    if (!stray_) return;
    Place place = *std::exchange(stray_, std::nullopt);
    if (stray_long_)
      return damage(std::move(place), "too-large",
                    "a line of more than " + std::to_string(kMaxLine) + " bytes");
    damage(std::move(place), "bad-row", "expected [post office], EntryCount= or Entry<n>=");
  }

  std::vector<PersonalList> finish() {
    book_.warnings = warnings_.take();
    if (!book_.members.empty()) {
      damages_.push_back(std::move(book_));
    } else if (!book_.warnings.empty() || !book_.note.empty()) {
      damage(book_.place, "missing-content",
             "there is no entry in this file" +
                 (book_.warnings.empty() ? "" : "; " + book_.warnings.front()));
    }
    return std::move(damages_);
  }

  base::Lines lines_;
  const std::string& name_;
  const base::CodePage& page_;
  Warnings warnings_;
  std::vector<PersonalList> damages_;
  PersonalList book_;
  std::uint64_t at_ = 0;  // of the line being read
  bool utf8_ = false;
  // Of the section being read:
  bool in_section_ = false;
  std::string post_office_;
  std::set<std::string> sections_;
  std::optional<std::uint64_t> count_;
  std::uint64_t entries_ = 0, last_ = 0;
  std::optional<Place> stray_;
  bool stray_long_ = false;
};

}  // namespace

base::Result<std::vector<PersonalList>> read_private_directory(
    std::shared_ptr<const base::RandomAccess> file, const std::string& name,
    const base::CodePage& page) {
  return Reader(std::move(file), name, page).run();
}

}  // namespace migrator::ccmail
