#include "checker/patch/package/outer.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include "base/text.hpp"

namespace checker::patch::package {

using base::Errc;
using base::Error;
using base::ReadableFile;
using base::Result;
using inventory::EntryKind;
using inventory::Listing;

Result<Folder> Folder::open(const std::filesystem::path& path) {
  auto root = Listing::open(AT_FDCWD, path.string(), inventory::shown(path));
  if (!root) return std::move(root).error();
  return Folder(std::move(*root));
}

Folder::Listed& Folder::add(const std::string& path, std::shared_ptr<const Listing> listing) {
  Listed& out = listed_[path];
  for (const auto& entry : listing->entries())
    out.names.emplace(base::lower(listing->name(entry)), entry);
  out.listing = std::move(listing);
  return out;
}

// nullptr: there is none.
Result<const Listing::Entry*> Folder::find(const Listed& in, std::string_view name,
                                           EntryKind kind) const {
  const Listing::Entry* out = nullptr;
  const auto [from, to] = in.names.equal_range(base::lower(name));
  for (auto at = from; at != to; ++at) {
    const std::string_view other = in.listing->name(at->second);
    if (other != name)
      return Error{Errc::conflict, base::printable(in.listing->path(at->second)) +
                                       " differs from " + std::string(name) + " by its case alone"};
    out = &at->second;
  }
  if (out == nullptr || out->kind == kind) return out;
  const std::string path = base::printable(in.listing->path(*out));
  if (out->kind == EntryKind::link) return Error{Errc::unsupported, path + " is a link"};
  return Error{Errc::unsupported,
               path + (kind == EntryKind::file ? " is no regular file" : " is no folder")};
}

Result<Folder::Listed*> Folder::enter(Listed& parent, std::string_view name,
                                      const std::string& path) {
  if (const auto known = listed_.find(path); known != listed_.end()) return &known->second;
  const auto entry = find(parent, name, EntryKind::folder);
  if (!entry) return entry.error();
  if (*entry == nullptr) return nullptr;
  auto listing =
      Listing::open(parent.listing->descriptor(), std::string(name), parent.listing->path(**entry));
  if (!listing) return std::move(listing).error();
  return &add(path, std::move(*listing));
}

Result<std::shared_ptr<const ReadableFile>> Folder::file(std::string_view path) {
  Listed* in = &listed_.at("");
  std::size_t from = 0;
  for (auto to = path.find('/'); to != path.npos; to = path.find('/', from)) {
    auto below = enter(*in, path.substr(from, to - from), std::string(path.substr(0, to)));
    if (!below) return std::move(below).error();
    if (*below == nullptr) return std::shared_ptr<const ReadableFile>();
    in = *below;
    from = to + 1;
  }
  const auto entry = find(*in, path.substr(from), EntryKind::file);
  if (!entry) return entry.error();
  if (*entry == nullptr) return std::shared_ptr<const ReadableFile>();
  // O_NONBLOCK: what was a file when the folder was listed may be a pipe by now.
  const int descriptor = ::openat(in->listing->descriptor(), std::string(path.substr(from)).c_str(),
                                  O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  const std::string shown = in->listing->path(**entry);
  if (descriptor < 0)
    return Error{Errc::io, base::printable(shown) + ": open: " + std::strerror(errno)};
  return ReadableFile::adopt(descriptor, shown);
}

}  // namespace checker::patch::package
