#pragma once
// What can be broken off, and what has to be true after it was mended.
#include <cstdlib>

#include "support.hpp"

namespace checker::patch::transaction::test {

/// The request that is handed over in an order of its own, and whose files are synced as one.
inline Request filled_request(const fs::path& root, const std::string& id = "kb42") {
  Request out = request(root, id);
  out.synced_singly = 0;
  out.fill = [changes = out.changes](Staging& to) -> base::Result<void> {
    for (const std::size_t i : {2U, 0U, 3U, 1U}) {
      auto sink = to.open(i);
      if (!sink) return std::move(sink).error();
      if (auto done = changes[i].content(**sink); !done) return done;
      if (auto done = to.close(i); !done) return done;
    }
    return {};
  };
  for (Change& change : out.changes) change.content = nullptr;
  return out;
}

/// The folder's request, with all of the folder's files synced as one.
inline Request whole_folder_request(const fs::path& root, const std::string& id = "kb42") {
  Request out = folder_request(root, id);
  out.synced_singly = 0;
  return out;
}

struct Act {
  std::string name;
  std::function<bool(base::Files&, const fs::path&)> run;  // whether it said that all went well
  std::string before, after;                               // the state around it
  const Trees& (*trees)() = test::trees;
  Request (*request)(const fs::path&, const std::string&) = test::request;
  bool variant = false;  // of one before it: a test, not a campaign, tries half as much
  const Tree& tree_of(const std::string& state) const {
    return state == "new" ? trees().new_tree : trees().old_tree;
  }
};

inline const std::vector<Act>& acts() {
  static const std::vector<Act> kActs = {
      {"apply",
       [](base::Files& files, const fs::path& root) { return bool(apply(files, request(root))); },
       "old", "new"},
      {"undo",
       [](base::Files& files, const fs::path& root) { return bool(undo(files, root, "kb42")); },
       "new", "old"},
      {"apply to a folder",
       [](base::Files& files, const fs::path& root) {
         return bool(apply(files, folder_request(root)));
       },
       "old", "new", folder_trees, folder_request},
      {"undo in a folder",
       [](base::Files& files, const fs::path& root) { return bool(undo(files, root, "kb42")); },
       "new", "old", folder_trees, folder_request},
      {"apply, filled and synced as one",
       [](base::Files& files, const fs::path& root) {
         return bool(apply(files, filled_request(root)));
       },
       "old", "new", test::trees, filled_request, true},
      {"apply to a folder, synced as one",
       [](base::Files& files, const fs::path& root) {
         return bool(apply(files, whole_folder_request(root)));
       },
       "old", "new", folder_trees, whole_folder_request, true}};
  return kActs;
}

inline void prepare(const Act& act, const fs::path& root) {
  install(root);
  if (act.before == "new") REQUIRE(apply(disk, act.request(root, "kb42")));
}

// Recovers, and holds the target against all that is promised. Gives "old", "new", or what is
// wrong.
inline std::string recovered(const fs::path& root, const Trees& trees = test::trees()) {
  if (!fs::exists(root)) return "no target";
  const auto done = recover(disk, root);
  if (!done) return "no recovery: " + done.error().message;
  const std::string state = state_of(root, trees);
  const auto before = everything(root);
  if (const auto again = recover(disk, root); !again || !again->outcomes.empty())
    return "a second recovery";
  if (everything(root) != before) return "a second recovery changed something";
  for (const Outcome& one : done->outcomes)
    if (one.now != (state == "new" ? Now::new_files : Now::old_files) && one.found != "ABORTED" &&
        one.found != "ROLLEDBACK" && one.found != "UNDONE")
      return "a recovery from " + one.found + " that says otherwise than: " + state;
  return state;
}

// A campaign tries everything, a test an eighth of it, or less.
inline bool is_campaign() { return std::getenv("SIDESTEP_CAMPAIGN") != nullptr; }
inline int stride(const Act& act) { return is_campaign() ? 1 : act.variant ? 16 : 8; }

inline bool is_one(const std::string& state) { return state == "old" || state == "new"; }

}  // namespace checker::patch::transaction::test
