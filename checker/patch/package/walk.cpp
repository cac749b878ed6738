#include "checker/patch/package/walk.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "checker/inventory/unpack.hpp"
#include "checker/patch/package/names.hpp"

namespace checker::patch::package {
namespace {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;
using container::Container;
using container::Format;

/// What is wanted, by path without case.
class WantedPaths {
 public:
  struct Entry {
    std::string path;                   // as it is to be
    std::optional<std::size_t> member;  // its place in the request, where it is wanted itself
    bool is_opened = false;             // something in it is wanted
    bool is_found = false;
  };

  explicit WantedPaths(const std::vector<std::string>& members) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::string& path = members[i];
      std::size_t from = 0;
      for (auto at = path.find(kBehind); at != path.npos; at = path.find(kBehind, from)) {
        entry(path.substr(0, at)).is_opened = true;
        below_[path.substr(0, from)].insert(path.substr(from, at - from));
        from = at + kBehind.size();
      }
      entry(path).member = i;
      below_[path.substr(0, from)].insert(path.substr(from));
    }
  }

  Entry* find(const std::string& path) {
    const auto at = entries_.find(base::lower(path));
    return at == entries_.end() ? nullptr : &at->second;
  }

  /// The one name that is wanted directly below `prefix` ("", "a.cab!/"); "" when there are
  /// several.
  std::string only_below(const std::string& prefix) const {
    const auto at = below_.find(prefix);
    return at != below_.end() && at->second.size() == 1 ? *at->second.begin() : "";
  }

 private:
  Entry& entry(const std::string& path) {
    Entry& out = entries_[base::lower(path)];
    out.path = path;
    return out;
  }
  std::map<std::string, Entry> entries_;
  std::map<std::string, std::set<std::string>> below_;
};

/// What all levels of one container share.
struct Job {
  const Request& request;
  const WalkLimits& limits;
  WantedPaths wanted;
  container::Budget budget;
  FrameWriter out;
  bool failed = false;

  void fail(const Error& error) {
    if (failed) return;
    failed = true;
    (void)out.fault(error);  // nobody listens when the reading was stopped
    // What follows is of no use: the walk ends where it asks for more.
    budget = container::Budget(0, {0, 0, 0, 0});
  }
};

void walk(Job& job, const base::RandomAccess& file, const Container& found, const std::string& name,
          const std::string& prefix, unsigned level);

class Members : public container::MemberSink {
 public:
  Members(Job& job, Format format, std::string prefix, unsigned level)
      : job_(job), format_(format), prefix_(std::move(prefix)), level_(level) {}

  bool begin(const container::Member& member) override {
    entry_ = nullptr;
    held_.clear();
    path_ = prefix_ + name_of(member);
    if (job_.failed) return false;
    if (!member.warning.empty()) return refuse(Errc::malformed, member.warning);
    entry_ = job_.wanted.find(path_);
    if (entry_ == nullptr) return false;
    if (entry_->path != path_)
      return refuse(Errc::conflict, "differs from " + entry_->path + " by its case alone");
    if (std::exchange(entry_->is_found, true)) return refuse(Errc::conflict, "is there twice");
    if (entry_->is_opened && member.size) {
      if (*member.size > room()) return refuse_size();
      held_.reserve(static_cast<std::size_t>(*member.size));
    }
    if (entry_->member) (void)job_.out.begin(*entry_->member);
    return true;
  }

  std::uint64_t wanted() const override {
    return entry_ == nullptr || job_.failed ? 0 : UINT64_MAX;
  }

  Result<void> write(Bytes bytes) override {
    if (entry_->is_opened) {
      if (bytes.size() > room() - held_.size()) {
        (void)refuse_size();
        return Error{Errc::limit, "too large"};
      }
      held_.insert(held_.end(), bytes.begin(), bytes.end());
    }
    return entry_->member ? job_.out.data(bytes) : Result<void>();
  }

  void end(std::optional<Error> error, bool whole) override {
    if (error) return fail(std::move(*error));
    if (job_.failed || entry_ == nullptr) return;
    // An empty member was never asked for more of.
    if (!whole) return fail({Errc::malformed, "did not come to its end"});
    if (entry_->member) (void)job_.out.end();
    if (entry_->is_opened) open();
  }

 private:
  std::string name_of(const container::Member& member) const {
    const bool compressed = format_ == Format::szdd || format_ == Format::kwaj;
    if (!compressed || !job_.request.any_name_in_compressed) return member.name;
    const std::string only = job_.wanted.only_below(prefix_);
    return only.empty() ? member.name : only;
  }

  // Each level has half the room of the one around it.
  std::uint64_t room() const { return job_.limits.memory >> std::min(level_ + 1, 32U); }

  void fail(Error error) { job_.fail(std::move(error).during(base::printable(path_))); }
  bool refuse(Errc code, const std::string& how) {
    fail({code, how});
    return false;
  }
  bool refuse_size() {
    fail({Errc::limit,
          "stands in a container, is one itself and has more than " + std::to_string(room() >> 20) +
              " MiB",
          "--max-memory allows more; or unpack the outer one first"});
    return false;
  }

  void open() {
    const base::MemoryAccess file(held_);
    auto found = inventory::container_in(file);
    if (!found) return fail(std::move(found).error());
    if (!*found) return fail({Errc::malformed, "is no container"});
    const std::string name = path_.substr(path_.find_last_of('/') + 1);
    walk(job_, file, **found, name, path_ + std::string(kBehind), level_ + 1);
  }

  Job& job_;
  Format format_;
  std::string prefix_, path_;
  unsigned level_;
  WantedPaths::Entry* entry_ = nullptr;
  std::vector<std::byte> held_;
};

void walk(Job& job, const base::RandomAccess& file, const Container& found, const std::string& name,
          const std::string& prefix, unsigned level) {
  if (found.refusal) return job.fail(*found.refusal);
  Members members(job, found.format, prefix, level);
  auto walked = container::each_member(file, found, name, job.budget, members);
  if (!walked) job.fail(std::move(walked).error());
}

}  // namespace

void walk_members(const base::RandomAccess& file, std::string_view request,
                  const WalkLimits& limits, base::ByteSink& out) {
  FrameWriter frames(out);
  const auto asked = parse_request(request);
  if (!asked)
    return (void)frames.fault({Errc::malformed, "the decoder was asked nothing it knows"});
  auto found = inventory::container_in(file);
  if (!found) return (void)frames.fault(found.error());
  if (!*found) return (void)frames.done();  // nothing is in it
  Job job{*asked, limits, WantedPaths(asked->members),
          container::Budget(file.size(), limits.container), frames};
  walk(job, file, **found, asked->name, "", 0);
  if (!job.failed) (void)frames.done();
}

}  // namespace checker::patch::package
