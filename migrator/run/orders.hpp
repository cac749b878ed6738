#pragma once
// What a run was told, as data: kept in its ledger, so that an audit can judge by it.
#include <string>

#include "migrator/run/job.hpp"
#include "migrator/run/selection.hpp"

namespace migrator::run {

struct Orders {
  Job job;
  Selection selection;
};

/// One line of JSON: {"phase", "passes": [{"steps", "content"}], "left_out", "mailboxes", "boards",
/// "folders", "since", "until", "dates_of_boards"}; what was not chosen is absent.
std::string to_text(const Orders& orders);

/// Errc::malformed for anything else; `where` names it.
base::Result<Orders> parse_orders(const std::string& text, const std::string& where);

}  // namespace migrator::run
