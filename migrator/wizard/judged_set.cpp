#include "migrator/wizard/judged_set.hpp"

#include "migrator/migration/repair.hpp"

namespace migrator::wizard {
namespace {

namespace fs = std::filesystem;
using base::Result;

Result<migration::Verification> verified(const fs::path& packing_list, const Tell& tell) {
  auto one = migration::verify(packing_list);
  if (!one) return std::move(one).error().during("verify");
  tell({{"event", "wizard-verified"},
        {"set", packing_list.string()},
        {"faults", one->faults},
        {"notes", one->notes},
        {"messages", one->messages},
        {"lists", one->lists},
        {"directory_entries", one->directory_entries}});
  return one;
}

}  // namespace

Result<JudgedSet> judge_set(base::Files& files, const fs::path& packing_list,
                            const std::function<Result<fs::path>()>& make_folder,
                            const Tell& tell) {
  auto first = verified(packing_list, tell);
  if (!first) return std::move(first).error();
  if (first->good() || !make_folder) return JudgedSet{packing_list, std::move(*first)};
  auto folder = make_folder();
  if (!folder) return std::move(folder).error();
  auto repaired = migration::repair(files, packing_list, *folder, {});
  if (!repaired) return std::move(repaired).error().during("repair");
  tell({{"event", "wizard-repaired"},
        {"set", repaired->packing_list.string()},
        {"changes", repaired->changes.size()}});
  auto copy = verified(repaired->packing_list, tell);
  if (!copy) return std::move(copy).error();
  return JudgedSet{copy->good() ? repaired->packing_list : packing_list, std::move(*copy)};
}

}  // namespace migrator::wizard
