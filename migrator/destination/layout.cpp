#include "migrator/destination/layout.hpp"

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "base/path.hpp"
#include "migrator/destination/book_names.hpp"

namespace migrator::destination {
namespace {

constexpr std::size_t kLongestFolder = 200;  // bytes; 255 is where file systems end
constexpr std::size_t kEnding = 13;          // bytes of digits_of
constexpr std::string_view kOurEndings[] = {".vcf", ".ldif", ".mbox", ".eml", ".lock", ".new"};
constexpr int kMostLevels = 16;  // of 133 bytes at most: well below the 4,096 of a path

// The code point at the start of valid UTF-8, which is removed.
char32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t n = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  char32_t code = n == 1 ? byte(0) : byte(0) & (0xFFu >> (n + 1));
  for (std::size_t i = 1; i < n && i < text.size(); ++i) code = code << 6 | (byte(i) & 0x3Fu);
  text.remove_prefix(std::min(n, text.size()));
  return code;
}

// Base64 with ',' for '/', over the UTF-16 units of a run, without padding.
class Run {
 public:
  void add(char32_t code) {
    if (code >= 0x10000) {
      unit(0xD800 + ((code - 0x10000) >> 10));
      unit(0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
      unit(code);
    }
  }
  void close(std::string& out) {
    if (!open_) return;
    if (bits_ > 0) digit(held_ << (6 - bits_));
    out += "&" + text_ + "-";
    *this = Run();
  }

 private:
  void unit(char32_t value) {
    open_ = true;
    held_ = held_ << 16 | value;
    for (bits_ += 16; bits_ >= 6; bits_ -= 6) digit(held_ >> (bits_ - 6));
    held_ &= (1u << bits_) - 1;
  }
  void digit(char32_t value) {
    static constexpr char kDigits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    text_ += kDigits[value & 63];
  }
  std::string text_;
  char32_t held_ = 0;
  int bits_ = 0;
  bool open_ = false;
};

std::string digits_of(std::string_view text) { return "~" + base::sha256(text).substr(0, 12); }

// Beside a mailbox stand its lists, its mail as a file, and that file's lock; in it messages. So no
// account and no folder may be called as one of them.
std::string level_name(std::string_view name) {
  const std::string folded = base::lower(name);
  const bool taken = std::ranges::any_of(
      kOurEndings, [&](std::string_view ending) { return folded.ends_with(ending); });
  return base::safe_name(base::to_utf8(name), taken ? "." : "");
}

std::size_t directory_size(const std::vector<std::string>& levels) {
  std::size_t out = 0;
  for (const std::string& level : levels) out += 1 + modified_utf7(level).size();
  return out;
}

// Characters go from the end before they are encoded: a run of Base64 that was cut is none.
void shorten(std::vector<std::string>& levels, std::size_t most) {
  while (directory_size(levels) > most) {
    std::string& last = levels.back();
    do {
      last.pop_back();
    } while (!last.empty() && (static_cast<unsigned char>(last.back()) & 0x80) != 0 &&
             !base::is_utf8(last));
    if (last.empty()) levels.pop_back();
  }
}

}  // namespace

std::string modified_utf7(std::string_view utf8) {
  std::string out;
  Run run;
  while (!utf8.empty()) {
    const char32_t code = take_code_point(utf8);
    if (code < 0x20 || code > 0x7E) {
      run.add(code);
      continue;
    }
    run.close(out);
    out += static_cast<char>(code);
    if (code == '&') out += '-';
  }
  run.close(out);
  return out;
}

std::vector<std::string> named_levels(std::string_view folder, std::string_view also) {
  std::vector<std::string> levels;
  if (folder.empty() || base::equals_fold(folder, "Inbox")) return levels;
  std::size_t size = 0;
  bool whole = true;
  for (std::size_t from = 0; whole && from <= folder.size();) {
    const auto to = std::min(folder.find('\\', from), folder.size());
    levels.push_back(base::safe_name(base::to_utf8(folder.substr(from, to - from)), also));
    size += 1 + modified_utf7(levels.back()).size();
    whole = size <= kLongestFolder;
    from = to + 1;
  }
  if (whole) return levels;
  shorten(levels, kLongestFolder - kEnding);
  if (levels.empty()) levels.emplace_back();
  levels.back() += digits_of(folder);
  return levels;
}

std::string folder_directory(std::string_view folder) {
  std::string out;
  for (const std::string& level : named_levels(folder, ".")) out += "." + modified_utf7(level);
  return out;
}

std::string folder_levels(std::string_view folder) {
  if (folder.empty() || base::equals_fold(folder, "Inbox")) return "";
  std::string out;
  int levels = 0;
  for (std::size_t from = 0; from <= folder.size();) {
    const bool last = ++levels == kMostLevels;
    const auto to = last ? folder.size() : std::min(folder.find('\\', from), folder.size());
    if (!out.empty()) out += '/';
    out += level_name(folder.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

std::string free_name(const std::string& wanted, std::string_view exact,
                      const std::set<std::string>& taken) {
  std::string name = wanted;
  for (unsigned n = 0; taken.contains(folded_name(name)); ++n)
    name = wanted + digits_of(std::string(exact) + (n == 0 ? "" : "/" + std::to_string(n)));
  return name;
}

Layout::Layout(const Catalogue& catalogue, const Known& known) {
  std::set<std::pair<AccountKind, std::string>> names;
  std::set<std::string> taken;
  for (const auto& [account, path] : known) {
    if (!paths_.emplace(std::pair(account.kind, account.name), path).second) continue;
    accounts_.push_back(account);
    taken.insert(folded_name(path));
  }
  // In byte order, so that the catalogue's order does not matter either.
  for (const Account& account : catalogue.accounts) {
    if (paths_.contains({account.kind, account.name})) continue;
    accounts_.push_back(account);
    names.emplace(account.kind, account.name);
  }
  for (const auto& [kind, name] : names) {
    const std::string parent = kind == AccountKind::board ? "public/" : "mailboxes/";
    const std::string path = free_name(parent + level_name(name), name, taken);
    taken.insert(folded_name(path));
    paths_[{kind, name}] = path;
  }
}

const std::string* Layout::path(const Account& account) const {
  const auto found = paths_.find({account.kind, account.name});
  return found == paths_.end() ? nullptr : &found->second;
}

}  // namespace migrator::destination
