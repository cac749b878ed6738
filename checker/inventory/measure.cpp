#include "checker/inventory/measure.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "checker/version/printed.hpp"

namespace checker::inventory {

using base::Bytes;
using base::Error;

namespace {

// The table that the first translation names, or else the first.
const image::Strings* spoken_table(const FileRecord& record) {
  for (const std::string& translation : record.translations)
    for (const auto& [key, strings] : record.strings)
      if (base::equals_fold(key, translation)) return &strings;
  return record.strings.empty() ? nullptr : &record.strings.front().second;
}

bool string_differs(const FileRecord& record) {
  const image::Strings* strings = spoken_table(record);
  if (strings == nullptr || !record.file_version) return false;
  for (const auto& [key, value] : *strings)
    if (base::equals_fold(key, "FileVersion"))
      return version::string_differs(value, *record.file_version);
  return false;
}

void add_image(const base::RandomAccess& bytes, bool with_strings, FileRecord& record) {
  // The strings are read in any case: they are next to the fixed block, and string_differs needs
  // them.
  image::Image image = image::read_image(bytes);
  record.format = std::move(image.format);
  record.machine = std::move(image.machine);
  record.version_state = image.version_state;
  record.file_version = image.info.file_version;
  record.product_version = image.info.product_version;
  record.language = std::move(image.language);
  record.translations = std::move(image.info.translations);
  record.strings = std::move(image.info.strings);
  record.flags = std::move(image.info.flags);
  record.error = std::move(image.error);
  record.string_differs = string_differs(record);
  if (!with_strings) record.strings.clear();
}

}  // namespace

FileRecord blank_record(std::string path, std::uint64_t size) {
  FileRecord record;
  record.name = path.substr(path.rfind('/') + 1);
  record.path = std::move(path);
  record.size = size;
  return record;
}

bool Measure::hash_wanted(std::string_view name) const {
  return std::ranges::any_of(options_.hash,
                             [&](const std::string& n) { return base::equals_fold(n, name); });
}

void Measure::add_digest(const Content& bytes, FileRecord& record) const {
  if (!hash_wanted(record.name)) return;
  auto digest = base::sha256(base::Blob::window(bytes, 0, bytes->size()));
  if (digest)
    record.sha256 = std::move(*digest);
  else if (!record.error)
    record.error = std::move(digest).error();
}

std::vector<FileRecord> Measure::file(const std::filesystem::path& place, const std::string& path) {
  auto opened = base::ReadableFile::open(place);
  if (opened) {
    container::Budget budget((*opened)->size());
    content(*opened, path, options_.depth, budget);
  } else {
    out_.push_back(blank_record(path, 0));
    out_.back().error = std::move(opened).error();
  }
  return std::move(out_);
}

void Measure::content(const Content& bytes, const std::string& path, int depth,
                      container::Budget& budget) {
  FileRecord record = blank_record(path, bytes->size());
  std::array<std::byte, 4> room{};
  const auto got = bytes->read_at(0, room);
  if (!got) {
    record.error = got.error();
    out_.push_back(std::move(record));
    return;
  }
  const auto start = Bytes(room).first(*got);
  const bool is_image = image::may_be_image(start);
  if (is_image) add_image(*bytes, options_.strings, record);
  add_digest(bytes, record);
  if (depth > 0 && container::is_container(start))
    members(*bytes, std::move(record), depth, budget);
  else if (is_image || options_.all || record.error || hash_wanted(record.name))
    out_.push_back(std::move(record));
}

// The container itself is a line when every file is one, or when something is wrong with it.
void Measure::members(const base::RandomAccess& zip, FileRecord record, int depth,
                      container::Budget& budget) {
  const auto wanted = [&](const std::string& name, Bytes start) {
    return image::may_be_image(start) || (depth > 1 && container::is_container(start)) ||
           hash_wanted(name.substr(name.rfind('/') + 1));
  };
  const auto take = [&](container::Member found) {
    member(std::move(found), record.path, depth, budget);
  };
  auto walked = container::each_member(zip, budget, wanted, take);
  if (!walked) {
    record.error = std::move(walked).error();
    record.closed = true;
  }
  if (options_.all || record.error) out_.push_back(std::move(record));
}

void Measure::member(container::Member member, const std::string& outer, int depth,
                     container::Budget& budget) {
  std::string path = outer + "!/" + member.name;
  if (member.bytes != nullptr) return content(member.bytes, path, depth - 1, budget);
  FileRecord record = blank_record(std::move(path), member.size);
  if (!member.error && !options_.all && !hash_wanted(record.name)) return;
  record.error = std::move(member.error);
  out_.push_back(std::move(record));
}

}  // namespace checker::inventory
