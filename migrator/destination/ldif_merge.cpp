#include "migrator/destination/ldif_merge.hpp"

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/blob.hpp"
#include "migrator/destination/book_names.hpp"
#include "migrator/destination/ldif_record.hpp"
#include "migrator/destination/vcard.hpp"

namespace migrator::destination {
namespace {

using base::Result;

constexpr std::string_view kUrn = "urn:uuid:";
constexpr std::size_t kLongestRecord = 16u << 20;  // a list of 200 members has 20 KB

base::Error foreign(const std::filesystem::path& path, const char* what) {
  return {base::Errc::malformed, path.string() + ": " + what,
          "put the file back as the migration wrote it"};
}

Result<void> each_record(const std::filesystem::path& path,
                         const std::function<Result<void>(LdifRecord)>& take) {
  auto file = base::ReadableFile::open(path);
  if (!file) return std::move(file).error();
  std::string held;
  const auto take_text = [&](std::string_view text) -> Result<void> {
    auto record = LdifRecord::parse(text);
    return record ? take(*std::move(record)) : foreign(path, "holds what is no record of ours");
  };
  auto read = base::Blob::window(*file, 0, (*file)->size()).each([&](base::Bytes piece) {
    // An end that two pieces share is looked for again.
    std::size_t look = held.empty() ? 0 : held.size() - 1, from = 0;
    held += base::text_of(piece);
    for (auto end = held.find("\n\n", look); end != held.npos; end = held.find("\n\n", from)) {
      if (auto taken = take_text(std::string_view(held).substr(from, end + 2 - from)); !taken)
        return taken;
      from = end + 2;
    }
    held.erase(0, from);
    return held.size() <= kLongestRecord ? Result<void>() : foreign(path, "no end of a record");
  });
  if (!read || held.empty()) return read;
  return foreign(path, "ends within a record");
}

class Merge {
 public:
  explicit Merge(base::OutputFile& out) : out_(out) {}

  Result<void> keep(const LdifRecord& record) {
    dns_.insert(key(record.dn()));
    uids_.insert(digest64(record.uid()));
    texts_.emplace(digest64(record.content()), record.dn());
    return write(record);
  }
  Result<void> add(LdifRecord record) {
    for (const auto& [from, to] : renamed_) record.rename_member(from, to);
    const std::string was = record.dn();
    const auto [there, fresh] = texts_.emplace(digest64(record.content()), was);
    if (!fresh) {
      if (there->second != was) renamed_[was] = there->second;
      return {};
    }
    const std::string uid = record.uid();
    std::string mine = uid;
    for (unsigned n = 1; !uid.empty() && !uids_.insert(digest64(mine)).second; ++n)
      mine = uuid_urn("urn:uuid:" + uid + '\0' + std::to_string(n)).substr(kUrn.size());
    record.set_uid(mine);
    if (!dns_.insert(key(was)).second) {
      if (uid.empty()) return {};  // what entries stand in is there already
      record.call_by(mine);
      dns_.insert(key(record.dn()));
    }
    there->second = record.dn();
    if (record.dn() != was) renamed_[was] = record.dn();
    return write(record);
  }
  Result<void> flush() {
    auto done = out_.write(base::bytes_of(held_));
    held_.clear();
    return done;
  }

 private:
  static std::uint64_t key(const std::string& dn) { return digest64(directory_key(dn)); }
  Result<void> write(const LdifRecord& record) {
    held_ += record.text();
    return held_.size() < (64u << 10) ? Result<void>() : flush();
  }
  std::string held_;
  base::OutputFile& out_;
  std::unordered_set<std::uint64_t> dns_, uids_;
  std::unordered_map<std::uint64_t, std::string> texts_;  // digest of a content: its DN
  std::unordered_map<std::string, std::string> renamed_;  // of `more`
};

}  // namespace

Result<void> merge_ldif(base::Files& files, const std::filesystem::path& there,
                        const std::filesystem::path& more, const std::filesystem::path& merged) {
  auto out = files.create(merged);
  if (!out) return std::move(out).error();
  Merge merge(**out);
  std::error_code absent;
  if (std::filesystem::exists(there, absent))
    if (auto kept = each_record(there, [&](const LdifRecord& one) { return merge.keep(one); });
        !kept)
      return kept;
  if (auto added = each_record(more, [&](LdifRecord one) { return merge.add(std::move(one)); });
      !added)
    return added;
  if (auto done = merge.flush(); !done) return done;
  if (auto done = (*out)->sync(); !done) return done;
  return (*out)->close();
}

}  // namespace migrator::destination
