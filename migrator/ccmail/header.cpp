#include "migrator/ccmail/header.hpp"

#include <algorithm>

namespace migrator::ccmail {
namespace {

constexpr std::size_t kMaxWarnings = 100;
constexpr std::size_t kLongestKeyword = 64;  // no known one has more than 17 letters
constexpr int kMostWords = 4;                // longer is a sentence with a colon in it

void keep_extra(const HeaderLine& line, std::string value, const Rules& rules, Message& message) {
  message.extra.emplace_back(rules.page.decode(line.keyword).text, std::move(value));
}

// Half an address is kept as it is, and said.
Address take_address(const std::string& value, std::uint64_t offset, const Rules& rules,
                     const std::string& whose, Warnings& warnings) {
  Address address = rules.words->address(value);
  const std::string found = "found only \"" + base::printable(value) + "\"";
  if (address.name.empty())
    warnings.add(offset, "expected the name of a " + whose + ", " + found +
                             " (Q249133): nobody can be reached so");
  else if (address.post_office.empty() && address.name != base::trim(value))
    warnings.add(offset, "expected the post office of a " + whose + ", " + found);
  return address;
}

// Returns false when the message has a sender already: the second one is an extra line then.
bool take_sender(const std::string& value, std::uint64_t offset, const Rules& rules,
                 Message& message, Warnings& warnings) {
  if (message.sender) return false;
  if (!value.empty())  // Q192594: gateways leave it empty
    message.sender = take_address(value, offset, rules, "sender", warnings);
  return true;
}

bool take_date(const std::string& value, std::uint64_t offset, const Rules& rules, Message& message,
               Warnings& warnings) {
  if (message.sent) return false;
  if (value.empty()) return true;
  message.sent = parse_stamp(value, rules.order);
  if (!message.sent)
    warnings.add(offset, "expected a date, found \"" + base::printable(value) +
                             "\": the message is kept without one");
  return message.sent.has_value();
}

bool take_recipient(const std::string& value, std::uint64_t offset, const Rules& rules,
                    std::vector<Address>& recipients, Warnings& warnings) {
  if (!value.empty())
    recipients.push_back(take_address(value, offset, rules, "recipient", warnings));
  return true;
}

bool take_folder(const std::string& value, const Rules& rules, Message& message) {
  if (!message.folder.empty()) return false;
  if (!rules.words->is_inbox(value)) message.folder = value;
  return true;
}

// Sets what the line says; false when the line is to be kept as an extra one, too.
bool take_known(Slot field, const std::string& value, std::uint64_t offset, const Rules& rules,
                Message& message, Warnings& warnings) {
  switch (field) {
    case Slot::from:
      return take_sender(value, offset, rules, message, warnings);
    case Slot::date:
      return take_date(value, offset, rules, message, warnings);
    case Slot::to:
      return take_recipient(value, offset, rules, message.to, warnings);
    case Slot::cc:
      return take_recipient(value, offset, rules, message.cc, warnings);
    case Slot::bcc:
      return take_recipient(value, offset, rules, message.bcc, warnings);
    case Slot::subject:
      if (!message.subject.empty()) return false;
      message.subject = value;
      return true;
    case Slot::folder:
      return take_folder(value, rules, message);
    case Slot::priority:
      if (const auto priority = rules.words->priority(value)) {
        message.priority = *priority;
        return true;
      }
      return false;
    case Slot::receipt:
      if (!rules.words->says_no(value)) message.receipt_requested = true;
      return false;  // what stands there may be more than a wish: it stays readable
    case Slot::status:
      if (const auto unread = rules.words->unread(value)) {
        message.unread = *unread;
        return true;
      }
      return false;
    case Slot::unread:
      message.unread = !rules.words->says_no(value);
      return true;
    default:
      return false;
  }
}

}  // namespace

base::Result<Rules> Rules::make(unsigned number, DateOrder order, const Profile& profile) {
  auto page = base::CodePage::find(number);
  if (!page) return std::move(page).error();
  auto words = std::make_shared<const Keywords>(profile, *page);
  return Rules{std::move(*page), order, std::move(words)};
}

base::Result<Rules> Rules::standard(unsigned page, DateOrder order) {
  auto profile = standard_profile();
  if (!profile) return std::move(profile).error();
  return make(page, order, **profile);
}

void Warnings::add(std::uint64_t offset, std::string_view what) {
  if (lines_.size() < kMaxWarnings)
    lines_.push_back(at(offset, what));
  else
    ++left_out_;
}

std::string Warnings::at(std::uint64_t offset, std::string_view what) const {
  return file_ + ": byte " + std::to_string(offset) + ": " + std::string(what);
}

std::vector<std::string> Warnings::take() {
  if (left_out_ > 0)
    lines_.push_back(file_ + ": and " + std::to_string(left_out_) + " more warnings like these");
  left_out_ = 0;
  return std::move(lines_);
}

std::optional<HeaderLine> split_header(std::string_view line) {
  const auto colon = line.substr(0, kLongestKeyword).find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  if (line.front() == ' ' || line.front() == '\t') return std::nullopt;
  const auto keyword = base::trim(line.substr(0, colon));
  const auto bad = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (std::ranges::any_of(keyword, bad)) return std::nullopt;
  if (std::ranges::count(keyword, ' ') >= kMostWords) return std::nullopt;
  return HeaderLine{keyword, base::trim(line.substr(colon + 1))};
}

void apply_header(const HeaderLine& line, std::uint64_t offset, const Rules& rules,
                  Message& message, Warnings& warnings) {
  std::string value = decode(line.value, offset, rules, warnings);
  const auto field = rules.words->header(line.keyword);
  if (!field || !take_known(*field, value, offset, rules, message, warnings))
    keep_extra(line, std::move(value), rules, message);
}

void complete_recipients(Message& message) {
  if (!message.sender || message.sender->post_office.empty()) return;
  const std::string& sender = message.sender->name;  // of a gateway: nobody here lives behind it
  if (sender.empty() || sender.find('@') != std::string::npos) return;
  for (auto* list : {&message.to, &message.cc, &message.bcc})
    for (Address& each : *list)
      if (each.post_office.empty() && !each.name.empty() && !each.name.starts_with('#') &&
          each.name.find('@') == std::string::npos)
        each.post_office = message.sender->post_office;
}

std::string decode(std::string_view bytes, std::uint64_t offset, const Rules& rules,
                   Warnings& warnings) {
  auto decoded = rules.page.decode(bytes);
  if (decoded.replaced > 0)
    warnings.add(offset, std::to_string(decoded.replaced) + " bytes mean nothing in code page " +
                             std::to_string(rules.page.number()));
  return std::move(decoded.text);
}

}  // namespace migrator::ccmail
