#include "migrator/migration/folder_check.hpp"

#include "migrator/migration/block_check.hpp"
#include "migrator/migration/primary.hpp"
#include "migrator/migration/secondary.hpp"

namespace migrator::migration {

using base::Result;

Result<Stray> kind_of_file(const Folder& folder, const std::string& true_name,
                           const base::CodePage& page) {
  auto file = folder.file(true_name);
  if (!file) return std::move(file).error();
  const SecondaryFile secondary(*file, true_name);
  bool header = false;
  auto first = first_block(secondary, header);
  if (!first) return std::move(first).error();
  std::vector<Finding> ignored;
  if (header || secondary.block(*first, ignored))
    return *first < (*file)->size() ? Stray::secondary : Stray::other;
  auto entry = PrimaryReader(*file, true_name, page).next();
  if (!entry) return std::move(entry).error();
  const auto* section = std::get_if<Section>(&*entry);
  return section != nullptr && section->kind != SectionKind::unknown ? Stray::primary
                                                                     : Stray::other;
}

Result<std::set<std::string>> unlisted_files(const Folder& folder, const PackingList& list,
                                             const std::string& packing_list) {
  std::set<std::string> listed, out;
  for (const PackingList::File& file : list.files) listed.insert(base::lower(file.name));
  for (const auto& [folded, name] : folder.names()) {
    if (!folded.ends_with(".pkl") || name == packing_list) continue;
    std::vector<Finding> ignored;
    auto other = read_packing_list(folder.path() / name, ignored);
    if (!other && other.error().code == base::Errc::io) return std::move(other).error();
    if (!other) continue;
    for (const PackingList::File& file : other->files) listed.insert(base::lower(file.name));
  }
  for (const auto& [folded, name] : folder.names())
    if ((folded.ends_with(".pri") || folded.ends_with(".sec")) && !listed.contains(folded))
      out.insert(folded);
  return out;
}

Result<void> check_unlisted(const Folder& folder, const std::string& packing_list,
                            const PackingList& list, const base::CodePage& page,
                            const std::set<std::string>& pointed_to, Findings& findings) {
  auto unlisted = unlisted_files(folder, list, packing_list);
  if (!unlisted) return std::move(unlisted).error();
  for (const std::string& folded : *unlisted) {
    const auto name = folder.find(folded);
    if (!name || pointed_to.contains(folded)) continue;
    auto kind = kind_of_file(folder, *name, page);
    if (!kind) return std::move(kind).error();
    constexpr const char* kWhere = "in the folder, but not in the packing list";
    if (*kind == Stray::primary)
      findings.fault(*name, 0, 0, std::string(kWhere) + ": what its sections hold is not imported");
    else if (*kind == Stray::secondary)
      findings.fault(*name, 0, 0,
                     std::string(kWhere) +
                         ", and no row leads to it: what it holds is not "
                         "imported");
    else
      findings.note(*name, 0, 0, kWhere);
  }
  return {};
}

}  // namespace migrator::migration
