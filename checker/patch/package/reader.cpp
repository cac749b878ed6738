#include "checker/patch/package/reader.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "checker/inventory/unpack.hpp"
#include "checker/inventory/walk.hpp"
#include "checker/patch/package/names.hpp"
#include "checker/patch/package/open.hpp"
#include "checker/patch/package/outer.hpp"
#include "checker/patch/package/walk.hpp"

namespace checker::patch::package {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::ReadableFile;
using base::Result;

namespace {

inventory::ScanOptions scan_options(const Options& options) {
  inventory::ScanOptions out;
  out.strings = false;
  out.depth = kMaxNesting;
  out.hash_all = true;
  out.filter = options.filter;
  out.jobs = options.jobs;
  out.limits = options.limits;
  out.decoder = options.decoder;
  out.stop = options.stop;
  return out;
}

Result<std::unique_ptr<base::Decoder>> start_decoder(const Options& options) {
  const WalkLimits limits{options.limits, options.decoder.memory};
  return base::Decoder::start(
      [limits](const std::shared_ptr<const base::RandomAccess>& file, std::string_view request,
               base::ByteSink& out) { walk_members(*file, request, limits, out); },
      &inventory::warm_up, options.decoder);
}

/// Members of one outermost file, which have other places among all of them.
class Some : public MemberEvents {
 public:
  Some(std::span<const std::size_t> places, CheckedMembers& all) : places_(places), all_(all) {}
  Result<void> begin(std::size_t member) override { return all_.begin(places_[member]); }
  Result<void> write(base::Bytes bytes) override { return all_.write(bytes); }
  Result<void> end() override { return all_.end(); }

 private:
  std::span<const std::size_t> places_;
  CheckedMembers& all_;
};

/// What is wanted of one outermost file: places in what is wanted in all.
struct Group {
  std::optional<std::size_t> itself;
  std::vector<std::size_t> inner;
};

/// Reads the files of one package.
class Opening {
 public:
  Opening(const Options& options, const Result<std::unique_ptr<base::Decoder>>& decoder,
          std::span<const Wanted> wanted, MemberTaker& taker)
      : options_(options), decoder_(decoder), wanted_(wanted), members_(wanted, taker) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const Outer outer = outer_of(wanted[i].member);
      Group& group = groups_[std::string(outer.file)];
      if (outer.inner.empty())
        group.itself = i;
      else
        group.inner.push_back(i);
    }
  }

  Result<void> folder(const fs::path& path) {
    auto folder = Folder::open(path);
    if (!folder) return std::move(folder).error();
    for (const auto& [name, group] : groups_) {
      auto file = folder->file(name);
      if (!file) return std::move(file).error();
      if (*file == nullptr) return Error{Errc::malformed, name + " is not in the package"};
      if (auto read = this->file(**file, name, group); !read) return read;
    }
    return members_.finish();
  }

  Result<void> single(const ReadableFile& file, const std::string& name) {
    for (const auto& [outer, group] : groups_) {
      if (outer != name)
        return Error{Errc::malformed, outer + " is not in the package, which is " + name};
      if (auto read = this->file(file, name, group); !read) return read;
    }
    return members_.finish();
  }

 private:
  Result<void> file(const ReadableFile& file, const std::string& name, const Group& group) {
    auto read =
        group.itself ? read_plain(file, *group.itself, members_, options_.stop) : Result<void>();
    if (read && !group.inner.empty()) read = inner(file, name, group.inner);
    if (!read) return std::move(read).error().during(name);
    return {};
  }

  Result<void> inner(const ReadableFile& file, const std::string& name,
                     const std::vector<std::size_t>& places) {
    if (!decoder_) return decoder_.error();
    Request request{name.substr(name.rfind('/') + 1), true, {}};
    std::uint64_t bytes = 0;
    for (const std::size_t place : places) {
      request.members.emplace_back(outer_of(wanted_[place].member).inner);
      bytes += std::min(wanted_[place].size, kMaxFileSize);
    }
    Some some(places, members_);
    return read_in_child(**decoder_, file, request, bytes, some, options_.stop);
  }

  const Options& options_;
  const Result<std::unique_ptr<base::Decoder>>& decoder_;
  std::span<const Wanted> wanted_;
  CheckedMembers members_;
  std::map<std::string, Group> groups_;
};

// What somebody asks for is as sure as what a manifest says.
Result<void> check_wanted(std::span<const Wanted> wanted) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string fault = fault_of_member(wanted[i].member);
    if (!fault.empty())
      return Error{Errc::usage, base::printable(wanted[i].member) + " cannot be used: " + fault};
    if (!seen.emplace(base::lower(wanted[i].member), i).second)
      return Error{Errc::usage, wanted[i].member + " is asked for twice"};
  }
  return {};
}

}  // namespace

std::vector<Wanted> wanted_of(const Manifest& manifest) {
  std::vector<Wanted> out;
  for (const File& file : manifest.files) out.push_back({file.member, file.size, file.sha256});
  return out;
}

Reader::Reader(Options options)
    : options_(std::move(options)),
      scanner_(scan_options(options_)),
      decoder_(start_decoder(options_)) {}

Result<void> Reader::open_members(const fs::path& package, const std::optional<PackageFile>& pinned,
                                  std::span<const Wanted> wanted, MemberTaker& taker) const {
  if (auto fine = check_wanted(wanted); !fine) return fine;
  Opening opening(options_, decoder_, wanted, taker);
  std::error_code absent;
  if (fs::is_directory(package, absent)) {
    if (!pinned) return opening.folder(package);
    return Error{
        Errc::usage,
        package.string() + ": it is a folder, and the manifest is for the file " + pinned->name};
  }
  auto file = ReadableFile::open(package);
  if (!file) return std::move(file).error();
  if (pinned)
    if (auto right = check_package(**file, *pinned, options_.stop); !right) return right;
  return opening.single(**file, pinned ? pinned->name : package.filename().string());
}

}  // namespace checker::patch::package
