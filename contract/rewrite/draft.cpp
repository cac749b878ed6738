#include "contract/rewrite/draft.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace contract::rewrite {
namespace {

constexpr std::string_view kOurs = "! Sidestep: ";

std::string keyword_in(const std::string& line) { return line.substr(0, line.find(',')); }

}  // namespace

std::string to_string(const Change& change) {
  const bool plain = base::is_ascii(change.was) && base::is_ascii(change.now);
  std::string what;
  if (!plain)
    what = keyword_in(change.now) + " changed";
  else if (change.was.empty())
    what = change.now + " added";
  else
    what = change.was + " became " + change.now;
  return base::printable(what) + ": " +
         (!change.why.empty()      ? change.why
          : change.because.empty() ? "as asked"
                                   : change.because);
}

void Draft::replace(std::size_t index, std::string_view text) {
  const std::string old = document_.lines().at(index).text;
  document_.replace(index, text);
  document_.insert(index, std::string(kWas) + old);
  changed_ = true;
}

void Draft::set(std::string_view keyword, std::string_view value, const std::string& why,
                const std::string& because) {
  const auto index = document_.find(keyword);
  // The word as this file spells it.
  const std::string word = index ? document_.lines()[*index].word : std::string(keyword);
  const std::string now = fmt::format("{},{}", word, value);
  changed_ = true;
  if (index) {
    changes_.push_back(
        {fmt::format("{},{}", word, document_.lines()[*index].value), now, why, because});
    return replace(*index, now);
  }
  changes_.push_back({"", now, why, because});
  const auto mode = document_.find("Mode");
  if (keyword == "Function" && mode)
    document_.insert(*mode + 1, now);
  else
    document_.append(now);
}

void Draft::set_flag(std::string_view keyword, bool value, const std::string& why) {
  const std::string_view word = value ? "TRUE" : "FALSE";
  const auto index = document_.find(keyword);
  const std::string now = index ? document_.lines()[*index].value : "TRUE";
  if (!base::equals_fold(now, word)) set(keyword, word, why);
}

void Draft::put_aside(std::string_view keyword) {
  const auto index = document_.find(keyword);
  if (!index) return;
  document_.replace(*index, std::string(kAside) + document_.lines()[*index].text);
  changed_ = true;
}

void Draft::mark() {
  const auto index = document_.find("File");
  if (!index) return;
  const std::string folder = document_.lines()[*index].value;
  replace(*index, fmt::format("{},{}", contract::kMark, folder));
}

std::string Draft::text(const std::vector<std::string>& notes,
                        const std::vector<std::string>& always) const {
  contract::ControlDocument out = document_;
  if (!changed_ && always.empty()) return out.text();
  std::size_t at = 0;
  for (const std::string& note : always)
    out.insert(at++, std::string(kOurs) + base::printable(note));
  if (!changed_) return out.text();
  for (const std::string& note : notes) out.insert(at++, std::string(kOurs) + note);
  for (const Change& change : changes_) out.insert(at++, std::string(kOurs) + to_string(change));
  return out.text();
}

}  // namespace contract::rewrite
