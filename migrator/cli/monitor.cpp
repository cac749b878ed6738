#include "migrator/cli/monitor.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string_view>

#include "migrator/ccmail/set_file.hpp"
#include "migrator/cli/console.hpp"
#include "migrator/cli/estimate.hpp"
#include "migrator/cli/events.hpp"

namespace migrator::cli {
namespace {

namespace fs = std::filesystem;
using base::Result;
using Key = std::pair<AccountKind, std::string>;

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::size_t kUsualWidth = 80;  // of a terminal that does not say

bool can_draw() {
  const char* term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) != 0 && term != nullptr && std::string_view(term) != "dumb";
}

// Asked for each time: people change the size of their windows.
std::size_t width() {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return size.ws_col;
}

std::uint64_t size_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : size;
}

// "pass 1 import" is "import": people have one pass, nearly always.
std::string spoken(const std::string& step) {
  if (!step.starts_with("pass ")) return step;
  const auto blank = step.find(' ', 5);
  return blank == std::string::npos ? step : step.substr(blank + 1);
}

// The bytes of each account, where they are known before it is read.
std::map<Key, std::uint64_t> sizes_of(const run::Origin& origin) {
  std::map<Key, std::uint64_t> out;
  if (origin.kind != run::Origin::Kind::export_set) return out;
  const auto set = ccmail::load_set(origin.path, origin.choice);
  if (!set) return out;  // the run itself will say so
  for (const auto& one : set->accounts)
    for (const auto& file : one.messages)
      out[{one.account.kind, one.account.name}] += size_of(file.under(origin.folder));
  return out;
}

}  // namespace

struct Monitor::Inside {
  bool writes = false, draws = false;
  std::string step, name;
  Estimate estimate;
  bool by_account = false;  // whether items are counted as they are read, in this step
  Key current;
  std::uint64_t extracted = 0;  // items that an extraction of this run has read
  Estimate::Clock::time_point drawn{};

  void take(const base::Json& event) {
    const std::string what = event.value("event", "");
    if (what == "step") begin_step(event.value("step", ""));
    if (what == "account") begin_account(event.value("name", ""));
    if (what == "progress" && !by_account)
      estimate.items(event.value("items", std::uint64_t{0}), 0, Estimate::Clock::now());
    if (writes) return write(event);
    if (what == "step" || what == "account" || what == "progress") draw(true);
  }

  void begin_step(const std::string& now) {
    step = spoken(now);
    name.clear();
    by_account = false;
    current = {};
    estimate.begin(0, Estimate::Clock::now());
    if (step == "import" && extracted > 0) estimate.count(extracted);
  }

  // What was counted is the last account's, until an item of this one is read.
  void begin_account(std::string now) {
    name = std::move(now);
    if (!by_account) return;
    current = {};
    estimate.begin(0, Estimate::Clock::now());
  }

  void read(const Account& account, std::uint64_t total, std::uint64_t position) {
    Key key{account.kind, account.name};
    const auto now = Estimate::Clock::now();
    if (!by_account || key != current) {
      by_account = true;
      current = std::move(key);
      name = account.name;
      estimate.begin(total, now);
    }
    if (step == "extract") ++extracted;
    estimate.items(1, position, now);
    draw(false);
  }

  void write(base::Json event) {
    if (event.value("event", "") == "progress") {
      const Standing now = estimate.standing();
      if (!name.empty()) event["name"] = name;
      event["done"] = now.items;
      if (now.of) event["of"] = *now.of;
    }
    say_event(base::dump(numbered(std::move(event)), -1) + "\n");
  }

  void draw(bool at_once) {
    if (!draws) return;
    const auto now = Estimate::Clock::now();
    if (!at_once && now - drawn < kRedraw) return;
    drawn = now;
    say("\r\033[K" + progress_line(step, name, estimate.standing(), width()));
  }
};

namespace {

// Told of every item that passes: the account's bytes so far, through all of its files.
using Passed = std::function<void(const Account&, std::uint64_t total, std::uint64_t position)>;

class CountedItems : public ItemSource {
 public:
  CountedItems(std::unique_ptr<ItemSource> inner, Account account, fs::path folder,
               std::uint64_t total, const Passed& passed)
      : inner_(std::move(inner)),
        account_(std::move(account)),
        folder_(std::move(folder)),
        total_(total),
        passed_(passed) {}

  Result<std::optional<Item>> next() override {
    auto item = inner_->next();
    if (!item || !*item) return item;
    const Place& place = (*item)->place;
    if (place.file != file_) {
      before_ += size_;
      file_ = place.file;
      size_ = size_of(folder_ / file_);
      if (total_ == 0) total_ = size_;  // of a set: one file for each account
    }
    passed_(account_, total_, before_ + place.offset + place.length);
    return item;
  }

 private:
  std::unique_ptr<ItemSource> inner_;
  Account account_;
  fs::path folder_;
  std::uint64_t total_, before_ = 0, size_ = 0;
  std::string file_;
  const Passed& passed_;
};

class CountedSource : public Source {
 public:
  CountedSource(std::unique_ptr<Source> inner, const run::Origin& origin, Passed passed)
      : inner_(std::move(inner)),
        folder_(origin.folder),
        sizes_(sizes_of(origin)),
        passed_(std::move(passed)) {}

  const Catalogue& catalogue() const override { return inner_->catalogue(); }
  Result<std::unique_ptr<ItemSource>> open(const Account& account) override {
    auto items = inner_->open(account);
    if (!items) return items;
    const auto known = sizes_.find({account.kind, account.name});
    return std::unique_ptr<ItemSource>(std::make_unique<CountedItems>(
        std::move(*items), account, folder_, known == sizes_.end() ? 0 : known->second, passed_));
  }
  Result<std::vector<PersonalList>> lists(const Account& mailbox) override {
    return inner_->lists(mailbox);
  }
  Result<void> directory(
      const std::function<Result<void>(const DirectoryEntry&)>& take,
      const std::function<Result<void>(const Place&, const Damage&)>& damaged) override {
    return inner_->directory(take, damaged);
  }

 private:
  std::unique_ptr<Source> inner_;
  fs::path folder_;
  std::map<Key, std::uint64_t> sizes_;
  Passed passed_;
};

}  // namespace

Monitor::Monitor(const std::string& events) : inside_(std::make_unique<Inside>()) {
  inside_->writes = events == "ndjson";
  inside_->draws = !inside_->writes && can_draw();
}

Monitor::~Monitor() {
  if (inside_->draws) say("\r\033[K");
}

run::Watch Monitor::watch() {
  run::Watch watch;
  watch.stop = stop_asked;
  if (inside_->writes || inside_->draws)
    watch.tell = [inside = inside_.get()](const base::Json& event) { inside->take(event); };
  return watch;
}

std::unique_ptr<Source> Monitor::counted(std::unique_ptr<Source> source,
                                         const run::Origin& origin) {
  if (!inside_->writes && !inside_->draws) return source;
  return std::make_unique<CountedSource>(
      std::move(source), origin,
      [inside = inside_.get()](const Account& account, std::uint64_t total,
                               std::uint64_t position) { inside->read(account, total, position); });
}

}  // namespace migrator::cli
