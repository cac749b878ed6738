#include "migrator/survey/walk.hpp"

#include <algorithm>

namespace migrator::survey {
namespace {

namespace fs = std::filesystem;

class Walk {
 public:
  base::Result<Walked> run(const fs::path& folder) {
    std::error_code error;
    const auto status = fs::status(folder, error);
    if (!fs::exists(status))
      return base::Error{base::Errc::io, folder.string() + ": there is no such folder"};
    if (!fs::is_directory(status))
      return base::Error{base::Errc::usage, folder.string() + ": is not a folder",
                         "give the folder that the file stands in"};
    if (const std::string trouble = enter(folder, "", 0); !trouble.empty())
      return base::Error{base::Errc::io, folder.string() + ": " + trouble};
    return std::move(out_);
  }

 private:
  struct Entry {
    std::string name;
    fs::directory_entry entry;
  };

  // What kept the folder from being read, "" when nothing did.
  std::string enter(const fs::path& folder, const std::string& prefix, int depth) {
    if (depth > kMostDepth) return "stands too deep, not looked into";
    std::vector<Entry> entries;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      if (entries.size() + out_.files.size() >= kMostFiles) {
        out_.cut = true;
        break;
      }
      entries.push_back({it->path().filename().string(), *it});
    }
    if (error) return error.message();
    std::ranges::sort(entries, {}, &Entry::name);
    for (const Entry& entry : entries) {
      const bool state = entry.name == ".sidestep" || entry.name == "ledger.sqlite";
      if (state && !prefix.empty()) out_.runs.push_back(prefix);
      if (entry.name == ".sidestep") out_.runs.push_back(prefix + ".sidestep/");
      take(entry, prefix, depth);
    }
    return {};
  }

  void take(const Entry& entry, const std::string& prefix, int depth) {
    if (out_.files.size() >= kMostFiles) {
      out_.cut = true;
      return;
    }
    const std::string path = prefix + entry.name;
    std::error_code error;
    const auto status = entry.entry.symlink_status(error);
    if (error) {
      out_.files.push_back({path, 0, Found::Type::unreadable, error.message()});
    } else if (fs::is_symlink(status)) {
      out_.files.push_back({path, 0, Found::Type::link});
    } else if (fs::is_directory(status)) {
      const std::string trouble = enter(entry.entry.path(), path + "/", depth + 1);
      if (!trouble.empty()) out_.files.push_back({path + "/", 0, Found::Type::unreadable, trouble});
    } else if (fs::is_regular_file(status)) {
      const auto size = entry.entry.file_size(error);
      if (error)
        out_.files.push_back({path, 0, Found::Type::unreadable, error.message()});
      else
        out_.files.push_back({path, size, Found::Type::file});
    } else {
      out_.files.push_back({path, 0, Found::Type::special});
    }
  }

  Walked out_;
};

}  // namespace

base::Result<Walked> walk(const fs::path& folder) { return Walk().run(folder); }

bool lies_in_run(const Walked& walked, const std::string& path) {
  return std::ranges::any_of(walked.runs,
                             [&](const std::string& run) { return path.starts_with(run); });
}

}  // namespace migrator::survey
