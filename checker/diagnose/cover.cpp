#include "checker/diagnose/cover.hpp"

#include <algorithm>
#include <set>

namespace checker::diagnose {
namespace {

constexpr std::size_t kMostSteps = 200'000;  // some milliseconds

class Search {
 public:
  Search(const std::vector<std::vector<std::size_t>>& explains, std::size_t things,
         std::size_t most)
      : explains_(explains), by_thing_(things), covered_(things, 0), most_(most) {
    for (std::size_t i = 0; i < explains.size(); ++i)
      for (const std::size_t thing : explains[i]) by_thing_[thing].push_back(i);
    for (std::size_t thing = 0; thing < things; ++thing)
      if (!by_thing_[thing].empty()) open_.push_back(thing);
    // What few explain is decided first.
    std::ranges::stable_sort(open_, {}, [&](std::size_t t) { return by_thing_[t].size(); });
  }

  Covers run() {
    if (open_.empty()) return {};
    for (std::size_t size = 1; size <= kMostInSet && found_.empty() && !cut_; ++size) extend(size);
    Covers out{{found_.begin(), found_.end()}, cut_ || found_.empty()};
    if (out.sets.size() > most_) {
      out.sets.resize(most_);
      out.cut = true;
    }
    return out;
  }

 private:
  // One of those that explain the first open thing is in every cover.
  void extend(std::size_t left) {
    const auto thing = std::ranges::find_if(open_, [&](std::size_t t) { return covered_[t] == 0; });
    if (thing == open_.end()) {
      auto set = chosen_;
      std::ranges::sort(set);
      found_.insert(std::move(set));
      return;
    }
    if (left == 0) return;
    for (const std::size_t i : by_thing_[*thing]) {
      if (cut_ || ++steps_ > kMostSteps) {
        cut_ = true;
        return;
      }
      choose(i, 1);
      extend(left - 1);
      choose(i, -1);
    }
  }

  void choose(std::size_t i, int by) {
    for (const std::size_t thing : explains_[i]) covered_[thing] += by;
    if (by > 0)
      chosen_.push_back(i);
    else
      chosen_.pop_back();
  }

  const std::vector<std::vector<std::size_t>>& explains_;
  std::vector<std::vector<std::size_t>> by_thing_;
  std::vector<int> covered_;
  std::vector<std::size_t> open_, chosen_;
  std::set<std::vector<std::size_t>> found_;
  std::size_t most_, steps_ = 0;
  bool cut_ = false;
};

}  // namespace

Covers smallest_covers(const std::vector<std::vector<std::size_t>>& explains, std::size_t things,
                       std::size_t most) {
  return Search(explains, things, most).run();
}

}  // namespace checker::diagnose
