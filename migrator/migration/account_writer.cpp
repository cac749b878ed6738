#include "migrator/migration/account_writer.hpp"

#include <utility>

#include "migrator/migration/address_text.hpp"
#include "migrator/migration/columns.hpp"
#include "migrator/migration/csv_line.hpp"
#include "migrator/migration/lines.hpp"
#include "migrator/migration/page_text.hpp"
#include "migrator/migration/row_reader.hpp"
#include "migrator/migration/rows.hpp"

namespace migrator::migration {
namespace {

using base::Errc;
using base::Error;
using base::Json;
using base::Result;

// No longest field is published, only that some exceed 255 (§1.5). Values above these go to an
// Other block, as long recipient lists do in the SDK's sample; list members have no such sample, so
// they stay in their row as long as they can.
constexpr std::size_t kLongestValue = 2000;
constexpr std::size_t kLongestMembers = 60000;
constexpr std::size_t kLongestNote = 60000;
constexpr std::size_t kLongestName = 255;  // of files and folders, in Windows
constexpr std::size_t kLongestAccount = 30000;
// Quotes may double a value; then a row, a note and a title still fit a line.
static_assert(2 * (kLongestMembers + kPabColumns.size() * (kLongestValue + 2)) < kMaxLine);
static_assert(kLongestNote < kMaxLine && 2 * kLongestAccount < kMaxLine);

std::string cut(const std::string& utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xC0) == 0x80) --most;
  return utf8.substr(0, most);
}

// A row's Attachment block needs a file name (event 8048), also when the source has none. That of a
// schedule ends in .SC2 (SDK appendxa_78pt), and that of a document has an extension
// (appendxa_6s4z).
std::string block_name(const Part& part) {
  const std::string& name = part.name;
  switch (part.kind) {
    case Part::Kind::text:
      return (name.empty() ? "text" : name) + ".txt";
    case Part::Kind::schedule:
      if (base::lower(name).ends_with(".sc2")) return name;
      return (name.empty() ? "SCHEDULE" : name) + ".SC2";
    case Part::Kind::document:
      if (name.find('.') != std::string::npos) return name;
      break;
    case Part::Kind::file:
      if (!name.empty()) return name;
  }
  return (name.empty() ? "unnamed" : name) + ".dat";
}

BlockType block_type(Part::Kind kind) {
  if (kind == Part::Kind::schedule) return BlockType::schedule;
  return kind == Part::Kind::document ? BlockType::document : BlockType::attachment;
}

// Where the icon stands: at the end of the text. Schedules and documents are no part of one: the
// SDK's samples have -1 and 0.
std::int64_t position_of(BlockType type, std::uint64_t body) {
  if (type == BlockType::schedule) return -1;
  return type == BlockType::document ? 0 : static_cast<std::int64_t>(body);
}

// The message as a chain: its first text is the body, everything else follows in order.
struct Piece {
  Descriptor descriptor;
  const base::Blob* content;
};
struct ChainPlan {
  std::vector<Piece> pieces;
  std::vector<PartHead> heads;  // one for each part, in their order
};

ChainPlan plan_chain(const Message& message, const base::CodePage& page) {
  static const base::Blob kNothing;
  ChainPlan plan;
  plan.pieces.push_back({Descriptor{}, &kNothing});
  bool has_body = false;
  for (const Part& part : message.parts) {
    const bool body = part.kind == Part::Kind::text && !has_body;
    has_body = has_body || body;
    plan.heads.push_back({part.kind, part.format, part.name, body ? 0 : plan.pieces.size()});
    if (body) {
      plan.pieces[0].content = &part.content;
      continue;
    }
    Descriptor descriptor;
    descriptor.type = block_type(part.kind);
    descriptor.format = part.kind == Part::Kind::file ? part.format : Part::Format::plain;
    descriptor.name = encode_lossy(page, cut(block_name(part), kLongestName), LineEnds::replace);
    plan.pieces.push_back({descriptor, &part.content});
  }
  for (Piece& piece : plan.pieces) {
    piece.descriptor.length = piece.content->size();
    piece.descriptor.last = &piece == &plan.pieces.back();
    if (piece.descriptor.type != BlockType::body)
      piece.descriptor.position =
          position_of(piece.descriptor.type, plan.pieces[0].content->size());
  }
  return plan;
}

// Writes the chain, and gives the pointer to its first block.
Result<std::string> write_chain(const ChainPlan& plan, SecondaryWriter& secondary) {
  std::string pointer;
  for (const Piece& piece : plan.pieces) {
    auto offset = secondary.add(piece.descriptor, *piece.content);
    if (!offset) return std::move(offset).error();
    if (pointer.empty()) pointer = to_text(Pointer{secondary.name(), *offset});
  }
  return pointer;
}

Json note_of(const Item& item, const std::vector<std::string>& v, const ChainPlan& plan, bool board,
             const base::CodePage& page) {
  std::vector<std::string> unusual;
  const Message read_back = to_message(
      {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10]}, board, unusual);
  Json note = message_note(*item.message, read_back, item.sequence);
  std::vector<Descriptor> descriptors;
  for (const Piece& piece : plan.pieces) descriptors.push_back(piece.descriptor);
  add_parts(note, plan.heads, default_heads(descriptors, page));
  return note;
}

Error too_long(const std::string& what, std::size_t bytes) {
  return {Errc::limit, what + " has " + std::to_string(bytes) + " bytes, a reader takes " +
                           std::to_string(kMaxValue)};
}

template <class Cell>
std::vector<std::string> all_seen(const std::vector<Cell>& cells) {
  std::vector<std::string> out;
  for (const Cell& each : cells) out.push_back(each.seen);
  return out;
}

}  // namespace

Result<std::unique_ptr<SectionWriter>> AccountWriter::create(base::Files& files,
                                                             const std::filesystem::path& stem,
                                                             const base::CodePage& page,
                                                             const Account& account,
                                                             const std::string& post_office) {
  if (account.name.size() + post_office.size() > kLongestAccount)
    return Error{Errc::limit, "the name of an account has " + std::to_string(account.name.size()) +
                                  " bytes, more than a title line holds"};
  auto secondary = SecondaryWriter::create(files, stem.string() + ".SEC");
  if (!secondary) return std::move(secondary).error();
  auto primary = Draft::create(files, stem.string() + ".PRI");
  if (!primary) return std::move(primary).error();
  return std::unique_ptr<SectionWriter>(new AccountWriter(
      files, std::move(*primary), std::move(*secondary), page, account, post_office));
}

Result<AccountWriter::Cell> AccountWriter::cell(const std::string& text,
                                                std::size_t longest) const {
  std::string bytes = encode_lossy(page_, text, LineEnds::keep);
  if (bytes.size() > kMaxValue) return too_long("a value", bytes.size());
  std::string read_back = seen(page_, bytes);
  if (bytes.size() <= longest && bytes.find_first_of("\r\n") == std::string::npos)
    return Cell{quoted_if_needed(bytes), std::move(read_back)};
  return Cell{"", std::move(read_back), std::move(bytes)};
}

// A list that leaves its row has no CSV quotes around it: values with commas get their own.
Result<AccountWriter::Cell> AccountWriter::list_cell(const std::string& text,
                                                     std::size_t longest) const {
  const std::string bytes = encode_lossy(page_, text, LineEnds::keep);
  const bool stays = bytes.size() <= longest && bytes.find_first_of("\r\n") == std::string::npos;
  return cell(stays ? text : join_list(split_list(text), true), longest);
}

AccountWriter::Cell AccountWriter::folder_cell(const Message& message) const {
  std::string folder = message.folder;
  if (account_.kind == AccountKind::board) {
    folder = to_board_folder(account_.name, post_office_);
    if (!message.folder.empty()) folder += "\\" + message.folder;
  }
  const std::string bytes = encode_lossy(page_, cut(folder, kLongestName), LineEnds::replace);
  return {quoted_if_needed(bytes), seen(page_, bytes)};
}

Result<AccountWriter::Cell> AccountWriter::note_cell(const Json& note) {
  std::string text = to_note_line(note);
  if (text.size() <= kLongestNote) return Cell{std::move(text), ""};
  std::string bytes = base::canonical(note);
  if (bytes.size() > kMaxValue) return too_long("what the columns cannot hold", bytes.size());
  return Cell{"", "", std::move(bytes)};
}

Result<void> AccountWriter::place(Cell& cell) {
  if (!cell.other) return {};
  Descriptor other;
  other.type = BlockType::other;
  auto offset = secondary_.add(other, base::Blob::of(*std::exchange(cell.other, std::nullopt)));
  if (!offset) return std::move(offset).error();
  cell.field = to_text(Pointer{secondary_.name(), *offset});
  return {};
}

Result<void> AccountWriter::note_line(Cell note) {
  if (!note.other) return line(note.field);
  if (auto done = place(note); !done) return done;
  Json at = Json::object();
  at["at"] = note.field;
  return line(to_note_line(at));
}

Result<void> AccountWriter::account_line() {
  auto note = note_cell(account_note(account_));
  if (!note) return std::move(note).error();
  return note_line(std::move(*note));
}

Result<void> AccountWriter::begin_lists() {
  if (written_.lists > 0) return {};
  if (auto done = account_line(); !done) return done;
  const std::string address = "MIGRATE:" + to_source_address(account_.name, post_office_);
  if (auto done = line("PAB," + in_quotes(encode_lossy(page_, address, LineEnds::replace))); !done)
    return done;
  return line(header_line(kPabColumns));
}

Result<void> AccountWriter::begin_messages() {
  if (std::exchange(in_messages_, true)) return {};
  if (written_.lists > 0)
    if (auto done = line(""); !done) return done;
  if (auto done = account_line(); !done) return done;
  const std::string address = to_source_address(account_.name, post_office_);
  const std::string title = account_.kind == AccountKind::board
                                ? "PublicMessages"
                                : in_quotes(encode_lossy(page_, address, LineEnds::replace));
  if (auto done = line("MAILMESSAGE," + title); !done) return done;
  return line(header_line(kMessageColumns));
}

// Of a list the third column is one value after the other.
Result<std::vector<AccountWriter::Cell>> AccountWriter::cells_of(
    const std::vector<std::string>& columns, bool is_list) const {
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto made = i == 2 && is_list ? list_cell(columns[i], kLongestMembers)
                                  : cell(columns[i], kLongestValue);
    if (!made) return std::move(made).error();
    cells.push_back(std::move(*made));
  }
  return cells;
}

Result<AccountWriter::Row> AccountWriter::row_of(std::vector<Cell> cells,
                                                 const std::optional<Json>& note) {
  if (!note) return Row{std::move(cells), std::nullopt};
  auto above = note_cell(*note);
  if (!above) return std::move(above).error();
  return Row{std::move(cells), std::move(*above)};
}

Result<AccountWriter::Row> AccountWriter::row_of(const PersonalList& list) const {
  auto cells = cells_of(to_columns(list), true);
  if (!cells) return std::move(cells).error();
  auto note = list_note(list, to_list(all_seen(*cells)));
  return row_of(std::move(*cells), note);
}

Result<AccountWriter::Row> AccountWriter::row_of(const PersonalList& book,
                                                 std::size_t person) const {
  const Person one = person_of(book, person);
  auto cells = cells_of(to_columns(one), false);
  if (!cells) return std::move(cells).error();
  auto note = person_note(one, to_person(all_seen(*cells)), person == 0 ? &book : nullptr);
  return row_of(std::move(*cells), note);
}

Result<void> AccountWriter::list_row(Row row) {
  std::string text;
  for (Cell& each : row.cells) {
    if (auto done = place(each); !done) return done;
    text += (&each == &row.cells.front() ? "" : ",") + each.field;
  }
  if (row.note)
    if (auto done = note_line(std::move(*row.note)); !done) return done;
  ++written_.lists;
  return line(text);
}

// Twice: of a book that has somebody who is refused, nobody is written.
Result<void> AccountWriter::put_people(const PersonalList& book) {
  for (const bool writing : {false, true}) {
    if (writing)
      if (auto done = begin_lists(); !done) return done;
    for (std::size_t i = 0; i < book.members.size(); ++i) {
      auto row = row_of(book, i);
      if (!row) return std::move(row).error();
      if (!writing) continue;
      if (auto done = list_row(std::move(*row)); !done) return done;
    }
  }
  has_people_ = true;
  return {};
}

Result<void> AccountWriter::put(const PersonalList& list) {
  if (account_.kind != AccountKind::mailbox || in_messages_)
    return Error{Errc::usage, "lists belong to mailboxes, before their messages"};
  if (list.address_book && (list.members.empty() || has_people_))
    return Error{Errc::usage, "a mailbox has one address book, and that has people"};
  if (list.address_book) return put_people(list);
  auto row = row_of(list);
  if (!row) return std::move(row).error();
  if (auto done = begin_lists(); !done) return done;
  return list_row(std::move(*row));
}

// All columns but the last.
Result<std::vector<AccountWriter::Cell>> AccountWriter::cells_of(const Message& message) const {
  const MessageText text = to_text(message, post_office_, "");
  std::vector<Cell> cells = {folder_cell(message)};
  const std::string* lists[] = {&text.to, &text.cc, &text.bcc};
  for (std::size_t i = 1; i <= 5; ++i) {
    auto made = i == 1   ? cell(text.sender, kLongestValue)
                : i == 5 ? cell(text.subject, kLongestValue)
                         : list_cell(*lists[i - 2], kLongestValue);
    if (!made) return std::move(made).error();
    cells.push_back(std::move(*made));
  }
  for (const std::string* each :
       {&text.sent, &text.received, &text.priority, &text.unread, &text.unsent})
    cells.push_back({*each, *each});
  return cells;
}

Result<void> AccountWriter::put(const Item& item) {
  if (!item.message)
    return Error{Errc::usage, "item " + std::to_string(item.sequence) + " is not a message"};
  const Message& message = *item.message;
  auto cells = cells_of(message);
  if (!cells) return std::move(cells).error();
  const ChainPlan plan = plan_chain(message, page_);
  if (plan.pieces.size() > kMaxBlocks)
    return Error{Errc::limit, "a message of " + std::to_string(message.parts.size()) + " parts"};
  auto note =
      note_cell(note_of(item, all_seen(*cells), plan, account_.kind == AccountKind::board, page_));
  if (!note) return std::move(note).error();

  if (auto done = begin_messages(); !done) return done;
  std::string row;
  for (Cell& each : *cells) {
    if (auto done = place(each); !done) return done;
    row += each.field + ",";
  }
  auto pointer = write_chain(plan, secondary_);
  if (!pointer) return std::move(pointer).error();
  if (auto done = note_line(std::move(*note)); !done) return done;
  ++written_.messages;
  return line(row + *pointer);
}

Result<void> AccountWriter::finish() {
  // Also without mail: the importer would not convert the mailbox otherwise (Q194218).
  if (auto done = begin_messages(); !done) return done;
  if (auto done = line(to_note_line(end_note(written_))); !done) return done;
  if (auto done = secondary_.draft().close(); !done) return done;
  if (auto done = primary_.close(); !done) return done;
  // An older .PRI must never stand beside the newer .SEC: its offsets would lie.
  if (auto done = files_.remove(primary_.path()); !done) return done;
  if (auto done = secondary_.draft().publish(); !done) return done;
  if (auto done = primary_.publish(); !done) return done;
  return files_.sync_directory(primary_.path().parent_path());
}

}  // namespace migrator::migration
