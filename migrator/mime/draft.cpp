#include "migrator/mime/draft.hpp"

#include <algorithm>

#include "migrator/mime/address.hpp"
#include "migrator/mime/header.hpp"
#include "migrator/mime/parts.hpp"
#include "migrator/mime/zone.hpp"
#include "migrator/schedule/timezone.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kIdDigits = 40;  // of the digest, in the Message-ID
constexpr std::size_t kBoundaryDigits = 32;
constexpr std::size_t kFieldName = 60;

class Headers {
 public:
  explicit Headers(const Options& options) : options_(options) {}

  void text(const std::string& name, std::string_view value) {
    std::string clean = header_text(value);
    std::string folded = unstructured(name, clean);
    fields_.push_back({name, std::move(folded), {std::move(clean)}});
  }
  void addresses(const std::string& name, const std::vector<Address>& addresses,
                 std::string_view post_office) {
    if (addresses.empty()) return;
    std::vector<Mailbox> mailboxes;
    std::vector<std::string> said;
    for (const Address& address : addresses) {
      Mailbox mailbox = to_mailbox(address, options_, post_office);
      mailbox.name = base::trim(header_text(mailbox.name));
      said.push_back(mailbox.name);
      said.push_back(mailbox.address);
      mailboxes.push_back(std::move(mailbox));
    }
    fields_.push_back({name, address_list(name, mailboxes), std::move(said)});
  }
  std::vector<Field> take() { return std::move(fields_); }

 private:
  const Options& options_;
  std::vector<Field> fields_;
};

// "Forwarded by" → "X-ccMail-Forwarded-by".
constexpr std::string_view kExtra = "X-ccMail-";
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
  // X-ccMail-Bcc has addresses.
  if (out.empty() || base::equals_fold(out, "Bcc")) out += out.empty() ? "Field" : "-Field";
  return std::string(kExtra) + out;
}

// Whether the field still tells the name of the source: only single blanks became '-'.
bool comes_back(std::string_view field, std::string name) {
  std::ranges::replace(name, ' ', '-');
  return field.substr(kExtra.size()) == name;
}

// A time that the calendar has; anything else counts as none.
std::optional<LocalTime> real(const std::optional<LocalTime>& time) {
  if (!time) return std::nullopt;
  return make_time(time->year, time->month, time->day, time->hour, time->minute, time->second);
}

// What the Date field says.
std::optional<LocalTime> date_of(const Message& message) {
  const auto sent = real(message.sent);
  return sent ? sent : real(message.received);
}

base::Result<void> put_dates(const Message& message, const Options& options, Headers& headers,
                             Rendered& rendered) {
  // Always asked, so that a wrong zone is found at the first message, dated or not.
  const auto sent = real(message.sent), received = real(message.received);
  auto when = moment(date_of(message).value_or(LocalTime{}), options.time_zone);
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
  for (const auto& [name, value] : message.extra) {
    const std::string field = extra_name(name);
    headers.text(field, comes_back(field, name) ? value : name + ": " + value);
  }
}

Shape shape_of(const Entity& entity) {
  Shape out{entity.type,
            entity.parameters,
            entity.disposition,
            entity.filename,
            entity.description,
            entity.sha256,
            {}};
  for (const Entity& child : entity.children) out.children.push_back(shape_of(child));
  return out;
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
  Setting setting{options.code_page, options.time_zone};
  const bool dates = std::ranges::count(message.parts, Part::Kind::schedule, &Part::kind) > 0;
  if (const auto when = date_of(message); when && dates)
    if (auto stamp = schedule::utc_stamp(*when, options.time_zone)) setting.stamp = *stamp;
  auto tree = make_tree(message.parts, setting);
  if (!tree) return std::move(tree).error();
  draft.fields = headers.take();
  Identity identity;
  for (const Field& field : draft.fields) identity.field(field);
  identity.part(tree->root);
  const std::string digest = std::move(identity).hex();
  unsigned number = 0;
  set_boundaries(tree->root, digest, number);
  draft.rendered.hash = digest;
  draft.rendered.message_id = digest.substr(0, kIdDigits) + "@" + options.domain;
  draft.rendered.programs = tree->programs;
  draft.rendered.macros = tree->macros;
  draft.rendered.warnings = std::move(tree->warnings);
  draft.fields.insert(draft.fields.begin(), {"Message-ID", " <" + draft.rendered.message_id + ">"});
  draft.body = std::move(tree->root);
  return draft;
}

Content expected(const Draft& draft) {
  Content out;
  out.message_id = draft.rendered.message_id;
  for (const Field& field : draft.fields)
    if (!field.said.empty()) out.fields.push_back({field.name, field.said});
  out.body = shape_of(draft.body);
  return out;
}

}  // namespace migrator::mime
