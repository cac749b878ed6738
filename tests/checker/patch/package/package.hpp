#pragma once
// Packages for tests, and what comes of them as text.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/digest.hpp"
#include "checker/patch/package/reader.hpp"
#include "tests/checker/container/cab_builder.hpp"
#include "tests/checker/container/tar_builder.hpp"
#include "tests/checker/container/zip_builder.hpp"
#include "tests/support/files.hpp"

namespace package_test {

namespace package = checker::patch::package;
using package::Wanted;

inline std::string dll() { return support::read(FIXTURES_DIR "/components/web3/Mlmig32.dll"); }
inline std::string compressed_dll() {
  return support::read(FIXTURES_DIR "/containers/MLMIG32.DL_");
}

/// A program that carries what stands behind it: the DLL without IMAGE_FILE_DLL.
inline std::string program(const std::string& payload) {
  std::string bytes = dll();
  const auto at = static_cast<unsigned char>(bytes[0x3C]) + std::size_t{23};
  bytes[at] = static_cast<char>(bytes[at] & ~0x20);
  return bytes + payload;
}

inline Wanted wanted(const std::string& member, const std::string& content) {
  return {member, content.size(), base::sha256(content)};
}

/// What has come of each member: "MEMBER=CONTENT".
class Collector : public package::MemberTaker {
 public:
  explicit Collector(std::vector<Wanted> wanted) : wanted_(std::move(wanted)) {}
  base::Result<base::ByteSink*> begin(std::size_t place) override {
    CHECK(place < wanted_.size());
    sink_.text.clear();
    ++begun;
    return &sink_;
  }
  base::Result<void> end(std::size_t place) override {
    lines.push_back(wanted_[place].member + "=" + sink_.text);
    return {};
  }
  std::vector<std::string> lines;
  int begun = 0;

 private:
  struct Sink : base::ByteSink {
    base::Result<void> write(base::Bytes bytes) override {
      text += base::text_of(bytes);
      return {};
    }
    std::string text;
  } sink_;
  std::vector<Wanted> wanted_;
};

inline const package::Reader& reader() {
  static const package::Reader kReader;
  return kReader;
}

/// The members that came, sorted and with '|' between them; or "refused: " and why.
inline std::string opened(const package::Reader& with, const std::filesystem::path& path,
                          const std::vector<Wanted>& wanted,
                          const std::optional<package::PackageFile>& pinned = std::nullopt) {
  Collector taker(wanted);
  const auto done = with.open_members(path, pinned, wanted, taker);
  if (!done) return "refused: " + done.error().message;
  CHECK(taker.begun == static_cast<int>(wanted.size()));
  std::ranges::sort(taker.lines);
  std::string out;
  for (const std::string& line : taker.lines) out += (out.empty() ? "" : "|") + line;
  return out;
}

/// The same of a package "kb.zip" with these bytes.
inline std::string opened(const std::string& bytes, const std::vector<Wanted>& wanted) {
  const support::TempFolder folder;
  support::write(folder / "kb.zip", bytes);
  return opened(reader(), folder / "kb.zip", wanted);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace package_test
