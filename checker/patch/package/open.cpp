#include "checker/patch/package/open.hpp"

#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::patch::package {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {

Error stopped() { return {Errc::io, "it was stopped"}; }

// Every byte of a file, in order.
template <class Take>
Result<void> each_part(const base::ReadableFile& file, const std::atomic<bool>* stop,
                       const Take& take) {
  std::array<std::byte, 64 * 1024> room;
  for (std::uint64_t at = 0;;) {
    if (stop != nullptr && *stop) return stopped();
    const auto got = base::read_full(file, at, room);
    if (!got) return got.error();
    if (*got == 0) return {};
    if (auto taken = take(Bytes(room).first(*got)); !taken) return taken;
    at += *got;
  }
}

}  // namespace

std::filesystem::path own_path(const std::filesystem::path& package) {
  std::filesystem::path path = inventory::shown(package);
  if (path.filename() == "." || path.filename() == "..")
    path = std::filesystem::absolute(path).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

Result<void> read_in_child(const base::Decoder& decoder, const base::ReadableFile& file,
                           const Request& request, std::uint64_t bytes, MemberEvents& events,
                           const std::atomic<bool>* stop) {
  FrameReader frames(request.members.size(), events);
  // Frames may be small: their heads have as much room as what they hold.
  constexpr std::uint64_t kRoom = 1u << 20, kEach = 64;
  const std::uint64_t most = 2 * bytes + kRoom + kEach * request.members.size();
  const auto done = decoder.decode(
      file.descriptor(), to_text(request), [&](Bytes some) { return frames.take(some); }, stop,
      most);
  if (stop != nullptr && *stop) return stopped();
  auto finished = frames.finish();
  // How the child ended says more than that something is missing.
  if (!finished && finished.error().code != Errc::malformed) return finished;
  return done ? finished : done;
}

Error CheckedMembers::wrong(Errc code, const std::string& how) const {
  return {code, wanted_[now_].member + " " + how};
}

Result<void> CheckedMembers::begin(std::size_t wanted) {
  now_ = wanted;
  if (seen_[wanted]) return wrong(Errc::conflict, "is there twice");
  seen_[wanted] = true;
  auto sink = taker_.begin(wanted);
  if (!sink) return std::move(sink).error();
  sink_ = *sink;
  came_ = 0;
  digest_ = base::Sha256();
  return {};
}

Result<void> CheckedMembers::write(Bytes bytes) {
  came_ += bytes.size();
  if (came_ > wanted_[now_].size)
    return wrong(Errc::malformed,
                 "has more than the " + std::to_string(wanted_[now_].size) + " bytes stated");
  digest_.update(bytes);
  return sink_->write(bytes);
}

Result<void> CheckedMembers::end() {
  const Wanted& wanted = wanted_[now_];
  if (came_ != wanted.size)
    return wrong(Errc::malformed, "has " + std::to_string(came_) + " bytes, not the " +
                                      std::to_string(wanted.size) + " stated");
  const std::string hash = std::move(digest_).hex();
  digest_ = base::Sha256();
  if (hash != wanted.sha256)
    return wrong(Errc::malformed, "is another file: its SHA-256 is " + hash + ", not " +
                                      wanted.sha256 + " as stated");
  return taker_.end(now_);
}

Result<void> CheckedMembers::finish() const {
  for (std::size_t i = 0; i < seen_.size(); ++i)
    if (!seen_[i])
      return Error{Errc::malformed, base::printable(wanted_[i].member) + " is not in the package"};
  return {};
}

Result<void> read_plain(const base::ReadableFile& file, std::size_t wanted, CheckedMembers& members,
                        const std::atomic<bool>* stop) {
  if (auto begun = members.begin(wanted); !begun) return begun;
  auto read = each_part(file, stop, [&](Bytes bytes) { return members.write(bytes); });
  return read ? members.end() : read;
}

Result<std::string> hash_of(const base::ReadableFile& file, const std::atomic<bool>* stop) {
  base::Sha256 digest;
  auto read = each_part(file, stop, [&](Bytes bytes) {
    digest.update(bytes);
    return Result<void>();
  });
  if (!read) return std::move(read).error();
  return std::move(digest).hex();
}

Result<void> check_package(const base::ReadableFile& file, const PackageFile& pinned,
                           const std::atomic<bool>* stop) {
  const std::string name = file.path().string();
  if (file.size() != pinned.size)
    return Error{Errc::malformed, name + ": it has " + std::to_string(file.size()) +
                                      " bytes, and the manifest is for a package of " +
                                      std::to_string(pinned.size)};
  const auto hash = hash_of(file, stop);
  if (!hash) return hash.error();
  if (*hash == pinned.sha256) return {};
  return Error{Errc::malformed, name +
                                    ": it is not the package that the manifest is for: its "
                                    "SHA-256 is " +
                                    *hash + ", not " + pinned.sha256};
}

}  // namespace checker::patch::package
