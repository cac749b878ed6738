#pragma once
// The packing list: the code page of a set, and its files (SDK appendxa_4vs5).
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "migrator/migration/note.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::migration {

/// A set of a hundred thousand accounts has a packing list of about 6 MB.
constexpr std::uint64_t kMaxPackingList = 32u << 20;

struct PackingList {
  struct File {
    std::string name;  // bare; UTF-8 in a set of a double-byte page, else bytes as they stand
    bool primary = false;
    std::uint64_t line = 0;
  };
  unsigned code_page = 0;         // 0: line 1 holds no number
  std::uint64_t number_line = 1;  // where that number stands; comments may come before it (Q177418)
  std::vector<File> files;        // in their order, which is the order of import
  std::optional<SetNote> note;
};

/// Reads a packing list. What is wrong with a line goes to `findings`, and the rest is still read.
base::Result<PackingList> read_packing_list(const std::filesystem::path& path,
                                            std::vector<Finding>& findings);
/// The same of a file that is open; `name` is for findings.
base::Result<PackingList> read_packing_list(std::shared_ptr<const base::RandomAccess> file,
                                            const std::string& name,
                                            std::vector<Finding>& findings);

/// A file's name as the folder has it, from the bytes of a packing list; and those bytes again,
/// nullopt if its code page lacks a character. The list is in the Windows page of its machine
/// (Q156063), which it does not name: only the pages with lead bytes are the same for DOS and
/// Windows, and only there a `\` may be half a character. In others the bytes are the name.
std::string listed_name(unsigned code_page, const std::string& bytes);
std::optional<std::string> name_to_list(unsigned code_page, const std::string& name);

/// The whole text, CR LF lines; names in the form that read_packing_list() takes.
std::string to_text(const PackingList& list);

/// "<post office>.PKL", ASCII whatever the post office is called.
std::string packing_list_name(std::string_view post_office);

}  // namespace migrator::migration
