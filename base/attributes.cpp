#include "base/attributes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace base {
namespace {

Error failed_on(const std::string& name, const std::string& what) {
  return {Errc::io, name + ": " + what + ": " + std::strerror(errno)};
}

// Both calls first tell how much room they need; in between it may have grown.
template <class Call>
Result<std::string> fill(const Call& call, const std::string& name, const std::string& what) {
  constexpr std::size_t kMost = 1 << 16;  // XATTR_LIST_MAX and XATTR_SIZE_MAX of Linux
  std::string room(kMost, '\0');
  const auto n = call(room.data(), room.size());
  if (n < 0) return failed_on(name, what);
  room.resize(static_cast<std::size_t>(n));
  return room;
}

Result<std::vector<std::string>> attributes_of(int file, const std::string& name) {
  std::vector<std::string> out;
  auto list =
      fill([&](char* to, std::size_t n) { return ::flistxattr(file, to, n); }, name, "listing");
  if (!list && errno == EOPNOTSUPP) return out;
  if (!list) return std::move(list).error();
  for (std::size_t at = 0; at < list->size(); at += out.back().size() + 1)
    out.emplace_back(list->c_str() + at);
  return out;
}

Result<void> copy_extended(int from, int to, const std::string& source, const std::string& name) {
  auto wanted = attributes_of(from, source);
  if (!wanted) return std::move(wanted).error();
  for (const std::string& key : *wanted) {
    auto value =
        fill([&](char* at, std::size_t n) { return ::fgetxattr(from, key.c_str(), at, n); }, source,
             "reading its attribute " + key);
    if (!value) return std::move(value).error();
    if (::fsetxattr(to, key.c_str(), value->data(), value->size(), 0) != 0)
      return failed_on(name, "giving it the attribute " + key + " of " + source);
  }
  return {};
}

Result<void> copy(int from, int to, const std::string& source, const std::string& name,
                  bool times) {
  struct stat old = {}, now = {};
  if (::fstat(from, &old) != 0) return failed_on(source, "reading its status");
  if (::fstat(to, &now) != 0) return failed_on(name, "reading its status");
  // The owner first: a change of owner takes the set-user-id bit and capabilities away.
  if ((old.st_uid != now.st_uid || old.st_gid != now.st_gid) &&
      ::fchown(to, old.st_uid, old.st_gid) != 0)
    return failed_on(name, "giving it the owner of " + source);
  if (auto done = copy_extended(from, to, source, name); !done) return done;
  if (::fchmod(to, old.st_mode & 07777) != 0) return failed_on(name, "setting its mode");
  const timespec both[2] = {old.st_atim, old.st_mtim};
  if (times && ::futimens(to, both) != 0) return failed_on(name, "setting its times");
  return {};
}

}  // namespace

Result<void> copy_attributes(const std::filesystem::path& from, int to, const std::string& name,
                             bool times) {
  const int file = ::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return failed_on(from.string(), "opening");
  auto done = copy(file, to, from.string(), name, times);
  ::close(file);
  return done;
}

}  // namespace base
