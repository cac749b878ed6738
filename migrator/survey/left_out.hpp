#pragma once
// What lies in a folder and is in no draft of it.
#include <string>

namespace migrator::survey {

struct LeftOut {
  std::string file;
  std::string why;
  bool may_hold_mail = false;  // or lists: somebody should look at it
};

}  // namespace migrator::survey
