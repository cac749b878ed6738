#pragma once
// Packages: a folder, a ZIP, a CAB, a 7z, an ISO or a self-extracting program,
// read for its manifest, for the members that a manifest names, or for a first
// draft of one. Nothing is written here, and nothing is called by a name out of
// an archive (docs/patch-packages.md).
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decoder.hpp"
#include "checker/inventory/inventory.hpp"
#include "checker/patch/package/manifest.hpp"

namespace checker::patch::package {

inline constexpr std::string_view kManifestName = "sidestep-package.json";  // in a package
inline constexpr std::string_view kManifestSuffix = ".sidestep.json";       // beside one
inline constexpr std::string_view kSignatureSuffix = ".minisig";            // behind either

struct Options {
  container::Limits limits;     // of one outermost container
  base::DecoderLimits decoder;  // of the child that opens it; of its output only for describe()
  unsigned jobs = 1;            // files that describe() reads at the same time
  inventory::Filter filter;     // what describe() looks at
  const std::atomic<bool>* stop = nullptr;  // set: end soon, with an error
};

/// A manifest that was found with a package, and the very bytes that a signature is for.
struct Found {
  Manifest manifest;
  std::string text;
  std::optional<std::string> signature;  // the .minisig file beside it, unread
  std::string where;                     // how it is shown: "KB.EXE!/sidestep-package.json"
};

/// Which files of a package are meant, where it holds them for several machines or languages.
struct Choice {
  std::optional<std::string> machine;   // "i386", as in a scan; files for no machine are meant, too
  std::optional<std::string> language;  // "0409"; neutral files and those of none are meant, too
};

/// A draft for a person to look through.
struct Draft {
  Manifest manifest;
  struct LeftOut {
    std::string path, why;
    /// It may be meant: it is damaged, or one of several different files of its name.
    bool in_doubt = false;
  };
  std::vector<LeftOut> left_out;  // executable files that are not in it, and what hid more
};

/// A member, and what it has to be.
struct Wanted {
  std::string member;  // as in a manifest
  std::uint64_t size = 0;
  std::string sha256;
};
std::vector<Wanted> wanted_of(const Manifest& manifest);

/// Takes members as they come, in the package's order. What came of them is worth something only
/// once open_members() has returned without an error.
class MemberTaker {
 public:
  virtual ~MemberTaker() = default;
  /// Where the bytes of the member with this place in `wanted` go, borrowed until its end.
  virtual base::Result<base::ByteSink*> begin(std::size_t wanted) = 0;
  /// All its bytes came, and its size and hash are as stated.
  virtual base::Result<void> end(std::size_t wanted) = 0;
};

class Reader {
 public:
  /// To be made while the process has a single thread: the hosts of the locked-down children are
  /// forked here (base::Decoder).
  explicit Reader(Options options = {});
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// The manifest beside the package (NAME.sidestep.json), else the one in it
  /// (sidestep-package.json, in a folder or at the top of an archive); nullopt: neither. An error
  /// for one that cannot be read.
  base::Result<std::optional<Found>> find_manifest(const std::filesystem::path& package) const;

  /// Hands each wanted member to `taker`, once. `pinned`: what the package as a file has to be,
  /// seen to before anything is opened; nullopt for a folder. Refused, at the first of these: a
  /// member that is not there, is there twice, or beside another that differs by case alone;
  /// another size or hash; anything that the reader of a container warns of; a limit that is met; a
  /// link.
  base::Result<void> open_members(const std::filesystem::path& package,
                                  const std::optional<PackageFile>& pinned,
                                  std::span<const Wanted> wanted, MemberTaker& taker) const;

  /// Measures every executable file in the package. The same package gives the same draft. What
  /// cannot stand in a manifest, what `choice` does not mean, and what two files claim, is left out
  /// and said. Errc::unsupported where nothing is left.
  base::Result<Draft> describe(const std::filesystem::path& package,
                               const Choice& choice = {}) const;

 private:
  Options options_;
  inventory::Scanner scanner_;
  base::Result<std::unique_ptr<base::Decoder>> decoder_;
};

}  // namespace checker::patch::package
