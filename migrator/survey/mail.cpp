#include "migrator/survey/mail.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "base/lines.hpp"
#include "migrator/ccmail/blocks.hpp"

namespace migrator::survey {
namespace {

using ccmail::DateOrder;

constexpr std::size_t kHeaders = 4096;     // of a message, looked at as they are written
constexpr std::uint64_t kText = 8 * 1024;  // of each text, for the code page
constexpr std::size_t kTextParts = 4;

std::int64_t key(const LocalTime& t) {
  std::int64_t out = t.year;
  for (int part : {t.month, t.day, t.hour, t.minute, t.second}) out = out * 100 + part;
  return out;
}

class Study {
 public:
  Study(std::shared_ptr<const base::RandomAccess> file, const std::string& name,
        const ccmail::Rules& rules)
      : rules_(rules), raw_(file), reader_(std::move(file), name, rules) {}

  MailFacts run() {
    for (;;) {
      auto item = reader_.next();
      if (!item) {
        out_.trouble = item.error().message;
        break;
      }
      if (!*item) break;
      take(**item);
    }
    keep_most(out_.recipients);
    keep_most(out_.senders);
    return std::move(out_);
  }

 private:
  static void keep_most(Parties& parties) {
    if (parties.size() <= kKeptNames) return;
    std::vector<std::uint64_t> counts;
    for (const auto& [folded, party] : parties) counts.push_back(party.messages);
    std::ranges::nth_element(counts, counts.begin() + kKeptNames, std::greater<>());
    const std::uint64_t least = counts[kKeptNames];  // as many have more than this at most
    std::erase_if(parties, [&](const auto& one) { return one.second.messages <= least; });
  }

  void take(const Item& item) {
    if (item.damage) {
      ++out_.damaged;
      return;
    }
    ++out_.messages;
    const Message& message = *item.message;
    std::set<std::string> named;  // once a message
    for (const auto* list : {&message.to, &message.cc, &message.bcc})
      for (const Address& address : *list) count(address, out_.recipients, named);
    std::set<std::string> sender;
    if (message.sender) count(*message.sender, out_.senders, sender);
    if (!message.folder.empty() && out_.folders.size() < kMostFolders)
      out_.folders.insert(message.folder);
    // Read as mdy, a date of another order is one warning that says nothing of the message.
    const bool other_order = headers(item.place.offset) && !message.sent;
    if (item.warnings.size() > (other_order ? 1u : 0u)) ++out_.odd;
    texts(message);
  }

  static void count(const Address& address, Parties& parties, std::set<std::string>& named) {
    if (address.name.empty()) return;
    const std::string folded = base::lower(address.name);
    auto at = parties.find(folded);
    if (at == parties.end() && parties.size() >= kMostNames) return;
    if (at == parties.end()) at = parties.emplace(folded, Party{address.name, 0, {}}).first;
    if (!address.post_office.empty() && at->second.offices.size() < 16)
      ++at->second.offices[address.post_office];
    if (named.insert(folded).second) ++at->second.messages;
  }

  // Whether the date can be read in some order.
  bool date(std::string_view written) {
    out_.dates.add(written);
    bool read = false;
    for (auto order : {DateOrder::mdy, DateOrder::dmy, DateOrder::ymd}) {
      const auto time = ccmail::parse_stamp(written, order);
      if (!time) continue;
      read = true;
      auto& [first, last] = out_.periods[static_cast<std::size_t>(order)];
      if (!first || key(*time) < key(*first)) first = time;
      if (!last || key(*time) > key(*last)) last = time;
    }
    return read;
  }

  // The header lines as they are written: the date before it was understood, and the bytes of
  // names. Whether there is a date that some order can read.
  bool headers(std::uint64_t from) {
    auto seen = raw_.peek(from, kHeaders);
    if (!seen) return false;
    std::string_view rest = *seen;
    bool sized = false, dated = false;
    for (std::size_t number = 0; !rest.empty(); ++number) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const auto line = base::trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (number == 1) sized = line.find_first_not_of("0123456789") == std::string_view::npos;
      if (number > 0 && rules_.words->ends_headers(line)) break;
      const auto header = ccmail::split_header(line);
      if (!header) continue;
      out_.sample.add(line);
      if (rules_.words->header(header->keyword) == ccmail::Slot::date)
        dated = date(header->value) || dated;
    }
    if (sized) ++out_.sized;
    return dated;
  }

  void texts(const Message& message) {
    std::size_t seen = 0;
    for (const Part& part : message.parts) {
      if (part.kind != Part::Kind::text || ++seen > kTextParts) continue;
      auto text = part.content.part(0, kText).text(kText);
      if (text && !text->starts_with("{\\rtf")) out_.sample.add(*text);
    }
  }

  const ccmail::Rules& rules_;
  base::Lines raw_;
  ccmail::MessageFile reader_;
  MailFacts out_;
};

}  // namespace

void DateVotes::add(std::string_view written) {
  int number[3] = {};
  std::size_t digits[3] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    while (!written.empty() && written.front() >= '0' && written.front() <= '9') {
      if (++digits[i] > 5) return;
      number[i] = number[i] * 10 + (written.front() - '0');
      written.remove_prefix(1);
    }
    if (digits[i] == 0) return;
    if (i == 2) break;
    if (written.empty() || std::string_view("/-.").find(written.front()) == std::string_view::npos)
      return;
    written.remove_prefix(1);
  }
  const bool year_first = digits[0] == 4 || number[0] > 31 || number[0] == 0;
  if (year_first)
    ++ymd;
  else if (number[0] > 12 && number[1] <= 12)
    ++dmy;
  else if (number[1] > 12 && number[0] <= 12)
    ++mdy;
  else
    ++either;
}

ccmail::DateOrder DateVotes::winner() const {
  const std::uint64_t top = std::max({mdy, dmy, ymd});
  if (top == mdy) return DateOrder::mdy;
  return top == dmy ? DateOrder::dmy : DateOrder::ymd;
}

void DateVotes::add(const DateVotes& other) {
  mdy += other.mdy;
  dmy += other.dmy;
  ymd += other.ymd;
  either += other.either;
}

MailFacts study_mail(std::shared_ptr<const base::RandomAccess> file, const std::string& name,
                     const ccmail::Rules& rules) {
  return Study(std::move(file), name, rules).run();
}

}  // namespace migrator::survey
