#pragma once
// A post office and a destination in memory, and a folder that goes away.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>

#include "base/digest.hpp"
#include "migrator/run/run.hpp"

namespace migrator::run {

namespace fs = std::filesystem;

class Folder {
 public:
  // In memory where there is room: what is tested is an end of the process, not of the power, and
  // a disk that has to sync thousands of times makes nothing truer.
  explicit Folder(std::uintmax_t room = 512u << 20) {
    std::error_code error;
    const bool memory = fs::space("/dev/shm", error).available > room && !error;
    std::string name = std::string(memory ? "/dev/shm" : "/tmp") + "/sidestep_run_XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  operator const fs::path&() const { return path_; }
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

inline void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What stands in a fake post office; item texts double as subjects.
struct FakeOffice {
  struct Box {
    Account account;
    std::vector<std::string> items;  // "!reason" is a damage, "?text" has a warning
    std::vector<PersonalList> lists;
  };
  std::vector<Box> boxes;
  std::vector<std::string> directory;  // "!reason" is a damage
  int opened = 0;                      // how often items were asked for
};

inline FakeOffice small_office() {
  const auto list = [](const std::string& name) {
    return PersonalList{name, {{"Vaz, Ilda", "HARBOR", ""}}, "", {"lists.csv", 0, 10}};
  };
  return {{{{AccountKind::mailbox, "Quill, Nora"},
            {"one", "!truncated", "?three", "four", "five"},
            {list("crew"), list("tea")}},
           {{AccountKind::mailbox, "Vaz, Ilda"}, {}, {}},
           {{AccountKind::board, "Garden"}, {"seeds", "rain", "!not-a-message"}, {}}},
          {"Quill, Nora", "!bad-row", "Vaz, Ilda"}};
}

class FakeSource : public Source {
 public:
  explicit FakeSource(FakeOffice& office) : office_(office) {
    catalogue_.post_office = "HARBOR";
    for (const auto& box : office.boxes) catalogue_.accounts.push_back(box.account);
  }
  const Catalogue& catalogue() const override { return catalogue_; }

  base::Result<std::unique_ptr<ItemSource>> open(const Account& account) override {
    ++office_.opened;
    return std::unique_ptr<ItemSource>(std::make_unique<Items>(box(account)));
  }
  base::Result<std::vector<PersonalList>> lists(const Account& mailbox) override {
    return box(mailbox).lists;
  }
  base::Result<void> directory(
      const std::function<base::Result<void>(const DirectoryEntry&)>& take,
      const std::function<base::Result<void>(const Place&, const Damage&)>& damaged) override {
    std::uint64_t at = 0;
    for (const std::string& name : office_.directory) {
      const Place place{"directory.exp", at++ * 10, 10};
      auto done = name.starts_with("!") ? damaged(place, {name.substr(1), "broken"})
                                        : take({name, "L", "", "", place});
      if (!done) return done;
    }
    return {};
  }

 private:
  class Items : public ItemSource {
   public:
    explicit Items(const FakeOffice::Box& box) : box_(box) {}
    base::Result<std::optional<Item>> next() override {
      if (at_ == box_.items.size()) return std::optional<Item>();
      const std::string& text = box_.items[at_];
      Item item;
      item.place = {"mail.exp", at_ * 10, 10};
      item.sequence = ++at_;
      if (text.starts_with("!")) {
        item.damage = Damage{text.substr(1), "mail.exp: broken"};
      } else {
        item.message.emplace();
        item.message->subject = text;
        if (text.starts_with("?")) item.warnings = {"mail.exp: odd"};
      }
      return std::optional(item);
    }

   private:
    const FakeOffice::Box& box_;
    std::size_t at_ = 0;
  };

  const FakeOffice::Box& box(const Account& account) const {
    for (const auto& one : office_.boxes)
      if (one.account == account) return one;
    return office_.boxes.front();
  }
  FakeOffice& office_;
  Catalogue catalogue_;
};

/// What a fake destination keeps when the process dies, by target.
struct FakeDisk {
  std::map<std::string, std::string> durable;
  std::map<std::string, int> puts;  // how often each target was put
  bool finished = false;
  int calls_left = -1;              // when it reaches 0 the disk is gone
  int flushes_left = -1;            // the same, counting flushes alone
  bool no_lists = false;            // it cannot hold lists
  std::string undeliverable;        // the subject that the destination cannot hold
  std::vector<std::string> shared;  // targets of which a put message is a copy
  destination::Extents resumed;     // that the last run began with
};

class FakeDestination : public destination::Destination {
 public:
  explicit FakeDestination(FakeDisk& disk) : disk_(disk) {}
  base::Result<void> begin(const Account& account) override {
    if (auto up = call(); !up) return up;
    disk_.durable["box " + account.name] = "";
    return {};
  }
  base::Result<destination::Delivered> put(const Account& account, const Item& item) override {
    if (auto up = call(); !up) return std::move(up).error();
    if (!disk_.undeliverable.empty() && item.message->subject == disk_.undeliverable)
      return base::Error{base::Errc::limit, "too much of a thing"};
    const std::string target = account.name + "/" + std::to_string(item.sequence);
    ++disk_.puts[target];
    staged_[target] = item.message->subject;
    destination::Delivered out;
    out.target = target;
    out.message_id = "id-" + target;
    out.hash = base::sha256(item.message->subject);
    return out;
  }
  base::Result<void> share(const std::string& target) override {
    disk_.shared.push_back(target);
    return {};
  }
  base::Result<void> resume(const destination::Extents& extents) override {
    disk_.resumed = extents;
    return {};
  }
  destination::Extents extents() const override { return {{"fake", disk_.durable.size()}}; }
  base::Result<void> flush() override {
    if (disk_.flushes_left == 0) disk_.calls_left = 0;
    if (disk_.flushes_left > 0) --disk_.flushes_left;
    if (auto up = call(); !up) return up;
    disk_.durable.merge(staged_);
    staged_.clear();
    return {};
  }
  base::Result<destination::Delivered> put(const DirectoryEntry& entry) override {
    if (auto up = call(); !up) return std::move(up).error();
    known_.push_back(entry.name);
    return destination::Delivered();
  }
  base::Result<void> finish_directory() override {
    if (auto up = call(); !up) return up;
    std::string all;
    for (const auto& name : known_) all += name + ";";
    disk_.durable["directory"] = all;
    return {};
  }
  base::Result<destination::DeliveredLists> put(const Account& mailbox,
                                                const std::vector<PersonalList>& lists) override {
    if (auto up = call(); !up) return std::move(up).error();
    if (disk_.no_lists && !lists.empty())
      return base::Error{base::Errc::unsupported, "no lists here"};
    destination::DeliveredLists out;
    std::string all;
    for (const auto& list : lists) {
      all += list.name + ";";
      for (const auto& member : list.members)
        if (std::ranges::find(known_, member.name) == known_.end())
          out.unknown.push_back(list.name + ": " + member.name);
    }
    disk_.durable["lists of " + mailbox.name] = all;
    out.lists.resize(lists.size());
    return out;
  }
  base::Result<void> finish() override {
    if (auto up = call(); !up) return up;
    disk_.finished = true;
    return {};
  }

 private:
  base::Result<void> call() {
    if (disk_.calls_left == 0) return base::Error{base::Errc::io, "the disk is gone"};
    if (disk_.calls_left > 0) --disk_.calls_left;
    return {};
  }
  FakeDisk& disk_;
  std::map<std::string, std::string> staged_;
  std::vector<std::string> known_;
};

/// A request from a fake office to a fake disk; `folder` holds its set.json, its files and state.
inline Request request_in(const fs::path& folder, Job job) {
  if (!fs::exists(folder / "source/set.json")) {
    write(folder / "source/set.json", "{\"files\": [\"mail.exp\"]}");
    write(folder / "source/mail.exp", "0123456789abcdefghijABCDEFGHIJ!\"#$%&/()=__________");
    write(folder / "source/directory.exp", "0123456789abcdefghijABCDEFGHIJ");
  }
  Request request;
  request.job = std::move(job);
  request.origin = {Origin::Kind::export_set, folder / "source", folder / "source"};
  request.destination = "fake:disk";
  request.state = folder / "state";
  return request;
}

inline base::Result<Report> run_fake(const Request& request, FakeOffice& office, FakeDisk& disk,
                                     const Watch& watch = {}) {
  base::PosixFiles files;
  const Doors doors{
      files,
      [&](const Origin&) -> base::Result<std::unique_ptr<Source>> {
        return std::unique_ptr<Source>(std::make_unique<FakeSource>(office));
      },
      [&](const Catalogue&,
          const mime::Options&) -> base::Result<std::unique_ptr<destination::Destination>> {
        return std::unique_ptr<destination::Destination>(std::make_unique<FakeDestination>(disk));
      }};
  return migrate(request, doors, watch);
}

inline Report must(base::Result<Report> report) {
  REQUIRE_MESSAGE(report, report.error().message);
  return std::move(*report);
}

inline std::string show(const ledger::Tally& t) {
  return std::to_string(t.read) + "=" + std::to_string(t.delivered) + "+" +
         std::to_string(t.filtered) + "+" + std::to_string(t.rejected) + "+" +
         std::to_string(t.pending);
}

// mailboxes, boards, directory, total
inline std::string show(const Report& report) {
  std::string out;
  for (const auto& tally : report.tallies) out += show(tally) + " ";
  return out + show(report.total);
}

inline Job one_step(std::set<Content> left_out = {}) {
  Pass pass{Steps::one, {}};
  for (Content kind : kAllContent)
    if (!left_out.contains(kind)) pass.content.insert(kind);
  return {Phase::both, {pass}, std::move(left_out)};
}

}  // namespace migrator::run
