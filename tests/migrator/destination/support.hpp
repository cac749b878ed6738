#pragma once
// What the tests of this room share: a small post office, and trees of files as values.
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/blob.hpp"
#include "migrator/destination/destination.hpp"

namespace migrator::destination::test {

namespace fs = std::filesystem;

/// An empty folder that goes with the object.
class Folder {
 public:
  explicit Folder(const std::string& name) : path(place() / ("sidestep_destination_" + name)) {
    fs::remove_all(path);
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path path;

 private:
  // In memory where there is such a place: what is tested here is synced thousands of times.
  static fs::path place() {
    std::error_code absent;
    return fs::is_directory("/dev/shm", absent) ? "/dev/shm" : fs::temp_directory_path();
  }
};

/// A disk that does not wait for its platters: for tests that deliver hundreds of times.
class QuickFiles : public base::PosixFiles {
 public:
  base::Result<void> sync_directory(const Path&) override { return {}; }
  base::Result<void> sync_filesystem(const Path&) override { return {}; }
};

/// Every file below `root`, by relative path; folders have "/" as content. What is in .sidestep is
/// left out.
inline std::map<std::string, std::string> tree(const fs::path& root) {
  std::map<std::string, std::string> out;
  if (!fs::exists(root)) return out;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::end(at); ++at) {
    const std::string name = fs::relative(at->path(), root).string();
    if (name.starts_with(".sidestep")) continue;
    out[name] = at->is_directory() ? "/" : *base::read_file(at->path(), 1u << 24);
  }
  return out;
}

inline Catalogue harbor() {
  Catalogue catalogue;
  catalogue.post_office = "HARBOR";
  catalogue.accounts = {{AccountKind::mailbox, "Quill, Nora"},
                        {AccountKind::mailbox, "Empty, Emil"},
                        {AccountKind::board, "Garden"}};
  return catalogue;
}

inline mime::Options options() {
  mime::Options out;
  out.domain = "harbor.invalid";
  out.post_office = "HARBOR";
  return out;
}

inline Item item(std::uint64_t sequence, const std::string& subject,
                 const std::string& folder = "") {
  Item out;
  out.sequence = sequence;
  Message message;
  message.folder = folder;
  message.sender = Address{"Vole, Ivan", "PIER", ""};
  message.to = {{"Quill, Nora", "HARBOR", ""}};
  message.subject = subject;
  message.sent = LocalTime{1998, 6, 2, 8, 39, static_cast<int>(sequence)};
  message.parts = {
      {Part::Kind::text, Part::Format::plain, "", base::Blob::of("Text of " + subject + "\r\n")}};
  out.message = std::move(message);
  return out;
}

}  // namespace migrator::destination::test
