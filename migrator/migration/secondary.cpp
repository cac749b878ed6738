#include "migrator/migration/secondary.hpp"

#include <array>
#include <charconv>

#include "migrator/message/limits.hpp"
#include "migrator/migration/csv_line.hpp"

namespace migrator::migration {
namespace {

static_assert(kMaxBlocks <= kMostParts);

using base::Errc;
using base::Error;
using base::Result;

struct TypeWord {
  BlockType type;
  std::string_view word;
};
constexpr TypeWord kTypes[] = {{BlockType::body, "Body"},
                               {BlockType::attachment, "Attachment"},
                               {BlockType::other, "Other"},
                               {BlockType::document, "Document"},
                               {BlockType::schedule, "Schedule"}};

std::optional<BlockType> parse_type(std::string_view word) {
  for (const TypeWord& row : kTypes)
    if (base::equals_fold(row.word, word)) return row.type;
  return std::nullopt;
}

std::string_view to_word(BlockType type) {
  for (const TypeWord& row : kTypes)
    if (row.type == type) return row.word;
  return "Body";
}

template <class T>
std::optional<T> parse_whole(std::string_view digits) {
  T value{};
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

Error no_descriptor(const std::string& why) { return {Errc::malformed, why}; }

void read_position_and_format(const Field& position, const Field& format, Descriptor& out,
                              std::vector<std::string>& odd) {
  if (!position.text.empty()) {
    out.position = parse_whole<std::int64_t>(position.text);
    if (!out.position) odd.push_back("Position \"" + base::printable(position.text) + "\"");
  }
  if (base::equals_fold(format.text, "Macbinary"))
    out.format = Part::Format::macbinary;
  else if (!format.text.empty() && !base::equals_fold(format.text, "None"))
    odd.push_back("Format \"" + base::printable(format.text) + "\", taken as None");
}

}  // namespace

std::string to_line(const Descriptor& d) {
  std::string line(to_word(d.type));
  line += "," + std::to_string(d.length) + ",," + (d.last ? "TRUE" : "FALSE") + ",";
  if (!d.name.empty()) line += in_quotes(d.name);
  line += ",";
  if (d.position) line += std::to_string(*d.position);
  line += ",";
  if (d.type == BlockType::attachment)
    line += d.format == Part::Format::macbinary ? "Macbinary" : "None";
  return line;
}

Result<Descriptor> parse_descriptor(std::string_view line, std::vector<std::string>& odd) {
  auto fields = parse_fields(line);
  if (!fields) return no_descriptor(fields.error().message);
  if (fields->size() < 4 || fields->size() > 7)
    return no_descriptor("7 fields were expected, there are " + std::to_string(fields->size()));
  fields->resize(7);
  const auto& f = *fields;
  Descriptor out;
  const auto type = parse_type(f[0].text);
  if (!type)
    return no_descriptor("type \"" + base::printable(f[0].text.substr(0, 40)) +
                         "\", expected Body, Attachment, Other, Document or Schedule");
  out.type = *type;
  const auto length = parse_whole<std::uint64_t>(f[1].text);
  if (!length)
    return no_descriptor("Length \"" + base::printable(f[1].text) + "\" is not a whole number");
  out.length = *length;
  const bool yes = base::equals_fold(f[3].text, "TRUE");
  if (!yes && !base::equals_fold(f[3].text, "FALSE"))
    return no_descriptor("Islast \"" + base::printable(f[3].text) + "\" is not TRUE or FALSE");
  out.last = yes;
  out.name = f[4].text;
  if (!f[2].text.empty())
    odd.push_back("Encoding \"" + base::printable(f[2].text) + "\", which is reserved");
  read_position_and_format(f[5], f[6], out, odd);
  return out;
}

Result<Block> SecondaryFile::block(std::uint64_t offset, std::vector<Finding>& odd) const {
  const std::string place = name_ + " byte " + std::to_string(offset) + ": ";
  if (offset >= file_->size())
    return Error{Errc::limit, place + "a descriptor line was expected, but the file has only " +
                                  std::to_string(file_->size()) + " bytes"};
  std::array<char, kMaxDescriptor> room;
  auto got = base::read_full(*file_, offset, std::as_writable_bytes(std::span(room)));
  if (!got) return std::move(got).error();
  std::string_view line(room.data(), *got);
  const auto newline = line.find('\n');
  if (newline == std::string_view::npos)
    return Error{Errc::malformed, place + "no descriptor line: no line end within " +
                                      std::to_string(*got) + " bytes"};
  line = line.substr(0, newline);
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::vector<std::string> unusual;
  auto descriptor = parse_descriptor(line, unusual);
  if (!descriptor)
    return Error{Errc::malformed, place + "no descriptor line: " + descriptor.error().message};
  Block block{std::move(*descriptor), offset, offset + newline + 1};
  if (block.length > file_->size() - block.data)
    return Error{Errc::limit, place + "Length " + std::to_string(block.length) + ", but only " +
                                  std::to_string(file_->size() - block.data) + " bytes follow"};
  const auto note = [&](int event, std::string rule, const std::string& what) {
    odd.push_back({Finding::Kind::note, name_, 0, offset, event, std::move(rule), place + what});
  };
  for (const std::string& what : unusual) note(0, "", what);
  const bool needs_name = block.type == BlockType::attachment || block.type == BlockType::document;
  if (needs_name && block.name.empty()) note(8048, "Q166612", "an attachment without a file name");
  return block;
}

Result<std::uint64_t> SecondaryFile::skip_gap(std::uint64_t offset) const {
  // Published samples have gaps of 0, 2 and 4 bytes of CR and LF (migration-files.md §4.5).
  std::array<char, kMaxDescriptor> room;
  auto got = base::read_full(*file_, offset, std::as_writable_bytes(std::span(room)));
  if (!got) return std::move(got).error();
  const auto first = std::string_view(room.data(), *got).find_first_not_of("\r\n");
  return offset + (first == std::string_view::npos ? *got : first);
}

Result<std::vector<Block>> SecondaryFile::chain(std::uint64_t offset,
                                                std::vector<Finding>& odd) const {
  std::vector<Block> blocks;
  for (;;) {
    if (steps_ != nullptr && *steps_ >= max_steps())
      return Error{Errc::limit, name_ + " byte " + std::to_string(offset) +
                                    ": so many rows lead to the same blocks that these were not "
                                    "looked at again"};
    if (steps_ != nullptr) ++*steps_;
    auto next = block(offset, odd);
    if (!next && !blocks.empty() && next.error().code != Errc::io) {
      Error error = std::move(next).error();
      error.message += " (the block at byte " + std::to_string(blocks.back().offset) +
                       " says FALSE, so another had to follow)";
      return error;
    }
    if (!next) return std::move(next).error();
    if (blocks.size() == kMaxBlocks)
      return Error{Errc::malformed, name_ + " byte " + std::to_string(offset) + ": more than " +
                                        std::to_string(kMaxBlocks) + " blocks in one message"};
    blocks.push_back(std::move(*next));
    if (blocks.back().last) return blocks;
    auto after = skip_gap(blocks.back().data + blocks.back().length);
    if (!after) return std::move(after).error();
    offset = *after;
  }
}

base::Blob SecondaryFile::content(const Block& block) const {
  return base::Blob::window(file_, block.data, block.length);
}

Result<bool> SecondaryFile::has_header() const {
  std::array<char, kSecondaryHeader.size() + 2> room;
  auto got = base::read_full(*file_, 0, std::as_writable_bytes(std::span(room)));
  if (!got) return std::move(got).error();
  const std::string_view text(room.data(), *got);
  return base::starts_with_fold(text, kSecondaryHeader) &&
         text.substr(kSecondaryHeader.size()).find('\n') != std::string_view::npos;
}

Result<SecondaryWriter> SecondaryWriter::create(base::Files& files,
                                                const std::filesystem::path& path) {
  auto draft = Draft::create(files, path);
  if (!draft) return std::move(draft).error();
  if (auto done = draft->write(std::string(kSecondaryHeader) + "\r\n"); !done)
    return std::move(done).error();
  return SecondaryWriter(std::move(*draft));
}

Result<std::uint64_t> SecondaryWriter::add(Descriptor descriptor, const base::Blob& content) {
  const std::uint64_t offset = draft_.offset();  // taken before the descriptor
  descriptor.length = content.size();
  if (auto done = draft_.write(to_line(descriptor) + "\r\n"); !done) return std::move(done).error();
  char before = ' ', last = ' ';  // of the data: does it end with CR LF?
  auto copied = content.each([&](base::Bytes bytes) {
    const auto text = base::text_of(bytes);
    before = text.size() > 1 ? text[text.size() - 2] : last;
    last = text.back();
    return draft_.write(bytes);
  });
  if (!copied) return std::move(copied).error();
  if (content.empty()) return offset;
  const bool ended = before == '\r' && last == '\n';
  if (auto done = draft_.write(ended ? "\r\n" : "\r\n\r\n"); !done) return std::move(done).error();
  return offset;
}

}  // namespace migrator::migration
