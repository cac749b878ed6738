#pragma once
// A run of a real Mailmig.exe along a plan: its files are checked, its control files written, each
// step is started and waited for, and what it wrote is verified before the next one.
#include <filesystem>
#include <functional>
#include <string>

#include "base/files.hpp"
#include "contract/plan.hpp"
#include "migrator/wizard/judged_set.hpp"
#include "migrator/wizard/program.hpp"
#include "migrator/wizard/report.hpp"

namespace migrator::wizard {

struct Request {
  contract::Plan plan;
  std::string control_text;     // of the control file that the plan was made from
  std::filesystem::path bin;    // the folder of Mailmig.exe and Mlmig32.dll
  std::filesystem::path state;  // absolute; journal, control files and sets are kept there
  std::filesystem::path wine;   // the program that runs Mailmig.exe; empty: the system does
  Password password;            // of the post office; empty: none
  bool repair = false;          // a set with faults is mended, and the copy goes on
  bool only_extract = false;    // up to the set
  bool accept_loss = false;     // a plan that leaves content out is run
  bool import_again = false;    // an import that was broken off is started again
};

struct Doors {
  base::Files& files;
  Start start;
  Tell tell;
};

/// Does what is left to do. An Error means that nothing was started now; what goes wrong later is
/// in Report::stopped. An extraction that was broken off begins anew, in a folder of its own; an
/// import that was is refused (Errc::conflict) unless `import_again`, for what has arrived would
/// arrive twice.
base::Result<Report> drive(const Request& request, const Doors& doors);

}  // namespace migrator::wizard
