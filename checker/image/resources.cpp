#include "checker/image/resources.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::image {

using base::Bytes;
using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::uint32_t kTypeRcdata = 10;       // RT_RCDATA
constexpr std::uint32_t kTypeVersion = 16;      // RT_VERSION
constexpr std::uint32_t kNameVersion = 1;       // VS_VERSION_INFO
constexpr std::uint32_t kHighBit = 0x80000000;  // of a name: it is text; of a target: a directory
constexpr std::size_t kDirectory = 16;          // IMAGE_RESOURCE_DIRECTORY
constexpr std::size_t kEntry = 8;               // IMAGE_RESOURCE_DIRECTORY_ENTRY
constexpr std::uint16_t kLanguages[] = {0x0409, 0x0009, 0x0000};
constexpr std::string_view kCabinet = "CABINET";
constexpr std::size_t kMaxNames = 1024;  // of RCDATA; IExpress writes fifteen

struct Entry {
  std::uint32_t id;
  std::uint32_t target;
  bool is_directory() const { return (target & kHighBit) != 0; }
  std::uint32_t offset() const { return target & ~kHighBit; }
};

/// The entries of one directory, in the window of the Reader: valid until it reads on.
class Directory {
 public:
  Directory(Bytes entries, std::size_t named) : entries_(entries), named_(named) {}

  std::size_t size() const { return entries_.size() / kEntry; }
  std::size_t named() const { return named_; }  // these come first
  Entry operator[](std::size_t i) const {
    Cursor in(entries_.subspan(i * kEntry, kEntry));
    const auto id = in.le<std::uint32_t>();
    return {id, in.le<std::uint32_t>()};
  }
  /// The entry with this number.
  std::optional<Entry> find(std::uint32_t id) const {
    for (std::size_t i = named_; i < size(); ++i)
      if (const Entry entry = (*this)[i]; entry.id == id) return entry;
    return std::nullopt;
  }

 private:
  Bytes entries_;
  std::size_t named_;
};

class Tree {
 public:
  Tree(Reader& in, const PeHeaders& headers, FileOffset root)
      : in_(in), headers_(headers), root_(root) {}

  FileOffset at(std::uint32_t offset) const { return {root_.value + offset}; }

  /// All entries of a directory, as stored. Both counts are 16 bits: a megabyte at most.
  Result<Directory> read(std::uint32_t offset) {
    auto bytes = in_.need(at(offset), kDirectory, "resource directory");
    if (!bytes) return std::move(bytes).error();
    Cursor head(*bytes);
    head.skip(12);
    const std::size_t named = head.le<std::uint16_t>();
    const std::size_t count = named + head.le<std::uint16_t>();
    bytes = in_.need({at(offset).value + kDirectory}, count * kEntry, "resource directory entries");
    if (!bytes) return std::move(bytes).error();
    return Directory(*bytes, named);
  }

  /// The same, of the directory that `entry` must lead to.
  Result<Directory> below(const Entry& entry, const char* level) {
    if (!entry.is_directory())
      return Error{Errc::malformed, at_byte("resource directory", root_) + ": the " + level +
                                        " of the version resource leads to no directory"};
    return read(entry.offset());
  }

  /// The data that `entry`, a language, must lead to.
  Result<ResourceData> data(const Entry& entry) {
    if (entry.is_directory())
      return Error{
          Errc::malformed,
          at_byte("resource directory", root_) +
              ": the tree is deeper than type, name and language, or leads back into itself"};
    const FileOffset here = at(entry.offset());
    auto bytes = in_.need(here, 16, "resource data entry");
    if (!bytes) return std::move(bytes).error();
    Cursor data(*bytes);
    const Rva rva{data.le<std::uint32_t>()};
    const auto size = data.le<std::uint32_t>();
    auto found = headers_.locate(rva);
    if (!found) return std::move(found).error().during(at_byte("version resource", here));
    return ResourceData{*found, size, static_cast<std::uint16_t>(entry.id)};
  }

  /// Whether the name at `entry` is this one, whatever the case of its letters.
  bool is_named(const Entry& entry, std::string_view name) {
    const auto bytes = in_.want(at(entry.id & ~kHighBit), 2 + 2 * name.size());
    if (!bytes || bytes->size() != 2 + 2 * name.size()) return false;
    const std::size_t length = Cursor(*bytes).le<std::uint16_t>();
    return length == name.size() &&
           base::equals_fold(base::utf16le_to_utf8(bytes->subspan(2)), name);
  }

 private:
  Reader& in_;
  const PeHeaders& headers_;
  FileOffset root_;
};

// How a resource is called that is not the one.
std::string id_of(const Entry& entry) {
  return (entry.id & kHighBit) != 0 ? "a text for a name"
                                    : "the number " + std::to_string(entry.id);
}

Entry preferred(const Directory& languages) {
  for (const std::uint16_t language : kLanguages)
    if (const auto entry = languages.find(language)) return *entry;
  return languages[0];
}

// Nothing here is an error: an image whose RCDATA is damaged has no payload that could be opened.
std::optional<ResourceData> find_cabinet(Reader& in, Tree& tree, const Entry& type) {
  const Reader::Attempt attempt(in);
  const auto names = tree.below(type, "type");
  if (!names || names->named() == 0) return std::nullopt;
  std::vector<Entry> entries;  // a name may lie outside the window that holds the directory
  for (std::size_t i = 0; i < std::min(names->named(), kMaxNames); ++i)
    entries.push_back((*names)[i]);
  for (const Entry& entry : entries) {
    if (!tree.is_named(entry, kCabinet)) continue;
    const auto languages = tree.below(entry, "name");
    if (!languages || languages->size() == 0) return std::nullopt;
    const auto data = tree.data((*languages)[0]);
    return data ? std::optional(*data) : std::nullopt;
  }
  return std::nullopt;
}

Result<void> read_languages(Reader& in, Tree& tree, const Directory& languages, bool all,
                            VersionEntry& out) {
  out.language_count = languages.size();
  if (languages.size() == 0) {
    out.why = "version resource 1 has no language";
    return {};
  }
  const Entry first = preferred(languages);
  std::vector<Entry> entries;  // the window may move with the first data entry
  const std::size_t count = std::min(languages.size(), kMaxLanguages);
  if (languages.size() > 1 || all) {
    for (std::size_t i = 0; i < count; ++i) {
      out.languages.push_back(static_cast<std::uint16_t>(languages[i].id));
      if (all) entries.push_back(languages[i]);
    }
  }
  {
    const Reader::Attempt attempt(in);
    for (const Entry& entry : entries)
      out.all.push_back({static_cast<std::uint16_t>(entry.id), tree.data(entry)});
  }
  auto data = tree.data(first);
  if (!data) return std::move(data).error();
  out.data = *data;
  return {};
}

}  // namespace

Result<void> find_version(Reader& in, const PeHeaders& headers, const Wanted& wanted,
                          VersionEntry& out) {
  if (!headers.resources) {
    out.why = "no resource directory";
    return {};
  }
  const auto root = headers.locate(*headers.resources);
  if (!root)
    return Error(root.error())
        .during(at_byte("resource entry of the data directory", headers.resources_entry));
  Tree tree(in, headers, *root);

  const auto types = tree.read(0);
  if (!types) return types.error();
  const auto type = types->find(kTypeVersion);
  const auto rcdata = wanted.cabinet ? types->find(kTypeRcdata) : std::nullopt;
  if (rcdata) out.cabinet = find_cabinet(in, tree, *rcdata);
  if (!type) {
    out.why = at_byte("resource directory", *root) + " has no version resource (type 16)";
    return {};
  }
  const auto names = tree.below(*type, "type");
  if (!names) return names.error();
  const auto name = names->find(kNameVersion);
  if (!name) {
    const bool any = names->size() > 0;
    out.other_id = any;
    out.why = at_byte("resource directory", tree.at(type->offset())) +
              (any ? ": the version resource has " + id_of((*names)[0]) + ", not the number 1"
                   : ": type 16 has no resource in it");
    return {};
  }
  const auto languages = tree.below(*name, "name");
  if (!languages) return languages.error();
  return read_languages(in, tree, *languages, wanted.all_languages, out);
}

}  // namespace checker::image
