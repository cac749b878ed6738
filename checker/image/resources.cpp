#include "checker/image/resources.hpp"

#include <algorithm>

namespace checker::image {

using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::uint32_t kTypeVersion = 16;      // RT_VERSION
constexpr std::uint32_t kNameVersion = 1;       // VS_VERSION_INFO
constexpr std::uint32_t kHighBit = 0x80000000;  // of a name: it is text; of a target: a directory
constexpr std::size_t kDirectory = 16;          // IMAGE_RESOURCE_DIRECTORY
constexpr std::uint16_t kLanguages[] = {0x0409, 0x0009, 0x0000};

struct Entry {
  std::uint32_t id;
  std::uint32_t target;
  bool is_directory() const { return (target & kHighBit) != 0; }
  std::uint32_t offset() const { return target & ~kHighBit; }
};

class Tree {
 public:
  Tree(Reader& in, FileOffset root) : in_(in), root_(root) {}

  FileOffset at(std::uint32_t offset) const { return {root_.value + offset}; }

  /// All entries of a directory, those with a text for a name first, as stored. Both counts are 16
  /// bits: a megabyte at most.
  Result<std::vector<Entry>> read(std::uint32_t offset) {
    auto bytes = in_.need(at(offset), kDirectory, "resource directory");
    if (!bytes) return std::move(bytes).error();
    Cursor head(*bytes);
    head.skip(12);
    const std::size_t named = head.le<std::uint16_t>();
    const std::size_t count = named + head.le<std::uint16_t>();
    bytes = in_.need({at(offset).value + kDirectory}, count * 8, "resource directory entries");
    if (!bytes) return std::move(bytes).error();
    Cursor list(*bytes);
    std::vector<Entry> out;
    for (std::size_t i = 0; i < count; ++i) {
      const auto id = list.le<std::uint32_t>();
      out.push_back({i < named ? id | kHighBit : id, list.le<std::uint32_t>()});
    }
    return out;
  }

  /// The same, of the directory that `entry` must lead to.
  Result<std::vector<Entry>> below(const Entry& entry, const char* level) {
    if (!entry.is_directory())
      return Error{Errc::malformed, at_byte("resource directory", root_) + ": the " + level +
                                        " of the version resource leads to no directory"};
    return read(entry.offset());
  }

 private:
  Reader& in_;
  FileOffset root_;
};

const Entry* find(const std::vector<Entry>& entries, std::uint32_t id) {
  const auto found = std::ranges::find(entries, id, &Entry::id);
  return found == entries.end() ? nullptr : &*found;
}

const Entry& preferred(const std::vector<Entry>& languages) {
  for (const std::uint16_t language : kLanguages)
    if (const Entry* entry = find(languages, language)) return *entry;
  return languages.front();
}

Result<ResourceData> read_data(Reader& in, const PeHeaders& headers, const Tree& tree,
                               const Entry& entry) {
  if (entry.is_directory())
    return Error{
        Errc::malformed,
        at_byte("resource directory", tree.at(0)) +
            ": the tree is deeper than type, name and language, or leads back into itself"};
  auto bytes = in.need(tree.at(entry.offset()), 16, "resource data entry");
  if (!bytes) return std::move(bytes).error();
  Cursor data(*bytes);
  const Rva rva{data.le<std::uint32_t>()};
  const auto size = data.le<std::uint32_t>();
  auto at = headers.locate(rva);
  if (!at)
    return std::move(at).error().during(at_byte("version resource", tree.at(entry.offset())));
  return ResourceData{*at, size, static_cast<std::uint16_t>(entry.id)};
}

}  // namespace

Result<VersionEntry> find_version(Reader& in, const PeHeaders& headers) {
  VersionEntry out;
  if (!headers.resources) return out;
  auto root = headers.locate(*headers.resources);
  if (!root)
    return std::move(root).error().during(
        at_byte("resource entry of the data directory", headers.resources_entry));
  Tree tree(in, *root);

  const auto types = tree.read(0);
  if (!types) return types.error();
  const Entry* type = find(*types, kTypeVersion);
  if (type == nullptr) return out;
  const auto names = tree.below(*type, "type");
  if (!names) return names.error();
  const Entry* name = find(*names, kNameVersion);
  out.other_id = name == nullptr && !names->empty();
  if (name == nullptr) return out;
  const auto languages = tree.below(*name, "name");
  if (!languages) return languages.error();
  if (languages->empty()) return out;
  for (const Entry& language : *languages)
    out.languages.push_back(static_cast<std::uint16_t>(language.id));
  auto data = read_data(in, headers, tree, preferred(*languages));
  if (!data) return std::move(data).error();
  out.data = *data;
  return out;
}

}  // namespace checker::image
