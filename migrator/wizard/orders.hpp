#pragma once
// What the wizard is to be told: the plan as control files, each for one start.
#include <string>
#include <vector>

#include "contract/plan.hpp"
#include "contract/rewrite/rewrite.hpp"

namespace migrator::wizard {

/// One start of the wizard. Its set goes where we can find it, so File is still to be written.
struct Order {
  std::size_t run = 1;  // of the plan's runs, from 1
  contract::rewrite::ControlText control;
};

struct Orders {
  std::vector<Order> list;
  std::string post_office;  // POName, after which the set is called; "": not said
};

/// The plan's runs, in order. With `only_extract` each is only extracted. Errc::conflict for a plan
/// that is not safe, leaves content out without `accept_loss`, or has something that only a person
/// can do; Errc::usage for one that extracts nothing.
base::Result<Orders> orders_of(const contract::Plan& plan, const std::string& control_text,
                               bool only_extract, bool accept_loss);

/// The text of an order that writes a set, with File naming `folder`: "Z:\state\set-1".
base::Result<std::string> text_into(const Order& order, const std::string& folder);
/// The text of an order that imports the set with this packing list: "Z:\state\…\HARBOR.PKL".
base::Result<std::string> text_of_import(const Order& order, const std::string& packing_list);

}  // namespace migrator::wizard
