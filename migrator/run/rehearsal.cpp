#include "migrator/run/rehearsal.hpp"

#include <stdlib.h>

#include <cerrno>
#include <cstring>

#include "migrator/destination/address_book.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

class Counter : public base::ByteSink {
 public:
  Result<void> write(base::Bytes bytes) override {
    count_ += bytes.size();
    return {};
  }
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
};

using CheckExtents = std::function<Result<void>(const destination::Extents&)>;

class Rehearsal : public destination::Destination {
 public:
  Rehearsal(const fs::path& scratch, const mime::Options& options, CheckExtents check)
      : check_(std::move(check)),
        options_(options),
        cards_(scratch / "cards"),
        book_(files_, cards_, scratch / "drafts", options) {}

  Result<void> begin(const Account&) override { return {}; }
  Result<void> resume(const destination::Extents& extents) override { return check_(extents); }
  Result<destination::Delivered> put(const Account&, const Item& item) override {
    Counter out;
    auto rendered = mime::render(*item.message, options_, out);
    if (!rendered) return std::move(rendered).error();
    destination::Delivered one;
    one.message_id = std::move(rendered->message_id);
    one.hash = std::move(rendered->hash);
    one.bytes = out.count();
    one.programs = rendered->programs;
    one.macros = rendered->macros;
    one.warnings = std::move(rendered->warnings);
    return one;
  }
  Result<void> flush() override { return {}; }
  Result<destination::Delivered> put(const DirectoryEntry& entry) override {
    return book_.put(entry);
  }
  Result<void> finish_directory() override { return book_.finish_directory(); }
  // Numbered: names of accounts are made safe by a real destination alone.
  Result<destination::DeliveredLists> put(const Account& mailbox,
                                          const std::vector<PersonalList>& lists) override {
    auto put = book_.put_lists(mailbox.name, lists,
                               cards_ / ("lists-" + std::to_string(++number_) + ".vcf"));
    if (put)
      for (destination::Delivered& list : put->lists) list.target.clear();
    return put;
  }
  Result<void> finish() override { return {}; }

 private:
  CheckExtents check_;
  base::PosixFiles files_;  // below the scratch folder alone
  mime::Options options_;
  fs::path cards_;
  destination::AddressBook book_;
  unsigned number_ = 0;
};

}  // namespace

Result<ScratchFolder> ScratchFolder::make() {
  std::error_code error;
  std::string name = (fs::temp_directory_path(error) / "sidestep-dry-run-XXXXXX").string();
  if (error) return Error{Errc::io, "the folder for temporary files: " + error.message()};
  if (::mkdtemp(name.data()) == nullptr)
    return Error{Errc::io, name + ": " + std::strerror(errno),
                 "TMPDIR may name another folder for temporary files"};
  ScratchFolder folder{fs::path(name)};
  for (const char* inside : {"cards", "drafts"}) {
    fs::create_directory(folder.path() / inside, error);
    if (error) return Error{Errc::io, name + ": " + error.message()};
  }
  return folder;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

std::unique_ptr<destination::Destination> rehearsal_destination(const fs::path& scratch,
                                                                const mime::Options& options,
                                                                CheckExtents check) {
  return std::make_unique<Rehearsal>(scratch, options, std::move(check));
}

Result<void> copy_ledger(const fs::path& state, const fs::path& scratch) {
  std::error_code error;
  std::optional<base::Lock> lock;  // so that nobody writes while it is copied
  if (fs::exists(state / "lock", error)) {
    auto taken = base::Lock::take(state / "lock");
    if (!taken) return std::move(taken).error();
    lock.emplace(std::move(*taken));
  }
  // With its log: a run that was killed leaves rows there.
  for (const char* name : {"ledger.sqlite", "ledger.sqlite-wal"}) {
    if (!fs::exists(state / name, error)) continue;
    fs::copy_file(state / name, scratch / name, error);
    if (error) return Error{Errc::io, (state / name).string() + ": " + error.message()};
  }
  return {};
}

std::optional<fs::path> ledger_to_read(const Request& request,
                                       std::optional<ScratchFolder>& scratch) {
  std::error_code error;
  if (!fs::exists(request.state / "ledger.sqlite", error)) return std::nullopt;
  if (!request.dry_run) return request.state / "ledger.sqlite";
  auto made = ScratchFolder::make();
  if (!made) return std::nullopt;
  scratch.emplace(std::move(*made));
  if (auto copied = copy_ledger(request.state, scratch->path()); !copied) return std::nullopt;
  return scratch->path() / "ledger.sqlite";
}

}  // namespace migrator::run
