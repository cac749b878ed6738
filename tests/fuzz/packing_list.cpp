// A packing list: what is read and written again says the same.
#include "migrator/migration/packing_list.hpp"

#include "migrator/migration/csv_line.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory.hpp"

using fuzz::require;
namespace migration = migrator::migration;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<migration::Finding> findings;
  const auto list =
      migration::read_packing_list(fuzz::file_of(fuzz::bytes(data, size)), "x.pkl", findings);
  require(bool(list), "memory can be read");
  bool fault = false;
  for (const auto& finding : findings) {
    require(finding.file == "x.pkl" && !finding.message.empty(), "a finding says where and what");
    fault = fault || finding.kind == migration::Finding::Kind::fault;
  }
  for (const auto& file : list->files)
    require(migration::is_file_name(file.name), "a set names files of its own folder");
  if (fault) return 0;
  const std::string text = to_text(*list);
  std::vector<migration::Finding> none;
  const auto again =
      migration::read_packing_list(fuzz::file_of(base::bytes_of(text)), "x.pkl", none);
  require(again && again->code_page == list->code_page && again->files.size() == list->files.size(),
          "what is written reads as what it was");
  for (std::size_t i = 0; i < list->files.size(); ++i)
    require(again->files[i].name == list->files[i].name &&
                again->files[i].primary == list->files[i].primary,
            "every file stays");
  return 0;
}
