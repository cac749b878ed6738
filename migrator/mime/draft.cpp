#include "migrator/mime/draft.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/header.hpp"
#include "migrator/mime/parts.hpp"
#include "migrator/mime/zone.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kIdDigits = 40;  // of the digest, in the Message-ID
constexpr std::size_t kBoundaryDigits = 32;
constexpr std::size_t kFieldName = 60;

// A digest over texts that cannot run into each other.
class Identity {
 public:
  void add(std::string_view text) {
    sum_.update(std::to_string(text.size()));
    sum_.update(":");
    sum_.update(text);
  }
  void add(const Entity& entity) {
    add(entity.type);
    for (const auto& [name, value] : entity.parameters) {
      add(name);
      add(value);
    }
    for (const std::string* text :
         {&entity.disposition, &entity.filename, &entity.description, &entity.sha256})
      add(*text);
    add(std::to_string(entity.children.size()));
    for (const Entity& child : entity.children) add(child);
  }
  std::string hex() && { return std::move(sum_).hex(); }

 private:
  base::Sha256 sum_;
};

class Headers {
 public:
  explicit Headers(const Options& options) : options_(options) {}

  void text(const std::string& name, std::string_view value) {
    const std::string clean = header_text(value);
    remember(name, clean);
    fields_.push_back({name, unstructured(name, clean)});
  }
  void addresses(const std::string& name, const std::vector<Address>& addresses,
                 std::string_view post_office) {
    if (addresses.empty()) return;
    std::vector<Mailbox> mailboxes;
    for (const Address& address : addresses) {
      Mailbox mailbox = to_mailbox(address, options_, post_office);
      mailbox.name = base::trim(header_text(mailbox.name));
      remember(name, mailbox.name);
      remember(name, mailbox.address);
      mailboxes.push_back(std::move(mailbox));
    }
    fields_.push_back({name, address_list(name, mailboxes)});
  }
  Identity& identity() { return identity_; }
  std::vector<Field> take() { return std::move(fields_); }

 private:
  void remember(std::string_view name, std::string_view value) {
    identity_.add(name);
    identity_.add(value);
  }
  const Options& options_;
  std::vector<Field> fields_;
  Identity identity_;
};

// "Forwarded by" → "X-ccMail-Forwarded-by".
std::string extra_name(std::string_view name) {
  std::string out;
  for (char c : name) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (good)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
    if (out.size() == kFieldName) break;
  }
  while (out.ends_with('-')) out.pop_back();
  return "X-ccMail-" + (out.empty() ? "Field" : out);
}

// A time that the calendar has; anything else counts as none.
std::optional<LocalTime> real(const std::optional<LocalTime>& time) {
  if (!time) return std::nullopt;
  return make_time(time->year, time->month, time->day, time->hour, time->minute, time->second);
}

base::Result<void> put_dates(const Message& message, const Options& options, Headers& headers,
                             Rendered& rendered) {
  // Always asked, so that a wrong zone is found at the first message, dated or not.
  const auto sent = real(message.sent), received = real(message.received);
  auto when = moment(sent ? *sent : received.value_or(LocalTime{}), options.time_zone);
  if (!when) return std::move(when).error();
  if (!sent && !received) return {};
  rendered.sent = when->unix_seconds;
  headers.text("Date", when->date);
  if (!sent || !received || *sent == *received) return {};
  auto arrival = moment(*received, options.time_zone);
  if (!arrival) return std::move(arrival).error();
  headers.text("X-ccMail-Received", arrival->date);
  return {};
}

void put_people(const Message& message, const Options& options, Headers& headers) {
  // A recipient without a post office lives in the sender's (Q241553).
  std::string_view home = options.post_office;
  if (message.sender) {
    headers.addresses("From", {*message.sender}, home);
    if (!message.sender->post_office.empty()) home = message.sender->post_office;
  } else {
    headers.text("From", "Unknown sender:;");  // a group without members: RFC 6854
  }
  headers.addresses("To", message.to, home);
  headers.addresses("Cc", message.cc, home);
}

void put_rest(const Message& message, const Options& options, Headers& headers) {
  if (!message.subject.empty()) headers.text("Subject", message.subject);
  if (message.priority != Priority::normal) {
    const bool high = message.priority == Priority::high;
    headers.text("X-Priority", high ? "1" : "5");
    headers.text("Importance", high ? "high" : "low");
  }
  if (message.receipt_requested && message.sender)
    headers.addresses("Disposition-Notification-To", {*message.sender}, options.post_office);
  const bool known = message.sender && !message.sender->post_office.empty();
  headers.addresses("X-ccMail-Bcc", message.bcc,
                    known ? message.sender->post_office : options.post_office);
  for (const auto& [name, value] : message.extra) headers.text(extra_name(name), value);
}

void set_boundaries(Entity& entity, const std::string& digest, unsigned& number) {
  if (entity.children.empty()) return;
  entity.boundary =
      "=_" + base::sha256(digest + "/" + std::to_string(++number)).substr(0, kBoundaryDigits);
  for (Entity& child : entity.children) set_boundaries(child, digest, number);
}

}  // namespace

base::Result<Draft> make_draft(const Message& message, const Options& given) {
  Options options = given;
  if (options.domain.empty()) options.domain = default_domain(options.post_office);
  Draft draft;
  Headers headers(options);
  if (auto dated = put_dates(message, options, headers, draft.rendered); !dated)
    return std::move(dated).error();
  put_people(message, options, headers);
  put_rest(message, options, headers);
  auto tree = make_tree(message.parts, options.code_page);
  if (!tree) return std::move(tree).error();
  headers.identity().add(tree->root);
  const std::string digest = std::move(headers.identity()).hex();
  unsigned number = 0;
  set_boundaries(tree->root, digest, number);
  draft.rendered.message_id = digest.substr(0, kIdDigits) + "@" + options.domain;
  draft.rendered.warnings = std::move(tree->warnings);
  draft.fields = headers.take();
  draft.fields.insert(draft.fields.begin(), {"Message-ID", " <" + draft.rendered.message_id + ">"});
  draft.body = std::move(tree->root);
  return draft;
}

}  // namespace migrator::mime
