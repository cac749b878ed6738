#include "checker/patch/execution/kit.hpp"

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "checker/patch/execution/kit_scripts.hpp"
#include "checker/patch/execution/members.hpp"

namespace checker::patch::execution {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr unsigned kProgram = 0755;

Result<std::string> hash_of(const fs::path& file) {
  auto opened = base::ReadableFile::open(file);
  if (!opened) return std::move(opened).error();
  return base::sha256(base::Blob::window(*opened, 0, (*opened)->size()));
}

// Writes what lies in a kit, and remembers the hashes.
class Kit {
 public:
  Kit(base::Files& files, fs::path folder) : files_(files), folder_(std::move(folder)) {}

  Result<std::unique_ptr<base::OutputFile>> create(const fs::path& path) const {
    const fs::path place = folder_ / path;
    if (auto done = files_.make_directories(place.parent_path()); !done)
      return std::move(done).error();
    return files_.create_new(place);
  }
  Result<void> write(const fs::path& path, std::string_view text, unsigned mode = 0644) const {
    auto file = create(path);
    if (!file) return std::move(file).error();
    if (auto done = (*file)->write(base::bytes_of(text)); !done) return done;
    if (auto done = (*file)->set_mode(mode); !done) return done;
    return (*file)->close();
  }
  // Reads it again: what counts is what will be copied.
  Result<void> hold(const fs::path& path, const std::string& sha256) {
    auto is = hash_of(folder_ / path);
    if (!is) return std::move(is).error();
    if (*is != sha256)
      return Error{Errc::conflict, path.string() + ": is another file than the plan saw",
                   "make the plan again"};
    sums_ += sha256 + "  " + path.generic_string() + "\n";
    return {};
  }
  const fs::path& folder() const { return folder_; }
  const std::string& sums() const { return sums_; }

 private:
  base::Files& files_;
  fs::path folder_;
  std::string sums_;
};

class NewFiles : public transaction::Staging {
 public:
  NewFiles(Kit& kit, const std::vector<const Decision*>& to_do) : kit_(kit), to_do_(to_do) {}
  Result<base::ByteSink*> open(std::size_t change) override {
    auto file = kit_.create(path_of(change));
    if (!file) return std::move(file).error();
    file_ = std::move(*file);
    return file_.get();
  }
  Result<void> close(std::size_t change) override {
    if (auto done = file_->close(); !done) return done;
    if (auto done = kit_.hold(path_of(change), to_do_[change]->offered.sha256); !done) return done;
    auto fine = check_new_file(kit_.folder() / path_of(change), *to_do_[change]);
    if (!fine) return std::move(fine).error().during(to_do_[change]->path);
    return fine;
  }

 private:
  fs::path path_of(std::size_t change) const { return fs::path("new") / to_do_[change]->path; }
  Kit& kit_;
  const std::vector<const Decision*>& to_do_;
  std::unique_ptr<base::OutputFile> file_;
};

// With its times, which undo.sh gives back.
Result<void> keep_old(Kit& kit, const fs::path& target, const Decision& one) {
  const fs::path place = fs::path("old") / one.path, from = target / one.path;
  auto file = kit.create(place);
  if (!file) return std::move(file).error();
  auto source = base::ReadableFile::open(from);
  if (!source) return std::move(source).error();
  if (auto done = (*file)->write_from(**source); !done) return done;
  if (auto done = (*file)->set_like(from, true); !done) return done;
  if (auto done = (*file)->close(); !done) return done;
  return kit.hold(place, one.now->sha256);
}

Result<void> write_texts(Kit& kit, const std::vector<Exchanged>& files, const KitTexts& texts) {
  struct Text {
    const char* name;
    std::string text;
    unsigned mode = 0644;
  };
  const std::string& by = texts.made_by;
  for (const Text& one : {Text{"copy.cmd", batch_script(files, Direction::copy, by)},
                          Text{"undo.cmd", batch_script(files, Direction::undo, by)},
                          Text{"copy.sh", shell_script(files, Direction::copy, by), kProgram},
                          Text{"undo.sh", shell_script(files, Direction::undo, by), kProgram},
                          Text{"plan.txt", texts.plan_text}, Text{"plan.json", texts.plan_json},
                          Text{"asked.json", texts.asked_json}, Text{"SHA256SUMS", kit.sums()}})
    if (auto done = kit.write(one.name, one.text, one.mode); !done) return done;
  return {};
}

Result<std::vector<Exchanged>> exchanged(const std::vector<const Decision*>& to_do) {
  std::vector<Exchanged> out;
  for (const Decision* one : to_do) {
    if (!in_script(one->path))
      return Error{Errc::usage, one->path + ": this name cannot stand in a batch file of Windows",
                   "mount the server's folder here, and use sidestep patch apply"};
    out.push_back({one->path, one->now == nullptr});
  }
  return out;
}

Result<void> fill(Kit& kit, const planning::Plan& plan, const package::Reader& reader,
                  const std::vector<Exchanged>& files, const KitTexts& texts) {
  const auto to_do = plan.to_do();
  NewFiles staging(kit, to_do);
  if (auto done = hand_over(plan, to_do, reader, staging); !done) return done;
  for (const Decision* one : to_do)
    if (one->now != nullptr)
      if (auto done = keep_old(kit, plan.target, *one); !done) return done;
  return write_texts(kit, files, texts);
}

// Where the kit will be: not there yet, and not in the target, where it would be taken for a part.
Result<fs::path> place_of(const fs::path& to, const fs::path& target) {
  fs::path out = fs::absolute(to).lexically_normal();
  if (!out.has_filename()) out = out.parent_path();  // "kit/"
  std::error_code error;
  if (fs::exists(fs::symlink_status(out, error)))
    return Error{Errc::usage, to.string() + ": exists already", "name a folder that is to be made"};
  const fs::path folder = fs::canonical(out.parent_path(), error);
  if (error) return Error{Errc::usage, out.parent_path().string() + ": is no folder"};
  const fs::path inside = folder.lexically_relative(fs::canonical(target, error));
  if (!error && !inside.empty() && *inside.begin() != "..")
    return Error{Errc::usage, to.string() + ": lies in the target",
                 "name a folder that is outside of it"};
  return folder / out.filename();
}

}  // namespace

Result<void> make_kit(base::Files& files, const planning::Plan& plan, const package::Reader& reader,
                      const fs::path& to, const KitTexts& texts) {
  auto exchange = exchanged(plan.to_do());
  if (!exchange) return std::move(exchange).error();
  auto place = place_of(to, plan.target);
  if (!place) return std::move(place).error();
  const fs::path draft = place->parent_path() / (place->filename().string() + ".sidestep-draft");
  std::error_code ignored;
  Kit kit(files, draft);
  auto done = files.make_directory(draft, 0700);
  if (!done && done.error().code == Errc::conflict)
    return Error{Errc::usage, draft.string() + ": a crash may have left this",
                 "look at it, remove it, and run the command again"};
  if (!done) return done;
  done = fill(kit, plan, reader, *exchange, texts);
  if (done) done = files.sync_filesystem(draft);
  if (done) done = files.rename(draft, *place);
  if (!done) {
    fs::remove_all(draft, ignored);
    return done;
  }
  return files.sync_directory(place->parent_path());
}

}  // namespace checker::patch::execution
