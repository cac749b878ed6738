#pragma once
// One outermost file of a package, read for some of its members.
#include "base/blob.hpp"
#include "base/decoder.hpp"
#include "base/digest.hpp"
#include "checker/patch/package/frames.hpp"
#include "checker/patch/package/reader.hpp"

namespace checker::patch::package {

/// A package's own path, of one that is given as "." or "kb/..", too.
std::filesystem::path own_path(const std::filesystem::path& package);

/// Lets a child read `file` for `request`. `bytes`: how many the members have in all, at most.
base::Result<void> read_in_child(const base::Decoder& decoder, const base::ReadableFile& file,
                                 const Request& request, std::uint64_t bytes, MemberEvents& events,
                                 const std::atomic<bool>* stop);

/// Counts and hashes what comes, and holds it against what is wanted.
class CheckedMembers {
 public:
  CheckedMembers(std::span<const Wanted> wanted, MemberTaker& taker)
      : wanted_(wanted), taker_(taker), seen_(wanted.size()) {}
  base::Result<void> begin(std::size_t wanted);
  base::Result<void> write(base::Bytes bytes);
  base::Result<void> end();
  /// That none is missing.
  base::Result<void> finish() const;

 private:
  base::Error wrong(base::Errc code, const std::string& how) const;
  std::span<const Wanted> wanted_;
  MemberTaker& taker_;
  std::vector<bool> seen_;
  std::size_t now_ = 0;
  base::ByteSink* sink_ = nullptr;
  std::uint64_t came_ = 0;
  base::Sha256 digest_;
};

/// Reads all of `file` as the member that it is itself.
base::Result<void> read_plain(const base::ReadableFile& file, std::size_t wanted,
                              CheckedMembers& members, const std::atomic<bool>* stop);

/// The SHA-256 of a whole file.
base::Result<std::string> hash_of(const base::ReadableFile& file, const std::atomic<bool>* stop);

/// That a file is what a manifest says of the package.
base::Result<void> check_package(const base::ReadableFile& file, const PackageFile& pinned,
                                 const std::atomic<bool>* stop);

}  // namespace checker::patch::package
