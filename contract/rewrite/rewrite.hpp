#pragma once
// A plan as control files, one for each start of the wizard, and what is left to
// do by hand (docs/control-files.md).
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contract/rewrite/run_file.hpp"

namespace contract::rewrite {

/// What is rewritten. Borrowed.
struct Original {
  std::string_view text;                // of a control file that is usable
  const contract::Plan& plan;           // made from it
  const contract::Facts& by_itself;     // its facts, on the machine that the plan is for
  std::set<std::string> accepted = {};  // rules whose risk the operator took, by id
};

/// One thing to do, in its order: start the wizard with a file, or a run that a person has to start
/// from the wizard's dialog.
struct Stage {
  std::size_t run = 1;  // of the plan's runs, from 1
  std::vector<ControlText> files;
  std::string by_hand;  // in words; "": the files say it all
};

struct Rewriting {
  std::vector<Stage> stages;
  std::vector<std::string> manual;    // what a person has to do before the first run
  std::vector<std::string> accepted;  // rules whose risk the operator took, by id
  std::vector<std::string> silent;    // changes of the plan that no line of a file shows

  bool is_whole() const;  // no manual step is left
  std::vector<const ControlText*> files() const;
};

/// Comments, order, spelling and line ends are kept; bytes beyond ASCII are copied as they are.
/// Errc::usage where there is no run to write: a plan for Sidestep's own engine, or for no
/// migration.
base::Result<Rewriting> rewrite(const Original& original);

}  // namespace contract::rewrite
