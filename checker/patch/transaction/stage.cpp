#include <algorithm>

#include "base/blob.hpp"
#include "checker/patch/transaction/abreast.hpp"
#include "checker/patch/transaction/place.hpp"
#include "checker/patch/transaction/steps.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Result;

// Passes on as many bytes as the plan says, and no more.
class Measure : public base::ByteSink {
 public:
  Measure(base::ByteSink& to, std::uint64_t most) : to_(to), left_(most) {}
  Result<void> write(base::Bytes bytes) override {
    if (bytes.size() > left_)
      return Error{Errc::malformed, "the new file is longer than the plan says"};
    left_ -= bytes.size();
    return to_.write(bytes);
  }
  std::uint64_t left() const { return left_; }

 private:
  base::ByteSink& to_;
  std::uint64_t left_;
};

// The new files, each written and closed.
class Drafts : public Staging {
 public:
  Drafts(const Work& work, const Request& request, const Plan& plan)
      : work_(work), request_(request), plan_(plan), written_(plan.files.size()) {}

  Result<base::ByteSink*> open(std::size_t index) override {
    if (file_ || index >= written_.size() || written_[index]) return out_of_turn(index);
    auto file = work_.files.create_new(work_.state.part(plan_.id, "new", index));
    if (!file) return std::move(file).error().during(plan_.files[index].path);
    file_ = *std::move(file);
    open_ = index;
    measured_.emplace(*file_, request_.changes[index].size);
    return &*measured_;
  }
  Result<void> close(std::size_t index) override {
    if (!file_ || index != open_) return out_of_turn(index);
    auto done = completed(index);
    file_ = nullptr;
    if (!done) return std::move(done).error().during(plan_.files[index].path);
    written_[index] = true;
    return done;
  }
  Result<void> finish() const {
    for (std::size_t i = 0; i < written_.size(); ++i)
      if (!written_[i]) return Error{Errc::malformed, plan_.files[i].path + ": was not written"};
    return {};
  }

 private:
  Error out_of_turn(std::size_t index) const {
    const std::string name = index < plan_.files.size() ? plan_.files[index].path : "a new file";
    return {Errc::usage, name + ": is written out of turn"};
  }
  Result<void> completed(std::size_t index) {
    const Change& change = request_.changes[index];
    if (measured_->left() > 0)
      return Error{Errc::malformed, "the new file is shorter than the plan says"};
    auto done = change.before_sha256.empty()
                    ? file_->set_mode(change.mode & 07777)
                    : file_->set_like(work_.state.root() / change.path, false);
    if (!done) return done;
    if (change.modified)
      if (done = file_->set_modified(*change.modified); !done) return done;
    return close_one_of(work_, plan_.files.size(), *file_);
  }

  const Work& work_;
  const Request& request_;
  const Plan& plan_;
  std::vector<bool> written_;
  std::unique_ptr<base::OutputFile> file_;
  std::size_t open_ = 0;  // which change file_ is of
  std::optional<Measure> measured_;
};

Result<void> one_by_one(const Request& request, Drafts& drafts) {
  for (std::size_t i = 0; i < request.changes.size(); ++i) {
    auto to = drafts.open(i);
    if (!to) return std::move(to).error();
    if (auto done = request.changes[i].content(**to); !done)
      return std::move(done).error().during(request.changes[i].path);
    if (auto done = drafts.close(i); !done) return done;
  }
  return {};
}

Result<void> back_up(const Work& work, const Plan& plan, std::size_t index) {
  const FileRecord& file = plan.files[index];
  if (file.before_sha256.empty()) return {};
  auto done = copy_file(work, plan.files.size(), work.state.root() / file.path,
                        work.state.part(plan.id, "old", index));
  if (!done) return std::move(done).error().during(file.path);
  return done;
}

// Each through a new descriptor: what counts is what will be read later.
Result<void> read_again(const Work& work, const Plan& plan, std::size_t index) {
  const FileRecord& file = plan.files[index];
  auto made = measure(work.state.of_id(plan.id), State::name("new", index));
  if (!made) return std::move(made).error();
  if (made->sha256 != file.after_sha256)
    return Error{Errc::malformed,
                 "the new file is not the one that the plan names: its hash is " + made->sha256};
  if (file.before_sha256.empty()) return {};
  auto kept = measure(work.state.of_id(plan.id), State::name("old", index));
  if (!kept) return std::move(kept).error();
  if (kept->sha256 != file.before_sha256)
    return Error{Errc::conflict, "was changed since the plan was made", "make the plan again"};
  return {};
}

Result<void> check_staged(const Work& work, const Request& request, const Plan& plan) {
  auto fine = each_abreast(plan.files.size(), [&](std::size_t i) -> Result<void> {
    auto done = read_again(work, plan, i);
    if (!done) return std::move(done).error().during(plan.files[i].path);
    return done;
  });
  if (!fine) return fine;
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    if (!request.changes[i].verify) continue;
    if (auto done = request.changes[i].verify(work.state.part(plan.id, "new", i)); !done)
      return std::move(done).error().during(plan.files[i].path);
  }
  return {};
}

// Of many files that close_one_of() closed one syncfs is all it takes: their names, too.
Result<void> sync_staged(const Work& work, const Plan& plan) {
  const auto of_id = work.state.of_id(plan.id);
  if (plan.files.size() > work.synced_singly) return work.files.sync_filesystem(of_id);
  if (auto done = work.files.sync_directory(of_id / "new"); !done) return done;
  return work.files.sync_directory(of_id / "old");
}

// Going back needs second names for files.
Result<void> try_links(const Work& work, const Plan& plan) {
  const auto name = work.state.of_id(plan.id) / "restore" / "try";
  if (auto done = work.files.link(work.state.plan(plan.id), name); !done) return done;
  return work.files.remove(name);
}

}  // namespace

Result<void> close_one_of(const Work& work, std::size_t count, base::OutputFile& file) {
  if (count > work.synced_singly)
    file.start_writing();
  else if (auto done = file.sync(); !done)
    return done;
  return file.close();
}

Result<void> copy_file(const Work& work, std::size_t count, const std::filesystem::path& from,
                       const std::filesystem::path& to) {
  auto source = base::ReadableFile::open(from);
  if (!source) return std::move(source).error();
  auto file = work.files.create_new(to);
  if (!file) return std::move(file).error();
  if (auto done = (*file)->write_from(**source); !done) return done;
  if (auto done = (*file)->set_like(from, true); !done) return done;
  return close_one_of(work, count, **file);
}

Result<void> stage(const Work& work, const Request& request, const Plan& plan) {
  if (auto done = try_links(work, plan); !done) return done;
  Drafts drafts(work, request, plan);
  auto filled = request.fill ? request.fill(drafts) : one_by_one(request, drafts);
  if (!filled) return filled;
  if (auto done = drafts.finish(); !done) return done;
  for (std::size_t i = 0; i < plan.files.size(); ++i)
    if (auto done = back_up(work, plan, i); !done) return done;
  if (auto done = sync_staged(work, plan); !done) return done;
  return check_staged(work, request, plan);
}

}  // namespace checker::patch::transaction
