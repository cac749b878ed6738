// One delivered message against its source: content, size, and what its format adds.
#include <algorithm>

#include "base/text.hpp"
#include "migrator/destination/mbox_text.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/delivered.hpp"
#include "migrator/mime/zone.hpp"
#include "migrator/run/audit_parts.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Result;
using destination::Format;
using ledger::Row;

constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kHead = 256u << 10;  // of a message, in which its own fields are looked for

// The lines of a message's head that say where it stands, with their line ends.
struct Own {
  std::string text;         // with LF
  std::uint64_t bytes = 0;  // as they stand
};

Result<Own> own_fields(const base::RandomAccess& message) {
  std::string head(static_cast<std::size_t>(std::min<std::uint64_t>(message.size(), kHead)), '\0');
  auto got = base::read_full(message, 0, std::as_writable_bytes(std::span(head)));
  if (!got) return std::move(got).error();
  Own out;
  std::string_view rest = std::string_view(head).substr(0, *got);
  bool own = false;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) break;
    const std::string_view raw = rest.substr(0, end + 1);
    rest.remove_prefix(raw.size());
    std::string_view line = raw.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (line.front() != ' ' && line.front() != '\t')
      own = mime::is_own_field(line.substr(0, line.find(':')));
    if (!own) continue;
    out.text.append(line).append("\n");
    out.bytes += raw.size();
  }
  return out;
}

// As the stores of the formats write them.
Own own_of(Format format, const Message& message) {
  Own out;
  if (format == Format::maildir) return out;
  out.text = message.unread ? "Status: O\n" : "Status: RO\n";
  if (message.unsent) out.text += format == Format::mbox ? "X-Status: T\n" : "X-Unsent: 1\n";
  out.bytes = out.text.size();
  if (format == Format::eml) out.bytes += message.unsent ? 2u : 1u;  // CR of each line
  return out;
}

// ":2,S", as the run gave them.
std::string flags_of(const Message& message) {
  return std::string(":2,") + (message.unsent ? "D" : "") + (message.unread ? "" : "S");
}

}  // namespace

using Sentences = MessageAudit::Sentences;

Sentences MessageAudit::content(const mime::Draft& draft, const base::RandomAccess& file) {
  auto seen = mime::read_delivered(file);
  if (!seen) return {"cannot be read as a message: " + seen.error().message};
  ++compared_;
  auto out = mime::differences(mime::expected(draft), *seen);
  if (out.empty() && mime::content_hash(*seen) != draft.rendered.hash)
    out.push_back("its content has another hash than the source's message");
  return out;
}

// What a mail program does while it is read is no difference: flags, and fields of its own.
Sentences MessageAudit::shape(const Message& message, const Row& row,
                              const base::RandomAccess& file) {
  auto own = own_fields(file);
  if (!own) return {own.error().message};
  const Own ours = own_of(request_.format, message);
  bool touched = own->text != ours.text;
  if (request_.format == Format::maildir) {
    const fs::path now = reader_.path_now(row.target);
    touched = touched || now.parent_path().filename() != "cur" ||
              !now.filename().native().ends_with(flags_of(message));
  }
  touched_ += touched ? 1 : 0;
  std::uint64_t now = file.size(), expected = row.bytes + own->bytes - ours.bytes;
  if (request_.format == Format::mbox) {
    const auto extent = destination::parse_extent(row.target_id);
    now = extent ? extent->length : 0;
    expected = row.bytes;
  }
  if (now == expected) return {};
  return {"holds " + std::to_string(now) + " bytes where " + std::to_string(expected) +
          " were expected"};
}

Sentences MessageAudit::separator(const Message& message, const mime::Draft& draft,
                                  const Row& row) {
  const auto extent = destination::parse_extent(row.target_id);
  if (!extent) return {};
  if (!mbox_ || mbox_target_ != row.target) {
    auto file = base::ReadableFile::open(request_.root / row.target);
    if (!file) return {file.error().message};
    mbox_ = std::move(*file);
    mbox_target_ = row.target;
  }
  const std::string expected = destination::mbox_separator(
      message.sender ? mime::to_mailbox(*message.sender, options_, options_.post_office).address
                     : "",
      draft.rendered.sent.value_or(0));
  std::string seen(expected.size(), '\0');
  auto got = base::read_full(*mbox_, extent->offset, std::as_writable_bytes(std::span(seen)));
  if (!got) return {got.error().message};
  if (seen == expected) return {};
  return {"its separator is \"" + base::printable(base::trim(seen)) + "\" where \"" +
          base::printable(base::trim(expected)) + "\" was expected"};
}

// On a server nothing is added to a message; its flags are whose mailbox it is.
Sentences MessageAudit::remote(const Account& account, const Message& message,
                               const mime::Draft& draft, const Row& row) {
  auto there = request_.remote->open(account, row.target, row.target_id);
  if (!there) return {there.error().message};
  Sentences out = content(draft, *there->content);
  if (out.empty() && there->content->size() != row.bytes)
    out.push_back("holds " + std::to_string(there->content->size()) + " bytes where " +
                  std::to_string(row.bytes) + " were expected");
  const auto& wall = message.received ? message.received : message.sent;
  const auto moment = wall ? mime::moment(*wall, options_.time_zone) : mime::moment({}, "UTC");
  // What a server cannot show has another date, which the run has said.
  const bool shown = wall && moment && moment->unix_seconds >= 0 && there->date &&
                     moment->unix_seconds < *there->date + kDay;
  if (out.empty() && shown && *there->date != moment->unix_seconds)
    out.push_back("its date on the server (INTERNALDATE) is not " + moment->date);
  if (there->seen == message.unread || there->draft != message.unsent) ++touched_;
  return out;
}

Result<Sentences> MessageAudit::differences(const Account& account, const Message& message,
                                            const Row& row) {
  auto draft = mime::make_draft(message, options_);
  if (!draft) return std::move(draft).error();
  Sentences out;
  const auto add = [&](Sentences more) { out.insert(out.end(), more.begin(), more.end()); };
  if (draft->rendered.hash != row.hash)
    add({"the ledger's hash is not that of the source's message"});
  if (draft->rendered.message_id != row.message_id)
    add({"the ledger's Message-ID is not that of the source's message"});
  if (request_.remote != nullptr) {
    add(remote(account, message, *draft, row));
    return out;
  }
  auto file = reader_.open(row.target, row.target_id);
  if (!file) {
    add({file.error().message});
    return out;
  }
  const Sentences said = content(*draft, **file);
  add(said);
  if (said.empty()) add(shape(message, row, **file));
  if (request_.format == Format::mbox) add(separator(message, *draft, row));
  return out;
}

}  // namespace migrator::run
