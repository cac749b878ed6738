#include "migrator/migration/block_check.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "migrator/migration/lines.hpp"
#include "migrator/schedule/schedule_text.hpp"

namespace migrator::migration {
namespace {

using base::Result;

std::string range(std::uint64_t from, std::uint64_t to) {
  return "bytes " + std::to_string(from) + " to " + std::to_string(to);
}

std::string extension(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? "" : base::lower(name.substr(dot));
}

// Carriage returns without a line feed, and NUL bytes, of a text that comes in portions. One at the
// end of a text is a line end that was cut in two, not a habit.
struct OddBytes {
  std::uint64_t lone_returns = 0, nulls = 0;
  bool after_return = false;

  void feed(std::string_view text) {
    for (char c : text) {
      if (after_return && c != '\n') ++lone_returns;
      after_return = c == '\r';
      if (c == '\0') ++nulls;
    }
  }
};

}  // namespace

bool is_recovery_set(const Folder& folder) {
  const auto name = folder.find(kRecoveryFile);
  if (!name) return false;
  const auto json = base::read_json(folder.path() / *name, {.bytes = 1u << 20});
  return json && json->is_object() && json->value("schema", base::Json()) == kRecoverySchema;
}

Result<std::uint64_t> first_block(const SecondaryFile& file, bool& good) {
  auto header = file.has_header();
  if (!header) return std::move(header).error();
  good = *header;
  auto line = LineReader(file.bytes()).next();
  if (!line) return std::move(line).error();
  std::vector<std::string> odd;
  const bool block = !*line || (!good && parse_descriptor((**line).text, odd));
  // Without a line end it is no line, but the beginning of something else.
  if (block || (**line).end == Line::End::none || (**line).too_long) return std::uint64_t{0};
  return file.skip_gap((**line).length);
}

Result<void> BlockCheck::chain(const std::string& primary, std::uint64_t line,
                               const SecondaryFile& file, const std::vector<Block>& blocks) {
  const Block& last = blocks.back();
  auto end = file.skip_gap(last.data + last.length);
  if (!end) return std::move(end).error();
  Claim claim{primary, line, blocks.front().offset, *end};
  File& known = of(file.name());
  switch (known.map.claim(claim.offset, claim.end)) {
    case BlockMap::Mark::fresh:
      known.starts.push_back(claim.offset);
      break;
    case BlockMap::Mark::same:
      if (known.again.size() < Verification::kMost) known.again.push_back(std::move(claim));
      return {};
    case BlockMap::Mark::overlaps:
      overlap(file.name(), claim);
      break;
    case BlockMap::Mark::forgotten:
      break;
  }
  judge_chain(file, blocks);
  for (const Block& block : blocks) {
    // Blocks inside the data of others are faults already; their texts may be read twice over.
    if (known.judged > 2 * file.bytes()->size()) break;
    known.judged += block.length;
    if (auto done = judge_content(file, block); !done) return done;
  }
  return {};
}

void BlockCheck::overlap(const std::string& file, const Claim& claim) {
  Finding finding{Finding::Kind::fault, claim.primary, claim.line, claim.offset, 8005, "", ""};
  finding.message = file + " " + range(claim.offset, claim.end) +
                    " belong to the blocks of another row, too: a Length or a pointer is wrong, "
                    "and mail would come to the wrong place";
  findings_.add(std::move(finding));
}

void BlockCheck::judge_chain(const SecondaryFile& file, const std::vector<Block>& blocks) {
  const auto note = [&](const Block& block, const std::string& what) {
    findings_.note_at(file.name(), block.offset, 0, what);
  };
  const Block& body = blocks.front();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    if (i > 0 && block.type == BlockType::body)
      findings_.fault_at(file.name(), block.offset, 8059,
                         "a second Body in one message: the block before it says FALSE, and the "
                         "mail of two messages would come as one");
    if (i > 0 && block.type == BlockType::other)
      note(block, "a block of type Other among the parts of a message, read as a file");
    if (block.position &&
        (*block.position < -1 || (body.type == BlockType::body &&
                                  *block.position > static_cast<std::int64_t>(body.length))))
      note(block, "Position " + std::to_string(*block.position) + ", -1 to " +
                      std::to_string(body.length) + " was expected");
    if (block.type == BlockType::document && extension(block.name).size() < 2 &&
        !block.name.empty())
      note(block, "a document whose name has no extension");
    if (block.type == BlockType::schedule && extension(block.name) != ".sc2")
      note(block, "a Schedule block whose name does not end in .SC2");
  }
}

Result<void> BlockCheck::judge_content(const SecondaryFile& file, const Block& block) {
  if (block.type == BlockType::body) return judge_body(file, block);
  if (block.type == BlockType::schedule) return judge_schedule(file, block);
  return {};
}

Result<void> BlockCheck::judge_body(const SecondaryFile& file, const Block& block) {
  OddBytes odd;
  auto read = file.content(block).each([&](base::Bytes bytes) -> Result<void> {
    odd.feed(base::text_of(bytes));
    return {};
  });
  if (!read) return read;
  if (odd.lone_returns > 0)
    findings_.note_at(file.name(), block.offset, 0,
                      "carriage returns without a line feed in this text (" +
                          std::to_string(odd.lone_returns) +
                          "): one extractor wrote such texts, and mailboxes made from them were "
                          "corrupt",
                      "Q192526");
  if (odd.nulls > 0)
    findings_.note_at(file.name(), block.offset, 0,
                      "NUL bytes in this text (" + std::to_string(odd.nulls) +
                          "), on which one version of the wizard hangs",
                      "Q166543");
  return {};
}

Result<void> BlockCheck::judge_schedule(const SecondaryFile& file, const Block& block) {
  schedule::ScheduleReader reader(file.content(block));
  bool rings = false, doubled = false;
  const auto place = [&](const schedule::SchedulePlace& at) { return block.data + at.offset; };
  for (;;) {
    auto object = schedule::read_schedule_object(reader);
    if (!object && object.error().code == base::Errc::io) return std::move(object).error();
    if (!object) {
      findings_.note_at(file.name(), block.data, 0, object.error().message);
      return {};
    }
    if (!*object) break;
    if (!schedule::is_schedule_kind((**object).name))
      findings_.note_at(
          file.name(), place(**object), 0,
          "Schedule+ objects of an unknown kind, \"" + base::printable((**object).name) + "\"");
    for (const std::string& what : schedule::schedule_faults(**object))
      findings_.note_at(
          file.name(), place(**object), 0,
          (**object).name + ", line " + std::to_string((**object).line) + ": " + what);
    const auto* ring = (**object).find("Ring");
    rings =
        rings || (ring != nullptr && schedule::parse_schedule_bool(ring->value).value_or(false));
    for (const schedule::ScheduleProperty& property : (**object).properties)
      doubled = doubled || property.value.find("\\\\") != std::string::npos;
  }
  if (rings)
    findings_.note_at(file.name(), block.offset, 0,
                      "alarms are set (Ring: T): alarms long past ring when this is imported",
                      "Q195852");
  if (doubled)
    findings_.note_at(file.name(), block.offset, 0,
                      "backslashes stand double in texts: one extractor doubled each", "Q273356");
  return {};
}

void BlockCheck::judge_again(const std::string& name, File& file) {
  std::ranges::sort(file.starts);
  for (const Claim& claim : file.again) {
    if (std::ranges::binary_search(file.starts, claim.offset))
      findings_.note(claim.primary, claim.line, 0,
                     name + " byte " + std::to_string(claim.offset) +
                         ": another row leads to this block, too");
    else
      overlap(name, claim);
  }
  file.again.clear();
}

void BlockCheck::leftover(const std::string& name, const Leftover& one) {
  const std::string what = range(one.offset, one.offset + one.length);
  switch (one.kind) {
    case Leftover::Kind::message:
      return findings_.fault_at(
          name, one.offset, 0,
          "a message that no row points to: import would lose it (" + what + ")");
    case Leftover::Kind::block:
      return findings_.fault_at(
          name, one.offset, 0,
          "a block that no row points to: import would lose it (" + what + ")");
    case Leftover::Kind::bytes:
      return findings_.fault_at(name, one.offset, 8005,
                                what + " belong to no block: import would lose them", "Q166612");
    case Leftover::Kind::header:
      return findings_.note_at(name, one.offset, 0, "the header line once more");
    case Leftover::Kind::mark:
      return findings_.note_at(name, one.offset, 0,
                               "end-of-file marks or NUL bytes that belong to no block");
  }
}

Result<void> BlockCheck::finish_file(const std::string& name, File& file) {
  auto opened = folder_.file(name);
  if (!opened) return std::move(opened).error();
  const SecondaryFile secondary(*opened, name);
  bool good = false;
  auto first = first_block(secondary, good);
  if (!first) return std::move(first).error();
  if (!good)  // pointers lead past it: import loses nothing
    findings_.note(
        name, 0, 8059,
        "byte 0: the header line \"" + std::string(kSecondaryHeader) + "\" was expected");
  judge_again(name, file);
  const auto walked = steps_.find(name);
  const bool cut = walked != steps_.end() && walked->second >= secondary.max_steps();
  if (!file.map.complete() || cut)
    return findings_.note(name, 0, 0,
                          "blocks are shared or stand in so wild an order that it was not checked "
                          "whether rows "
                          "lead to all of them"),
           Result<void>();
  // A recovery set has whole copies: what was delivered from them before is no loss.
  if (partial_) return {};
  if (*first > 0 && !file.map.claimed(0)) file.map.claim(0, *first);
  return file.map.each_gap(
      (*opened)->size(), [&](std::uint64_t from, std::uint64_t to) -> Result<void> {
        return each_leftover(secondary, from, to, [&](const Leftover& one) -> Result<void> {
          leftover(name, one);
          return {};
        });
      });
}

Result<void> BlockCheck::finish() {
  for (auto& [name, file] : files_)
    if (auto done = finish_file(name, file); !done) return done;
  return {};
}

}  // namespace migrator::migration
