// The note above a message row: message_row.hpp declares it.
#include <limits>

#include "migrator/migration/message_row.hpp"
#include "migrator/migration/note.hpp"

namespace migrator::migration {
namespace {

using base::Fields;
using base::Json;
using base::Result;

constexpr std::pair<Part::Kind, const char*> kKinds[] = {{Part::Kind::text, "text"},
                                                         {Part::Kind::file, "file"},
                                                         {Part::Kind::schedule, "schedule"},
                                                         {Part::Kind::document, "document"}};

const char* word_of(Part::Kind kind) {
  for (const auto& [known, word] : kKinds)
    if (known == kind) return word;
  return "file";
}

std::optional<Part::Kind> kind_of(std::string_view word) {
  for (const auto& [kind, known] : kKinds)
    if (known == word) return kind;
  return std::nullopt;
}

Json date_json(const std::optional<LocalTime>& time) {
  return time ? Json(to_time14(*time)) : Json(nullptr);
}

Result<void> read_date(Fields& fields, const char* key, std::optional<LocalTime>& time) {
  const Json* value = fields.any_or_null(key);
  if (value == nullptr) return {};
  time.reset();
  if (value->is_null()) return {};
  if (value->is_string()) time = parse_time14(value->get<std::string>());
  if (!time) return fields.wrong(key, "should be a date of 14 digits, or null");
  return {};
}

Result<void> read_people(Fields& fields, const char* key, std::vector<Address>& people) {
  const Json* value = fields.any_or_null(key);
  if (value == nullptr) return {};
  auto parsed = parse_addresses(*value, base::pointer("note", std::string_view(key)));
  if (!parsed) return std::move(parsed).error();
  people = std::move(*parsed);
  return {};
}

Result<void> read_sender(Fields& fields, std::optional<Address>& sender) {
  const Json* value = fields.any_or_null("sender");
  if (value == nullptr) return {};
  sender.reset();
  if (value->is_null()) return {};
  auto parsed = parse_address(*value, "note#/sender");
  if (!parsed) return std::move(parsed).error();
  sender = std::move(*parsed);
  return {};
}

Result<void> read_extra(Fields& fields, Message& message) {
  const Json* value = fields.any_or_null("extra");
  if (value == nullptr) return {};
  auto parsed = parse_pairs(*value, base::pointer("note", std::string_view("extra")));
  if (!parsed) return std::move(parsed).error();
  message.extra = std::move(*parsed);
  return {};
}

Result<PartHead> read_head(const Json& json) {
  auto fields = Fields::of(json, "note#/parts");
  if (!fields) return std::move(fields).error();
  auto block = fields->number("block", kMaxBlocks);
  auto kind = fields->text("kind");
  auto name = fields->text_or("name", "");
  auto format = fields->text_or("format", "plain");
  if (!block) return std::move(block).error();
  for (auto* text : {&kind, &name, &format})
    if (!*text) return std::move(*text).error();
  if (auto done = fields->finish(); !done) return std::move(done).error();
  const auto known = kind_of(*kind);
  if (!known) return fields->wrong("kind", "should be text, file, schedule or document");
  if (*format != "plain" && *format != "macbinary")
    return fields->wrong("format", "should be plain or macbinary");
  return PartHead{*known, *format == "plain" ? Part::Format::plain : Part::Format::macbinary,
                  std::move(*name), static_cast<std::size_t>(*block)};
}

Result<void> read_parts(Fields& fields, const std::vector<Descriptor>& chain, Noted& noted) {
  const Json* value = fields.any_or_null("parts");
  if (value == nullptr) return {};
  if (!value->is_array()) return fields.wrong("parts", "should be an array");
  std::vector<PartHead> heads;
  std::vector<int> named(chain.size(), 0);
  for (const Json& item : *value) {
    auto head = read_head(item);
    if (!head) return std::move(head).error();
    if (head->block >= chain.size() || named[head->block]++ > 0)
      return fields.wrong("parts", "names a block that the message does not have, or one twice");
    heads.push_back(std::move(*head));
  }
  for (std::size_t i = 0; i < chain.size(); ++i)
    if (named[i] == 0 && (chain[i].length > 0 || chain[i].type != BlockType::body))
      return fields.wrong("parts", "leaves out block " + std::to_string(i));
  noted.parts = std::move(heads);
  return {};
}

}  // namespace

Json message_note(const Message& put, const Message& seen, std::uint64_t sequence) {
  Json note = Json::object();
  note["sequence"] = sequence;
  if (put.folder != seen.folder) note["folder"] = put.folder;
  if (put.sender != seen.sender) note["sender"] = put.sender ? to_json(*put.sender) : Json(nullptr);
  if (put.to != seen.to) note["to"] = to_json(put.to);
  if (put.cc != seen.cc) note["cc"] = to_json(put.cc);
  if (put.bcc != seen.bcc) note["bcc"] = to_json(put.bcc);
  if (put.subject != seen.subject) note["subject"] = put.subject;
  if (put.sent != seen.sent) note["sent"] = date_json(put.sent);
  if (put.received != seen.received) note["received"] = date_json(put.received);
  if (put.receipt_requested) note["receipt"] = true;
  if (put.extra != seen.extra) note["extra"] = to_json(put.extra);
  return note;
}

void add_parts(Json& note, const std::vector<PartHead>& put, const std::vector<PartHead>& seen) {
  if (put == seen) return;
  note["parts"] = Json::array();
  for (const PartHead& head : put) {
    Json part = Json::object();
    part["block"] = head.block;
    part["kind"] = word_of(head.kind);
    if (!head.name.empty()) part["name"] = head.name;
    if (head.format == Part::Format::macbinary) part["format"] = "macbinary";
    note["parts"].push_back(std::move(part));
  }
}

Result<Noted> apply_message_note(const Json& note, Message seen,
                                 const std::vector<Descriptor>& chain) {
  auto fields = Fields::of(note, "note");
  if (!fields) return std::move(fields).error();
  Noted out{std::move(seen), std::nullopt, std::nullopt};
  Message& message = out.message;
  if (fields->has("sequence")) {
    auto sequence = fields->number("sequence", std::numeric_limits<std::uint64_t>::max());
    if (!sequence) return std::move(sequence).error();
    out.sequence = *sequence;
  }
  auto folder = fields->text_or("folder", message.folder);
  if (!folder) return std::move(folder).error();
  message.folder = std::move(*folder);
  auto subject = fields->text_or("subject", message.subject);
  if (!subject) return std::move(subject).error();
  message.subject = std::move(*subject);
  if (auto done = read_sender(*fields, message.sender); !done) return std::move(done).error();
  if (auto done = read_people(*fields, "to", message.to); !done) return std::move(done).error();
  if (auto done = read_people(*fields, "cc", message.cc); !done) return std::move(done).error();
  if (auto done = read_people(*fields, "bcc", message.bcc); !done) return std::move(done).error();
  if (auto done = read_date(*fields, "sent", message.sent); !done) return std::move(done).error();
  if (auto done = read_date(*fields, "received", message.received); !done)
    return std::move(done).error();
  if (fields->has("receipt")) {
    auto receipt = fields->boolean("receipt");
    if (!receipt) return std::move(receipt).error();
    message.receipt_requested = *receipt;
  }
  if (auto done = read_extra(*fields, message); !done) return std::move(done).error();
  if (auto done = read_parts(*fields, chain, out); !done) return std::move(done).error();
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return out;
}

}  // namespace migrator::migration
