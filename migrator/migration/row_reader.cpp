#include "migrator/migration/row_reader.hpp"

#include "migrator/migration/columns.hpp"

namespace migrator::migration {
namespace {

using base::Errc;
using base::Json;
using base::Result;

std::string on_line(std::uint64_t line) { return "line " + std::to_string(line) + ": "; }

// The sequence number of a row that is otherwise unreadable.
std::optional<std::uint64_t> sequence_of(const std::optional<Json>& note) {
  if (!note) return std::nullopt;
  const auto it = note->find("sequence");
  if (it == note->end() || !it->is_number_unsigned()) return std::nullopt;
  return it->get<std::uint64_t>();
}

}  // namespace

Defect RowReader::defect(const Row& row, std::string reason, int event, std::string message) const {
  return {std::move(reason),
          {Finding::Kind::fault, name_, row.line, 0, event, "", std::move(message)},
          sequence_of(row.note)};
}

RowReader::Failed RowReader::unusable(const Section& section, const Row& row,
                                      std::size_t least) const {
  if (section.defect)
    return defect(row, "bad-section", 8124,
                  "the row is in a section that cannot be used: " + on_line(section.defect->line) +
                      section.defect->message);
  if (row.defect) {
    Defect failed = defect(row, row.defect->event == 0 ? "too-large" : "bad-row", row.defect->event,
                           row.defect->message);
    failed.finding.rule = row.defect->rule;
    return failed;
  }
  if (row.fields.size() < least)
    return defect(row, "bad-row", 8095,
                  std::to_string(least) + " fields were expected, there are " +
                      std::to_string(row.fields.size()));
  return std::nullopt;
}

void RowReader::remark(const Row& row, std::vector<Finding>& odd, std::string message) const {
  odd.push_back({Finding::Kind::note, name_, row.line, 0, 0, "", std::move(message)});
}

std::string RowReader::decode(const Row& row, const std::string& bytes,
                              std::vector<Finding>& odd) const {
  auto decoded = page_.decode(bytes);
  if (decoded.replaced > 0)
    remark(row, odd,
           std::to_string(decoded.replaced) + " bytes mean nothing in code page " +
               std::to_string(page_.number()));
  return std::move(decoded.text);
}

Result<std::variant<std::shared_ptr<const SecondaryFile>, Defect>> RowReader::secondary(
    const Row& row, const Pointer& pointer) {
  using Out = std::variant<std::shared_ptr<const SecondaryFile>, Defect>;
  const auto name = folder_.find(pointer.file);
  if (!name)
    return Out(defect(row, "missing-file", 8054,
                      to_text(pointer) + ": there is no file " + base::printable(pointer.file) +
                          " in the folder of the set"));
  for (const auto& [known, file] : recent_)
    if (known == *name) return Out(file);
  auto file = folder_.file(*name);
  if (!file) return std::move(file).error();
  auto opened = std::make_shared<SecondaryFile>(std::move(*file), *name);
  if (steps_ != nullptr) opened->count((*steps_)[*name]);
  recent_.emplace_front(*name, opened);
  if (recent_.size() > 8) recent_.pop_back();
  return Out(std::shared_ptr<const SecondaryFile>(std::move(opened)));
}

Result<RowReader::Failed> RowReader::follow_body(const Row& row, Chain& chain, ReadMessage& out) {
  const Field& field = row.fields[kBodyColumn];
  if (field.text.empty()) {
    remark(row, out.odd, "the Body column is blank, a pointer was expected");
    return Failed();
  }
  const auto pointer = parse_pointer(field, page_);
  if (!pointer)
    return Failed(defect(row, "bad-pointer", 8054,
                         "\"" + base::printable(field.text.substr(0, 80)) +
                             "\" stands in the Body column, where #file(offset) was expected"));
  auto file = secondary(row, *pointer);
  if (!file) return std::move(file).error();
  if (auto* failed = std::get_if<Defect>(&*file)) return Failed(std::move(*failed));
  chain.file = std::get<0>(*file);
  out.secondary = chain.file->name();
  auto blocks = chain.file->chain(pointer->offset, out.odd);
  if (!blocks && blocks.error().code == Errc::io) return std::move(blocks).error();
  if (!blocks) {
    const int event = blocks.error().code == Errc::limit ? 8054 : 8059;
    Defect failed =
        defect(row, "bad-pointer", event, to_text(*pointer) + ": " + blocks.error().message);
    failed.finding.offset = pointer->offset;
    return Failed(std::move(failed));
  }
  chain.blocks = std::move(*blocks);
  if (watch_) watch_(row, *chain.file, chain.blocks);
  if (chain.blocks.front().type != BlockType::body)
    remark(row, out.odd, to_text(*pointer) + " leads to a block that is not a Body");
  return Failed();
}

Result<RowReader::Failed> RowReader::follow_value(const Row& row, const Pointer& pointer,
                                                  std::string& bytes, std::vector<Finding>& odd) {
  auto file = secondary(row, pointer);
  if (!file) return std::move(file).error();
  if (auto* failed = std::get_if<Defect>(&*file)) return Failed(std::move(*failed));
  const auto& from = std::get<0>(*file);
  auto block = from->block(pointer.offset, odd);
  auto text = block ? from->content(*block).text(kMaxValue) : Result<std::string>(block.error());
  if (!text && text.error().code == Errc::io) return std::move(text).error();
  if (!text) {
    Defect failed = defect(row, "bad-pointer", text.error().code == Errc::limit ? 8054 : 8059,
                           to_text(pointer) + ": " + text.error().message);
    failed.finding.offset = pointer.offset;
    return Failed(std::move(failed));
  }
  bytes = std::move(*text);
  if (watch_) watch_(row, *from, {*block});
  if (block->type != BlockType::other)
    remark(row, odd, to_text(pointer) + " leads to a block that is not of type Other");
  return Failed();
}

Result<void> RowReader::follow_all(const Row& row) {
  std::vector<Pointer> pointers;
  for (std::size_t i = 1; i < row.fields.size(); ++i)
    if (auto pointer = parse_pointer(row.fields[i], page_)) pointers.push_back(std::move(*pointer));
  if (row.note && row.note->contains("at") && row.note->at("at").is_string())
    if (auto pointer = parse_pointer({row.note->at("at").get<std::string>()}))
      pointers.push_back(std::move(*pointer));
  for (const Pointer& pointer : pointers) {
    auto file = secondary(row, pointer);
    if (!file) return std::move(file).error();
    if (std::holds_alternative<Defect>(*file)) continue;
    std::vector<Finding> ignored;
    auto chain = std::get<0>(*file)->chain(pointer.offset, ignored);
    if (!chain && chain.error().code == Errc::io) return std::move(chain).error();
    if (chain && watch_) watch_(row, *std::get<0>(*file), *chain);
  }
  return {};
}

// The first `count` fields as UTF-8, pointers followed. The first column is never one.
Result<RowReader::Failed> RowReader::values(const Row& row, std::size_t count,
                                            std::vector<std::string>& out,
                                            std::vector<Finding>& odd) {
  out.assign(count, "");
  for (std::size_t i = 0; i < std::min(count, row.fields.size()); ++i) {
    std::string bytes = row.fields[i].text;
    if (const auto pointer = parse_pointer(row.fields[i], page_); pointer && i > 0) {
      auto failed = follow_value(row, *pointer, bytes, odd);
      if (!failed || *failed) return failed;
    }
    out[i] = decode(row, bytes, odd);
  }
  return Failed();
}

// The note above the row. One that is too long for a line stands in an Other block.
Result<std::optional<Json>> RowReader::note(const Row& row, std::vector<Finding>& odd) {
  if (!row.note || !row.note->contains("at")) return row.note;
  const Json& at = row.note->at("at");
  const auto pointer = at.is_string() ? parse_pointer({at.get<std::string>()}) : std::nullopt;
  std::string text;
  if (pointer) {
    auto failed = follow_value(row, *pointer, text, odd);
    if (!failed) return std::move(failed).error();
    if (!*failed) {
      auto json = base::parse_json(text, "note", {.bytes = kMaxValue, .depth = 8});
      if (json) return std::optional<Json>(std::move(*json));
    }
  }
  remark(row, odd, "the note above this row points to no note");
  return std::optional<Json>();
}

void RowReader::keep_extra_columns(const Section& section, const Row& row, ReadMessage& out) const {
  for (std::size_t i = kMessageColumns.size(); i < row.fields.size(); ++i) {
    if (row.fields[i].text.empty()) continue;
    std::string name = i < section.columns.size() ? section.columns[i] : "";
    if (name.empty()) name = "Column-" + std::to_string(i + 1);
    out.message.extra.emplace_back(std::move(name), decode(row, row.fields[i].text, out.odd));
  }
  // GroupWise sets have 14 fields under 12 names (Q174168); what the last two mean is not known.
  if (row.fields.size() > std::max(section.columns.size(), kMessageColumns.size()))
    out.odd.push_back({Finding::Kind::note, name_, row.line, 0, 0, "Q174168",
                       std::to_string(row.fields.size()) + " fields, the header names " +
                           std::to_string(section.columns.size())});
}

void RowReader::apply_note(const Row& row, const Json& note, const std::vector<Descriptor>& chain,
                           std::vector<PartHead>& heads, ReadMessage& out) const {
  auto noted = apply_message_note(note, out.message, chain);
  if (!noted)
    return remark(row, out.odd, "a note that is not understood: " + noted.error().message);
  out.message = std::move(noted->message);
  out.sequence = noted->sequence;
  if (noted->parts) heads = std::move(*noted->parts);
}

Result<std::variant<ReadMessage, Defect>> RowReader::message(const Section& section,
                                                             const Row& row) {
  using Out = std::variant<ReadMessage, Defect>;
  if (auto failed = unusable(section, row, kMessageColumns.size())) return Out(std::move(*failed));
  ReadMessage out;
  Chain chain;
  auto failed = follow_body(row, chain, out);
  if (!failed) return std::move(failed).error();
  if (*failed) return Out(std::move(**failed));
  std::vector<std::string> v;
  failed = values(row, kBodyColumn, v, out.odd);
  if (!failed) return std::move(failed).error();
  if (*failed) return Out(std::move(**failed));

  std::vector<std::string> unusual;
  out.message = to_message({v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10]},
                           section.is_public, unusual);
  for (std::string& what : unusual) remark(row, out.odd, std::move(what));
  keep_extra_columns(section, row, out);

  const std::vector<Descriptor> descriptors(chain.blocks.begin(), chain.blocks.end());
  auto heads = default_heads(descriptors, page_);
  auto noted = note(row, out.odd);
  if (!noted) return std::move(noted).error();
  if (*noted) apply_note(row, **noted, descriptors, heads, out);
  for (PartHead& head : heads)
    out.message.parts.push_back({head.kind, head.format, std::move(head.name),
                                 chain.file->content(chain.blocks[head.block])});
  return Out(std::move(out));
}

}  // namespace migrator::migration
