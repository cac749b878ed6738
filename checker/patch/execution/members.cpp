#include "checker/patch/execution/members.hpp"

#include <map>

namespace checker::patch::execution {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using version::to_string;

// What a package hands over goes to the change that it is for.
class ToStaging : public package::MemberTaker {
 public:
  ToStaging(transaction::Staging& to, const std::vector<std::size_t>& changes)
      : to_(to), changes_(changes) {}
  Result<base::ByteSink*> begin(std::size_t wanted) override { return to_.open(changes_[wanted]); }
  Result<void> end(std::size_t wanted) override { return to_.close(changes_[wanted]); }

 private:
  transaction::Staging& to_;
  const std::vector<std::size_t>& changes_;
};

}  // namespace

namespace {

// Members that are wanted, each once, and the changes that they are for.
struct Round {
  std::vector<package::Wanted> wanted;
  std::vector<std::size_t> changes;
};

// One package may hold one file for several places; a stream of it fills one of them.
std::vector<Round> rounds_of(const std::vector<const Decision*>& to_do, std::size_t source) {
  std::vector<Round> out;
  std::map<std::string, std::size_t> seen;  // how often
  for (std::size_t i = 0; i < to_do.size(); ++i) {
    const Offered& offered = to_do[i]->offered;
    if (offered.package != source) continue;
    const std::size_t round = seen[offered.member]++;
    if (round == out.size()) out.emplace_back();
    out[round].wanted.push_back({offered.member, offered.size, offered.sha256});
    out[round].changes.push_back(i);
  }
  return out;
}

}  // namespace

Result<void> hand_over(const planning::Plan& plan, const std::vector<const Decision*>& to_do,
                       const package::Reader& reader, transaction::Staging& to) {
  for (std::size_t source = 0; source < plan.sources.size(); ++source) {
    const planning::Source& from = plan.sources[source];
    for (const Round& round : rounds_of(to_do, source)) {
      ToStaging taker(to, round.changes);
      auto done = reader.open_members(from.path, from.manifest.package, round.wanted, taker);
      if (!done) return done;
    }
  }
  return {};
}

Result<void> check_new_file(const std::filesystem::path& file, const Decision& decision) {
  const Offered& offered = decision.offered;
  inventory::ScanOptions options = planning::scan_options(file);
  options.jobs = 1;  // threads for one file cost more than it does
  auto found = inventory::scan(file, options);
  if (!found) return std::move(found).error();
  if (found->files.size() != 1) return Error{Errc::malformed, "the new file cannot be measured"};
  const inventory::FileRecord& is = found->files.front();
  if (is.file_version != offered.version)
    return Error{Errc::malformed,
                 "the new file has " +
                     (is.file_version ? "version " + to_string(*is.file_version) : "no version") +
                     ", not " + (offered.version ? to_string(*offered.version) : "none")};
  if (decision.now != nullptr && decision.now->machine && is.machine != decision.now->machine)
    return Error{Errc::malformed, "the new file is for " + is.machine.value_or("no processor") +
                                      ", the old one for " + *decision.now->machine};
  return {};
}

}  // namespace checker::patch::execution
