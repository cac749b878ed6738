#pragma once
// What each reason of the ledger means, and what to do about it: a sentence each, for people.
#include <string_view>

#include "migrator/ledger/words.hpp"

namespace migrator::run {

struct Advice {
  std::string_view meaning;     // "a date that no calendar has"
  std::string_view what_to_do;  // a sentence; of what was filtered, how to have it after all
};

/// Of every reason; both are empty for Reason::none alone.
Advice advice_for(ledger::Reason reason);

}  // namespace migrator::run
