// The destination's side of an audit: what stands there beyond the ledger.
#include <algorithm>

#include "base/text.hpp"
#include "migrator/run/audit_parts.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using destination::Extent;
using destination::Format;
using ledger::ItemKind;
using ledger::State;

constexpr std::size_t kLedgers = 1000;  // below a state

// A million names would be a hundred megabytes; hashes of them are forty.
std::size_t key_of(Format format, const std::string& path) {
  const fs::path file(path);
  if (format != Format::maildir) return std::hash<std::string>()(path);
  return std::hash<std::string>()(
      (file.parent_path().parent_path() / destination::maildir_stem(file.filename().string()))
          .string());
}

Result<void> learn(const AuditRequest& request, ledger::Ledger& ledger, Known& known) {
  return ledger.each_item([&](const ledger::Entry& entry) -> Result<void> {
    const ledger::Row& row = entry.row;
    if (row.kind != ItemKind::message || row.state != State::delivered) return {};
    if (request.format != Format::mbox) {
      known.files.emplace(key_of(request.format, row.target), false);
      return {};
    }
    if (const auto record = destination::parse_extent(row.target_id))
      known.records[row.target].push_back(*record);
    return {};
  });
}

void add_place(const AuditRequest& request, const std::string& path, Known& known) {
  known.places.insert(path);
  if (request.format == Format::maildir)
    for (const char* part : {"/cur", "/new", "/tmp", "/maildirfolder"})
      known.places.insert(path + part);
  for (fs::path up = fs::path(path).parent_path(); !up.empty(); up = up.parent_path())
    known.places.insert(up.generic_string());
}

// Where others have added to the destination, its index says what they made.
void learn_places(const AuditRequest& request, const base::Json& json, Known& known, int depth) {
  constexpr int kDeepest = 6;  // an index has four levels
  if (json.is_string()) add_place(request, json.get<std::string>(), known);
  if (!json.is_structured() || depth > kDeepest) return;
  for (const auto& [key, value] : json.items())
    if (key != "name") learn_places(request, value, known, depth + 1);
}

// Ledgers of imports that came to the same destination: those of recovery sets lie below the state
// of the run that made them.
Result<void> learn_from_others(const AuditRequest& request, Known& known, Audit& audit) {
  std::error_code error;
  std::size_t asked = 0;
  const fs::path own = request.state / "ledger.sqlite";
  for (fs::recursive_directory_iterator at(request.state, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename() != "ledger.sqlite" || at->path() == own || ++asked > kLedgers)
      continue;
    auto other = ledger::Ledger::read(at->path());
    if (!other) continue;
    auto binding = other->binding();
    if (!binding || binding->destination != request.destination) continue;
    if (auto learnt = learn(request, *other, known); !learnt) return learnt;
    known.added = true;
    audit.notes.push_back("the ledger " + at->path().string() + " is of this destination too");
  }
  if (!known.added) return {};
  auto index = base::read_json(request.root / "index.json");
  if (index) learn_places(request, *index, known, 0);
  return {};
}

// Bytes of an mbox between, before and behind the records that are known.
void check_records(const std::string& file, std::uint64_t size, std::vector<Extent> records,
                   Audit& audit) {
  std::ranges::sort(records, {}, &Extent::offset);
  std::uint64_t at = 0;
  const auto gap = [&](std::uint64_t end) {
    if (end > at)
      say_of_file(audit, file,
                  std::to_string(end - at) + " bytes from byte " + std::to_string(at) +
                      " on are of no item that the ledger has");
  };
  for (const Extent& one : records) {
    gap(one.offset);
    at = std::max(at, one.offset + one.length);
  }
  gap(size);
}

class Strangers {
 public:
  Strangers(const AuditRequest& request, Known known, const AuditBook& book, Audit& audit)
      : request_(request), known_(std::move(known)), book_(book), audit_(audit) {}

  Result<void> run() {
    std::error_code error;
    fs::recursive_directory_iterator at(request_.root, error), end;
    for (; !error && at != end; at.increment(error))
      if (!take(*at)) at.disable_recursion_pending();
    if (error) return Error{Errc::io, request_.root.string() + ": " + error.message()};
    return {};
  }

 private:
  // Whether what is in it is to be looked at.
  bool take(const fs::directory_entry& entry) {
    std::error_code error;
    const std::string file = entry.path().lexically_relative(request_.root).generic_string();
    const auto type = entry.symlink_status(error).type();
    if (type == fs::file_type::directory) {
      if (file == ".sidestep" || entry.path() == request_.state) return false;
      if (explained(file, true)) return true;
    } else if (type == fs::file_type::regular && explains(file, entry)) {
      return true;
    }
    say_of_file(audit_, file, "stands there, and the run did not put it there");
    return false;
  }

  bool explained(const std::string& file, bool folder) const {
    return book_.has(file, folder) || known_.places.contains(file);
  }

  // Says itself what is wrong with a message.
  bool explains(const std::string& file, const fs::directory_entry& entry) {
    const fs::path path(file);
    const std::string folder = path.parent_path().filename().string();
    if (request_.format == Format::mbox && file.ends_with(".mbox")) return check_mbox(file, entry);
    if (request_.format == Format::mbox && file.ends_with(".mbox.lock"))
      return explained(file.substr(0, file.size() - 5), false);
    const bool message = request_.format == Format::maildir
                             ? folder == "cur" || folder == "new"
                             : request_.format == Format::eml && file.ends_with(".eml");
    if (!message) return explained(file, false);
    const auto found = known_.files.find(key_of(request_.format, file));
    if (found == known_.files.end())
      say_of_file(audit_, file, "stands in the destination, and the ledger does not have it");
    else if (std::exchange(found->second, true))
      say_of_file(audit_, file, "stands twice: the same message is there under another name");
    return true;
  }

  bool check_mbox(const std::string& file, const fs::directory_entry& entry) {
    std::error_code error;
    const auto records = known_.records.find(file);
    const bool known = records != known_.records.end();
    if (!known && !explained(file, false)) return false;
    check_records(file, entry.file_size(error), known ? records->second : std::vector<Extent>(),
                  audit_);
    return true;
  }

  const AuditRequest& request_;
  Known known_;
  const AuditBook& book_;
  Audit& audit_;
};

}  // namespace

Result<Known> known_of(const AuditRequest& request, ledger::Ledger& ledger, Audit& audit) {
  Known known;
  if (auto learnt = learn(request, ledger, known); !learnt) return std::move(learnt).error();
  if (auto learnt = learn_from_others(request, known, audit); !learnt)
    return std::move(learnt).error();
  return known;
}

Result<void> find_strangers(const AuditRequest& request, Known known, const AuditBook& book,
                            Audit& audit) {
  return Strangers(request, std::move(known), book, audit).run();
}

}  // namespace migrator::run
