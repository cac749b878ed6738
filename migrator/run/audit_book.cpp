// What stands beside the messages of a destination, made again and compared.
#include <fstream>

#include "base/blob.hpp"
#include "migrator/destination/card_files.hpp"
#include "migrator/destination/index.hpp"
#include "migrator/run/audit_parts.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using destination::Format;

// An import of a recovery set adds to the names that there are.
Result<destination::Layout::Known> take_over(const AuditRequest& request, const fs::path& root) {
  std::error_code error;
  fs::create_directories(root / ".sidestep", error);
  for (const char* name : {"index.json", ".sidestep/folders"})
    if (!error && fs::exists(request.root / name, error))
      fs::copy_file(request.root / name, root / name, error);
  if (error) return Error{Errc::io, root.string() + ": " + error.message()};
  return destination::known_accounts(root, request.format == Format::mbox ? ".mbox" : "");
}

}  // namespace

std::string place_of_target(Format format, const std::string& target) {
  const fs::path path(target);
  if (format == Format::mbox) return target;
  return (format == Format::eml ? path.parent_path() : path.parent_path().parent_path()).string();
}

void say_of_file(Audit& audit, const std::string& file, std::string what) {
  Difference one;
  one.owner = file.starts_with("public") ? ledger::Owner::board : ledger::Owner::mailbox;
  one.file = file;
  one.what = std::move(what);
  audit.add(std::move(one));
}

Result<std::unique_ptr<AuditBook>> AuditBook::open(const AuditRequest& request, const Told& told,
                                                   bool contained, Audit& audit) {
  auto scratch = ScratchFolder::make();
  if (!scratch) return std::move(scratch).error();
  std::unique_ptr<AuditBook> out(new AuditBook(request, std::move(*scratch), contained, audit));
  out->root_ = out->scratch_.path() / "book";
  std::error_code error;
  const bool adds = fs::exists(request.origin.folder / "recovery.json", error);
  destination::Layout::Known known;
  if (adds) {
    auto taken = take_over(request, out->root_);
    if (!taken) return std::move(taken).error();
    known = std::move(*taken);
  }
  out->layout_ = std::make_unique<destination::Layout>(told.catalogue, known);
  if (request.remote != nullptr) {
    out->destination_ =
        destination::open_cards(out->files_, out->root_, told.catalogue, told.options, adds);
    return out;
  }
  auto opened = destination::open_folder(out->files_, request.format, out->root_, told.catalogue,
                                         told.options, {adds, "audit"});
  if (!opened) return std::move(opened).error();
  out->destination_ = std::move(*opened);
  return out;
}

Result<void> AuditBook::entry(const DirectoryEntry& entry) {
  auto put = destination_->put(entry);
  return put ? Result<void>() : std::move(put).error();
}

// Every mailbox has a copy of the directory: it is compared and emptied before the next one comes.
Result<void> AuditBook::lists(const Account& mailbox, const std::vector<PersonalList>& lists) {
  auto put = destination_->put(mailbox, lists);
  if (!put) return std::move(put).error();
  const std::string* path = layout_->path(mailbox);
  for (const char* kind : {".vcf", ".ldif"}) {
    std::error_code error;
    if (path == nullptr || !fs::exists(root_ / (*path + kind), error)) continue;
    if (auto done = compare(*path + kind); !done) return done;
    fs::resize_file(root_ / (*path + kind), 0, error);
  }
  return {};
}

// The first message of a folder makes it, and the names of folders depend on their order.
Result<std::string> AuditBook::place(const Account& account, const std::string& folder) {
  const std::string kind = account.kind == AccountKind::board ? "b" : "m";
  const auto [found, fresh] = places_.try_emplace({kind + account.name, folder});
  if (!fresh) return found->second;
  if (request_.remote != nullptr) {
    auto where = request_.remote->place(account, folder);
    if (where) found->second = *where;
    return where;
  }
  Item example;
  example.sequence = examples_.size() + 1;
  example.message.emplace();
  example.message->folder = folder;
  example.message->parts.push_back({});
  auto put = destination_->put(account, example);
  if (!put) return std::move(put).error();
  examples_.push_back(put->target);
  return found->second = place_of_target(request_.format, put->target);
}

Result<void> AuditBook::compare(const std::string& file) {
  std::error_code error;
  if (fs::symlink_status(request_.root / file, error).type() != fs::file_type::regular) {
    say_of_file(audit_, file, "is not there");
    return {};
  }
  auto same = holds_all(root_ / file, request_.root / file, contained_);
  if (!same) return std::move(same).error();
  if (!*same)
    say_of_file(
        audit_, file,
        contained_ ? "lacks something that the source gives" : "is not what the source gives");
  return {};
}

Result<void> AuditBook::finish() {
  if (auto done = destination_->finish(); !done) return done;
  std::error_code error;
  if (request_.format != Format::mbox)
    for (const std::string& example : examples_) fs::remove(root_ / example, error);
  fs::recursive_directory_iterator at(root_, error), end;
  for (; !error && at != end; at.increment(error)) {
    const std::string file = at->path().lexically_relative(root_).generic_string();
    const auto there = fs::symlink_status(request_.root / file, error).type();
    error.clear();
    if (at->is_directory()) {
      if (file == ".sidestep") at.disable_recursion_pending();
      if (there == fs::file_type::directory) continue;
      say_of_file(audit_, file, "is not there: the run made this folder");
      at.disable_recursion_pending();
    } else if (file.ends_with(".mbox") && request_.format == Format::mbox) {
      if (there != fs::file_type::regular) say_of_file(audit_, file, "is not there");
    } else if (at->file_size() > 0) {  // else: lists that were compared
      if (auto done = compare(file); !done) return done;
    }
  }
  if (error) return Error{Errc::io, root_.string() + ": " + error.message()};
  return {};
}

bool AuditBook::has(const std::string& path, bool folder) const {
  std::error_code error;
  const auto type = fs::status(root_ / path, error).type();
  return type == (folder ? fs::file_type::directory : fs::file_type::regular);
}

}  // namespace migrator::run
