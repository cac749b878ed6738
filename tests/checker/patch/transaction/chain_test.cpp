// Random chains of patches, undos and crashes, held against a model.
#include "support.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/forgetful_files.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;

// What should be there: content by path, and the patches in place, first first.
struct Model {
  std::map<std::string, std::string> files;
  struct Patch {
    std::string id;
    std::map<std::string, std::pair<std::string, std::string>> changes;  // before, after; "": none
  };
  std::vector<Patch> patches;

  void put(const Patch& patch, bool forward) {
    for (const auto& [path, sides] : patch.changes) {
      const std::string& to = forward ? sides.second : sides.first;
      if (to.empty())
        files.erase(path);
      else
        files[path] = to;
    }
  }
  bool may_go(std::size_t index) const {
    for (std::size_t later = index + 1; later < patches.size(); ++later)
      for (const auto& [path, sides] : patches[index].changes)
        if (patches[later].changes.contains(path)) return false;
    return true;
  }
};

std::map<std::string, std::string> found(const fs::path& root) {
  auto out = support::tree(root);
  std::erase_if(out, [](const auto& file) { return file.first.starts_with(".sidestep"); });
  return out;
}

std::vector<std::string> in_place(const fs::path& root) {
  std::vector<std::string> out;
  const auto list = applied(root);
  REQUIRE_MESSAGE(list, error_of(list));
  for (const Applied& one : *list) out.push_back(one.id);
  return out;
}

std::vector<std::string> in_place(const Model& model) {
  std::vector<std::string> out;
  for (const auto& patch : model.patches) out.push_back(patch.id);
  return out;
}

class Chain {
 public:
  explicit Chain(unsigned seed) : dice_(seed) {
    for (const char* name : {"a", "b", "Bin/c", "Bin/d", "Bin/e"}) model_.files[name] = "first";
    for (const auto& [path, content] : model_.files) support::write(target_.root() / path, content);
  }
  void step() {
    Model next = model_;
    std::function<bool(base::Files&)> act;
    if (model_.patches.empty() || dice_.one_in(2))
      act = patch(next);
    else
      act = take_back(next);
    run(act, next);
  }
  int crashes = 0, made = 0, refused = 0;

 private:
  std::function<bool(base::Files&)> patch(Model& next) {
    static const std::vector<std::string> kPaths = {"a",     "b",     "Bin/c", "Bin/d",
                                                    "Bin/e", "Bin/f", "g"};
    Model::Patch patch{"p" + std::to_string(++number_), {}};
    Request request;
    request.root = target_.root();
    request.id = patch.id;
    for (const std::string& path : kPaths) {
      if (!dice_.one_in(3)) continue;
      const auto there = model_.files.find(path);
      const std::string before = there == model_.files.end() ? "" : there->second;
      const std::string after = "content " + std::to_string(dice_.below(1000)) + " of " + patch.id;
      patch.changes[path] = {before, after};
      request.changes.push_back(change(path, before, after));
    }
    if (request.changes.empty()) return {};
    next.put(patch, true);
    next.patches.push_back(patch);
    return [request](base::Files& files) { return bool(apply(files, request)); };
  }
  std::function<bool(base::Files&)> take_back(Model& next) {
    const std::size_t index = dice_.below(model_.patches.size());
    const auto patch = model_.patches[index];
    if (!model_.may_go(index)) {
      const auto no = undo(disk, target_.root(), patch.id);
      CHECK(!no);
      ++refused;
      return {};
    }
    next.put(patch, false);
    next.patches.erase(next.patches.begin() + static_cast<std::ptrdiff_t>(index));
    return
        [this, id = patch.id](base::Files& files) { return bool(undo(files, target_.root(), id)); };
  }
  void run(const std::function<bool(base::Files&)>& act, const Model& next) {
    if (!act) return;
    bool done = false, hit = false;
    if (dice_.one_in(2)) {
      done = act(disk);
      CHECK(done);
    } else {
      support::ForgetfulFiles forgetful(disk, target_.root());
      base::FailingFiles failing(forgetful, static_cast<int>(dice_.below(90)), [&] { hit = true; });
      done = act(failing);
      const bool power = dice_.one_in(2);
      if (power) forgetful.cut(dice_.one_in(4) ? nullptr : &dice_);
      crashes += hit || power ? 1 : 0;
    }
    const auto mended = recover(disk, target_.root());
    if (!mended) FAIL_CHECK(error_of(mended));
    const auto now = found(target_.root());
    const bool is_next = now == next.files;
    if (!is_next && now != model_.files) FAIL("a mix");
    if (done && !is_next) FAIL_CHECK("said to be done, and is not");
    if (is_next) model_ = next;
    made += is_next ? 1 : 0;
    CHECK(in_place(target_.root()) == in_place(model_));
    CHECK(!*unfinished(target_.root()));
  }

  support::Dice dice_;
  Target target_;
  Model model_;
  int number_ = 0;
};

}  // namespace

TEST_CASE("after any chain of patches, undos and crashes there is what the model says") {
  int crashes = 0, made = 0, refused = 0;
  for (unsigned seed = 0; seed < 8; ++seed) {
    CAPTURE(seed);
    Chain chain(seed);
    for (int i = 0; i < 25; ++i) chain.step();
    crashes += chain.crashes;
    made += chain.made;
    refused += chain.refused;
  }
  MESSAGE(made << " changes, " << crashes << " crashes, " << refused << " refused undos");
  CHECK(made > 80);
  CHECK(crashes > 50);
  CHECK(refused > 10);
}

}  // namespace checker::patch::transaction
