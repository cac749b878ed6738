#pragma once
// The passes of a run, one after the other, once everything is open.
#include <filesystem>
#include <string>

#include "migrator/run/provenance.hpp"
#include "migrator/run/run.hpp"

namespace migrator::run {

/// The step that stands in the ledger of a run that has done everything.
inline constexpr const char* kComplete = "complete";

class Runner {
 public:
  Runner(const Request& request, Desk& desk, Source& source, const Catalogue& catalogue,
         const Provenance& provenance, destination::Destination* destination, Report& report)
      : request_(request),
        desk_(desk),
        source_(source),
        catalogue_(catalogue),
        provenance_(provenance),
        destination_(destination),
        report_(report) {}

  /// Everything; false when the watch stopped it.
  base::Result<bool> run();
  /// Where the set of a two-step pass, from 0, stands.
  std::filesystem::path set_folder(std::size_t pass) const;

 private:
  base::Result<bool> pass(std::size_t number);
  base::Result<bool> two_steps(std::size_t number, const std::string& name);
  base::Result<void> verify(const std::filesystem::path& packing_list);
  base::Result<bool> deliver_from(Source& source, std::size_t number, const std::string& step,
                                  bool extracted);
  base::Result<void> finish();

  const Request& request_;
  Desk& desk_;
  Source& source_;
  const Catalogue& catalogue_;
  const Provenance& provenance_;
  destination::Destination* destination_;
  Report& report_;
};

}  // namespace migrator::run
