#include "checker/inventory/walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace checker::inventory {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

namespace {

// A descriptor is open for every folder on the way down; 1024 of them are a process's usual right.
constexpr std::size_t kMaxFolders = 500;

constexpr std::size_t kMaxNames = 0xFFFF0000;  // bytes: Entry counts them in 32 bits

EntryKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::folder;
  return S_ISLNK(mode) ? EntryKind::link : EntryKind::special;
}

EntryKind kind_of(int folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return kind_of(static_cast<mode_t>(DTTOIF(entry.d_type)));
  struct stat info = {};
  // What cannot be asked is opened later on, and the reason found there.
  if (::fstatat(folder, entry.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::file;
  return kind_of(info.st_mode);
}

Error failed(const char* what) {
  return {Errc::io, std::string(what) + ": " + std::strerror(errno)};
}

// File systems that hold no files of anybody's, but what the kernel says.
bool is_kernels_own(int folder) {
  struct statfs info = {};
  if (::fstatfs(folder, &info) != 0) return false;
  constexpr std::array<long, 10> kMagics = {
      PROC_SUPER_MAGIC,    SYSFS_MAGIC,   DEVPTS_SUPER_MAGIC, CGROUP_SUPER_MAGIC,
      CGROUP2_SUPER_MAGIC, DEBUGFS_MAGIC, TRACEFS_MAGIC,      SECURITYFS_MAGIC,
      BPF_FS_MAGIC,        0x6165676C /* pstore */};
  return std::ranges::find(kMagics, static_cast<long>(info.f_type)) != kMagics.end();
}

std::uint64_t prefix_of(std::string_view name, bool folder) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const char c = i < name.size() ? name[i] : i == name.size() && folder ? '/' : '\0';
    out = out << 8 | static_cast<unsigned char>(c);
  }
  return out;
}

class Walker {
 public:
  Walker(const ScanOptions& options, std::string root, std::size_t most,
         const std::function<bool(Span)>& take)
      : options_(options), root_(std::move(root)), most_(most), take_(take) {}

  void run(std::shared_ptr<const Listing> top) {
    open_.push_back({std::move(top), 0});
    while (!open_.empty() && going_ && (options_.stop == nullptr || !*options_.stop)) {
      const auto listing = open_.back().listing;
      const std::size_t at = open_.back().next;
      if (at == listing->entries().size()) {
        open_.pop_back();
      } else if (listing->entries()[at].kind == EntryKind::folder) {
        ++open_.back().next;
        enter(listing, at);
      } else {
        open_.back().next = files(listing, at);
      }
    }
  }

 private:
  struct Open {
    std::shared_ptr<const Listing> listing;
    std::size_t next;
  };

  // Hands over the files from `at` on, up to the next folder; gives the place behind them.
  std::size_t files(const std::shared_ptr<const Listing>& listing, std::size_t at) {
    std::size_t end = at;
    const auto& entries = listing->entries();
    while (end < entries.size() && end - at < most_ && entries[end].kind != EntryKind::folder)
      ++end;
    going_ = take_({listing, at, end, std::nullopt});
    return end;
  }

  void enter(const std::shared_ptr<const Listing>& parent, std::size_t at) {
    const auto& entry = parent->entries()[at];
    const std::string name(parent->name(entry));
    if (name == ".sidestep") return;
    const std::string path = parent->path(entry);
    if (options_.filter.excludes(below(path, root_))) return;
    if (open_.size() >= kMaxFolders)
      return refuse(parent, at,
                    {Errc::limit, "more than " + std::to_string(kMaxFolders) +
                                      " folders in one another; what follows was not read"});
    auto listing = Listing::open(parent->descriptor(), name, path);
    if (!listing) return refuse(parent, at, std::move(listing).error());
    const bool other = (*listing)->device() != parent->device();
    if (other && (options_.one_file_system || is_kernels_own((*listing)->descriptor()))) return;
    open_.push_back({std::move(*listing), 0});
  }

  void refuse(const std::shared_ptr<const Listing>& parent, std::size_t at, Error error) {
    going_ = take_({parent, at, at + 1, std::move(error)});
  }

  const ScanOptions& options_;
  std::string root_;
  std::size_t most_;
  const std::function<bool(Span)>& take_;
  std::vector<Open> open_;
  bool going_ = true;
};

}  // namespace

Listing::~Listing() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::shared_ptr<const Listing>> Listing::open(int parent, const std::string& name,
                                                     std::string path) {
  if (!path.ends_with('/')) path += '/';
  std::shared_ptr<Listing> out(new Listing(std::move(path)));
  const int follow = parent == AT_FDCWD ? 0 : O_NOFOLLOW;
  out->descriptor_ = ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | follow);
  if (out->descriptor_ < 0) return failed("list folder");
  struct stat info = {};
  if (::fstat(out->descriptor_, &info) == 0) out->device_ = info.st_dev;
  if (auto done = out->read(); !done) return std::move(done).error();
  out->sort();
  return std::shared_ptr<const Listing>(std::move(out));
}

std::shared_ptr<const Listing> Listing::of_file(const std::string& place, EntryKind kind) {
  std::shared_ptr<Listing> out(new Listing(""));
  out->add(place, kind);
  out->descriptor_ = AT_FDCWD;
  return out;
}

Result<void> Listing::read() {
  // A copy: closedir() closes what it was given.
  const int copy = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(copy < 0 ? nullptr : ::fdopendir(copy),
                                                   &::closedir);
  if (folder == nullptr) return failed("list folder");
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(folder.get());
    if (entry == nullptr) return errno == 0 ? Result<void>() : failed("list folder");
    const std::string_view name(entry->d_name);
    if (name == "." || name == "..") continue;
    if (names_.size() >= kMaxNames)
      return Error{Errc::limit, "list folder: more than 4 GB of names"};
    add(name, kind_of(descriptor_, *entry));
  }
}

void Listing::add(std::string_view name, EntryKind kind) {
  entries_.push_back({prefix_of(name, kind == EntryKind::folder),
                      static_cast<std::uint32_t>(names_.size()),
                      static_cast<std::uint16_t>(name.size()), kind});
  names_ += name;
  names_ += '\0';
}

// A folder sorts as if '/' stood behind its name: then what is below it comes where its paths do.
void Listing::sort() {
  const auto key = [&](const Entry& entry, std::size_t i) {
    const auto text = name(entry);
    return i < text.size() ? static_cast<unsigned char>(text[i])
           : entry.kind == EntryKind::folder && i == text.size() ? static_cast<unsigned char>('/')
                                                                 : 0;
  };
  std::ranges::sort(entries_, [&](const Entry& a, const Entry& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const std::size_t most = std::max(a.size, b.size) + std::size_t{1};
    for (std::size_t i = 8; i < most; ++i)
      if (key(a, i) != key(b, i)) return key(a, i) < key(b, i);
    return false;
  });
}

std::string Listing::path(const Entry& entry) const {
  std::string out;
  out.reserve(path_.size() + entry.size);
  out += path_;
  out += name(entry);
  return out;
}

std::string shown(const fs::path& root) {
  std::string out = root.generic_string();
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

std::string_view below(std::string_view path, std::string_view root) {
  if (!path.starts_with(root)) return path;
  const std::string_view rest = path.substr(root.size());
  if (!rest.empty() && !root.ends_with('/') && rest[0] != '/' && rest[0] != '!') return path;
  path = rest;
  if (path.starts_with('!')) path.remove_prefix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

Result<void> walk(const fs::path& root, const ScanOptions& options, std::size_t most,
                  const std::function<bool(Span)>& take) {
  struct stat info = {};
  if (::stat(root.c_str(), &info) != 0)
    return Error{Errc::io, root.string() + ": " + std::strerror(errno)};
  const std::string path = shown(root);
  if (!S_ISDIR(info.st_mode)) {
    (void)take({Listing::of_file(path, kind_of(info.st_mode)), 0, 1, std::nullopt});
    return {};
  }
  auto top = Listing::open(AT_FDCWD, root.string(), path);
  if (top)
    Walker(options, path, most, take).run(std::move(*top));
  else
    (void)take({Listing::of_file(path, EntryKind::folder), 0, 1, std::move(top).error()});
  return {};
}

}  // namespace checker::inventory
