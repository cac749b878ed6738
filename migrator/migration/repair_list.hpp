#pragma once
// What can be mended in a packing list.
#include <functional>
#include <string>
#include <vector>

#include "migrator/migration/folder.hpp"
#include "migrator/migration/lines.hpp"
#include "migrator/migration/packing_list.hpp"
#include "migrator/migration/repair.hpp"

namespace migrator::migration {

class ListMender {
 public:
  /// Reads the packing list and mends its rows by what the folder holds. Errors as of
  /// read_packing_list().
  static base::Result<ListMender> read(const std::filesystem::path& path, const Folder& folder,
                                       const RepairOptions& options);

  /// True names of the files that are there, as listed, or as they should be.
  std::vector<std::string> primaries() const { return named(true); }
  std::vector<std::string> secondaries() const { return named(false); }
  unsigned code_page() const { return code_page_; }
  /// Lists a file, its row after the last one of its kind.
  void add(const std::string& true_name, bool primary);
  /// Takes the rows of secondaries out that are not there and that nobody needs.
  void drop_missing(const std::function<bool(const std::string&)>& needed);
  /// The mended text, CR LF lines.
  std::string text() const;
  const std::vector<Change>& changes() const { return changes_; }

 private:
  struct Entry {
    std::string text;       // without its end
    std::string name;       // of a row; else ""
    std::string true_name;  // "": not there
    bool primary = false;
    std::uint64_t line = 0;
  };
  ListMender(std::string file, const Folder& folder) : file_(std::move(file)), folder_(&folder) {}
  base::Result<void> take(const Line& line, const RepairOptions& options);
  void complete(const RepairOptions& options);
  void take_number(const std::string& text, std::uint64_t line, const RepairOptions& options);
  base::Result<void> take_row(const std::string& text, std::uint64_t line);
  void change(std::uint64_t line, std::string what, std::string was, std::string now);
  std::vector<std::string> named(bool primary) const;

  std::string file_;
  const Folder* folder_;
  std::vector<Entry> entries_;
  std::vector<Change> changes_;
  unsigned code_page_ = 0;
  bool number_seen_ = false, header_seen_ = false, ends_said_ = false;
};

}  // namespace migrator::migration
