#include "checker/patch/transaction/place.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/digest.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Result;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

Error failed(const std::string& path, const std::string& what) {
  return {Errc::io, path + ": " + what + ": " + std::strerror(errno)};
}

// The folder that `path` is in, reached through folders only.
Result<Descriptor> folder_of(const std::filesystem::path& root, const std::string& path) {
  constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  Descriptor at(::open(root.c_str(), kFolder));
  if (at.get() < 0) return failed(root.string(), "opening");
  for (std::size_t from = 0, to = path.find('/'); to != std::string::npos;
       from = to + 1, to = path.find('/', from)) {
    at = Descriptor(::openat(at.get(), path.substr(from, to - from).c_str(), kFolder | O_NOFOLLOW));
    if (at.get() >= 0) continue;
    const std::string folder = path.substr(0, to);
    if (errno == ELOOP || errno == ENOTDIR)
      return Error{Errc::unsupported, path + ": " + folder +
                                          " on the way is a symbolic link, or no folder: patching "
                                          "through it is refused"};
    if (errno == ENOENT) return Error{Errc::usage, path + ": there is no folder " + folder};
    return failed(folder, "opening");
  }
  return at;
}

std::string last_part(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

Result<Place> look_in(const Descriptor& folder, const std::string& path) {
  Place out;
  if (::fstat(folder.get(), &out.folder_status) != 0) return failed(path, "reading its folder");
  if (::fstatat(folder.get(), last_part(path).c_str(), &out.status, AT_SYMLINK_NOFOLLOW) == 0)
    out.present = true;
  else if (errno != ENOENT)
    return failed(path, "looking at it");
  return out;
}

}  // namespace

std::string Place::kind() const {
  if (S_ISREG(status.st_mode)) return "file";
  if (S_ISLNK(status.st_mode)) return "symbolic link";
  if (S_ISDIR(status.st_mode)) return "folder";
  if (S_ISFIFO(status.st_mode)) return "FIFO";
  if (S_ISSOCK(status.st_mode)) return "socket";
  return "device";
}

Result<Place> look(const std::filesystem::path& root, const std::string& path) {
  auto folder = folder_of(root, path);
  if (!folder) return std::move(folder).error();
  return look_in(*folder, path);
}

Result<Measured> measure(const std::filesystem::path& root, const std::string& path) {
  auto folder = folder_of(root, path);
  if (!folder) return std::move(folder).error();
  const int file = ::openat(folder->get(), last_part(path).c_str(),
                            O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return failed(path, "opening");
  auto opened = base::ReadableFile::adopt(file, root / path);
  if (!opened) return std::move(opened).error();
  const std::uint64_t size = (*opened)->size();
  auto hash = base::sha256(base::Blob::window(*opened, 0, size));
  if (!hash) return std::move(hash).error();
  return Measured{*std::move(hash), size};
}

Result<std::string> hash_of(const std::filesystem::path& root, const std::string& path) {
  auto place = look(root, path);
  if (!place && place.error().code == Errc::usage) return std::string();
  if (!place && place.error().code == Errc::unsupported) return std::string("?");
  if (!place) return std::move(place).error();
  if (!place->present) return std::string();
  if (!place->is_file()) return std::string("?");
  auto measured = measure(root, path);
  if (!measured) return std::move(measured).error();
  return std::move(measured->sha256);
}

Result<std::optional<std::string>> read_kept(const std::filesystem::path& path,
                                             std::uint64_t most) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return std::optional<std::string>();
  if (file < 0 && errno == ELOOP)
    return Error{Errc::malformed, path.string() + ": is a symbolic link, which we never make"};
  if (file < 0) return failed(path.string(), "opening");
  auto opened = base::ReadableFile::adopt(file, path);
  if (!opened) return Error{Errc::malformed, std::move(opened).error().message};
  auto text = base::Blob::window(*opened, 0, (*opened)->size()).text(most);
  if (!text) return std::move(text).error().during(path.string());
  return std::optional(*std::move(text));
}

bool is_frozen(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  int flags = 0;
  return file.get() >= 0 && ::ioctl(file.get(), FS_IOC_GETFLAGS, &flags) == 0 &&
         (flags & (FS_IMMUTABLE_FL | FS_APPEND_FL)) != 0;
}

}  // namespace checker::patch::transaction
