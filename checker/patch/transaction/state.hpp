#pragma once
// The state folder of a target: what lies where, who may work in it, and what
// of it is unfinished.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "checker/patch/transaction/journal.hpp"
#include "checker/patch/transaction/record.hpp"

namespace checker::patch::transaction {

class State {
 public:
  using Path = std::filesystem::path;
  /// Of an existing folder. Errc::usage when it is none; Errc::unsupported when its state folder is
  /// a link.
  static base::Result<State> of(const Path& root);

  const Path& root() const { return root_; }
  const Path& folder() const { return folder_; }
  bool exists() const;
  Path lock() const { return folder_ / "lock"; }
  Path journal() const { return folder_ / "journal"; }
  Path records() const { return folder_ / "applied"; }
  Path record(const std::string& id) const { return records() / (id + ".json"); }
  Path of_id(const std::string& id) const { return folder_ / id; }
  Path plan(const std::string& id) const { return of_id(id) / "plan.json"; }
  /// The `index`th file (from 0) of a patch, in its folder "new", "old" or "restore".
  Path part(const std::string& id, const char* where, std::size_t index) const {
    return of_id(id) / name(where, index);
  }
  /// The same, relative to of_id().
  static std::string name(const char* where, std::size_t index);

  /// Makes the state folder where there is none, durably.
  base::Result<void> make(base::Files& files) const;
  /// Errc::conflict when another patch is at work.
  base::Result<base::Lock> take_lock() const;

  /// The records of what is in place, first applied first.
  base::Result<std::vector<Plan>> read_records() const;
  /// none: there is no such record, or plan.
  base::Result<std::optional<Plan>> read_record(const std::string& id) const;
  base::Result<std::optional<Plan>> read_plan(const std::string& id) const;

  /// Removes a patch's folder with all that is in it; its plan first, so that what a crash
  /// leaves of it is known to be waste.
  base::Result<void> remove(base::Files& files, const std::string& id) const;
  /// Removes what a crash left of writing its record: it may be a second name of the record.
  base::Result<void> remove_draft(base::Files& files, const std::string& id) const;
  /// Removes one of its folders.
  base::Result<void> remove(base::Files& files, const std::string& id, const char* where) const;

  /// Whether something is in one of its folders.
  base::Result<bool> holds(const std::string& id, const char* where) const;

  /// The ids whose folders, or records, are there.
  base::Result<std::vector<std::string>> folders() const;
  base::Result<std::vector<std::string>> recorded() const;

 private:
  explicit State(Path root) : root_(std::move(root)), folder_(root_ / ".sidestep" / "patch") {}
  Path root_, folder_;
};

/// A transaction that recovery has something to do for.
struct Unfinished {
  std::string id;
  std::optional<Entry> last;  // none: a folder that the journal does not know
  std::string found() const { return last ? std::string(word(last->stage)) : "nothing"; }
};

/// In the order in which they are to be looked at.
base::Result<std::vector<Unfinished>> find_unfinished(const State& state, const Journal& journal);

}  // namespace checker::patch::transaction
