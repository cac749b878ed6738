#include "base/new_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace base {
namespace {

namespace fs = std::filesystem;

constexpr int kTries = 100;

Error failed(const fs::path& path, std::string_view what, int code) {
  return Error{Errc::io, path.string() + ": " + std::string(what) + ": " +
                             std::generic_category().message(code)};
}

// A file of our own beside `path`: nobody else's is opened.
int open_draft(const fs::path& path, fs::path& draft) {
  for (int number = 0; number < kTries; ++number) {
    draft = path;
    draft += ".draft-" + std::to_string(::getpid()) + "-" + std::to_string(number);
    const int out =
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (out >= 0 || errno != EEXIST) return out;
  }
  return -1;
}

int write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const auto done = ::write(file, content.data(), content.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(done));
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

// Never over something: link() does not replace, and where a file system has no links,
// RENAME_NOREPLACE does not.
int put(const fs::path& draft, const fs::path& path) {
  if (::link(draft.c_str(), path.c_str()) == 0) return 0;
  if (errno == EEXIST) return EEXIST;
  const int moved = ::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE);
  return moved == 0 ? 0 : errno;
}

void sync_folder(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

}  // namespace

Result<void> write_new(const fs::path& path, std::string_view content) {
  fs::path draft;
  const int file = open_draft(path, draft);
  if (file < 0) return failed(path, "creating", errno);
  int code = write_all(file, content);
  if (::close(file) != 0 && code == 0) code = errno;
  if (code == 0) code = put(draft, path);
  ::unlink(draft.c_str());
  if (code == EEXIST)
    return Error{Errc::conflict, path.string() + ": stands there already",
                 "give another name, or move it away"};
  if (code != 0) return failed(path, "writing", code);
  sync_folder(path.has_parent_path() ? path.parent_path() : fs::path("."));
  return {};
}

}  // namespace base
