#include "migrator/migration/message_row.hpp"

#include <algorithm>

#include "migrator/migration/address_text.hpp"
#include "migrator/migration/csv_line.hpp"
#include "migrator/migration/page_text.hpp"

namespace migrator::migration {
namespace {

std::string list_text(const std::vector<Address>& addresses, std::string_view home) {
  std::vector<std::string> names;
  for (const Address& address : addresses) names.push_back(to_display(address, home));
  return join_list(names, false);
}

std::vector<Address> parse_list(const std::string& text) {
  std::vector<Address> out;
  for (const std::string& value : split_list(text)) out.push_back(parse_display(value));
  return out;
}

// What a column does not allow is kept beside the message, so that it is not lost.
struct Oddities {
  Message& message;
  std::vector<std::string>& odd;
  void keep(const char* column, const std::string& value, const char* expected) const {
    message.extra.emplace_back(column, value);
    odd.push_back(std::string(column) + " \"" + base::printable(value) + "\": " + expected +
                  " was expected");
  }
};

std::optional<LocalTime> read_date(const char* column, const std::string& text,
                                   const Oddities& odd) {
  if (text.empty()) return std::nullopt;
  auto time = parse_time14(text);
  if (!time) odd.keep(column, text, "a date of 14 digits, YYYYMMDDhhmmss,");
  return time;
}

bool read_bool(const char* column, const std::string& text, const Oddities& odd) {
  if (text.empty() || base::equals_fold(text, "FALSE")) return false;
  if (base::equals_fold(text, "TRUE")) return true;
  odd.keep(column, text, "TRUE or FALSE");
  return false;
}

Priority read_priority(const std::string& text, const Oddities& odd) {
  if (text == "-1") return Priority::low;
  if (text == "1") return Priority::high;
  if (!text.empty() && text != "0") odd.keep("Priority", text, "-1, 0 or 1");
  return Priority::normal;
}

}  // namespace

MessageText to_text(const Message& message, std::string_view home, std::string folder) {
  MessageText text;
  text.folder = std::move(folder);
  if (message.sender) text.sender = to_display(*message.sender, home);
  text.to = list_text(message.to, home);
  text.cc = list_text(message.cc, home);
  text.bcc = list_text(message.bcc, home);
  text.subject = message.subject;
  // Of a source with only one of the two dates both are set (SDK appendxa_6qnn).
  const auto& sent = message.sent ? message.sent : message.received;
  const auto& received = message.received ? message.received : message.sent;
  if (sent) text.sent = to_time14(*sent);
  if (received) text.received = to_time14(*received);
  text.priority = std::to_string(static_cast<int>(message.priority));
  text.unread = message.unread ? "TRUE" : "FALSE";
  text.unsent = message.unsent ? "TRUE" : "FALSE";
  return text;
}

Message to_message(const MessageText& text, bool is_public, std::vector<std::string>& odd) {
  Message message;
  const Oddities oddities{message, odd};
  if (!is_public && !base::equals_fold(text.folder, "Inbox")) message.folder = text.folder;
  if (!text.sender.empty()) message.sender = parse_display(text.sender);
  message.to = parse_list(text.to);
  message.cc = parse_list(text.cc);
  message.bcc = parse_list(text.bcc);
  message.subject = text.subject;
  message.sent = read_date("Send-Date", text.sent, oddities);
  message.received = read_date("Received-Date", text.received, oddities);
  message.priority = read_priority(text.priority, oddities);
  message.unread = read_bool("Unread", text.unread, oddities);
  message.unsent = read_bool("Unsent", text.unsent, oddities);
  return message;
}

std::vector<PartHead> default_heads(const std::vector<Descriptor>& chain,
                                    const base::CodePage& page) {
  std::vector<PartHead> heads;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const Descriptor& block = chain[i];
    if (block.type == BlockType::body) {
      if (block.length > 0) heads.push_back({Part::Kind::text, Part::Format::plain, "", i});
    } else {
      const auto kind = block.type == BlockType::schedule   ? Part::Kind::schedule
                        : block.type == BlockType::document ? Part::Kind::document
                                                            : Part::Kind::file;
      heads.push_back({kind, block.format, seen(page, block.name), i});
    }
  }
  return heads;
}

}  // namespace migrator::migration
