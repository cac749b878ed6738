#include "checker/judge/level.hpp"

#include <doctest/doctest.h>

#include "tests/support/machines.hpp"

using namespace checker;
using judge::ProductLevel;
using support::knowledge;
using support::machine;
using support::wizard;

namespace {
const manifest::Product& exchange() { return *knowledge().product("exchange-5.5"); }

std::string level(const Inventory& inventory) {
  const ProductLevel found = judge::level_of(exchange(), inventory);
  return std::string(to_string(found.state)) + " " + found.level + " " +
         std::to_string(found.known) + "/" + std::to_string(found.of);
}

int expect(const std::string& wanted, const Inventory& inventory) {
  for (const auto& l : exchange().levels)
    if (l.id == wanted) return static_cast<int>(judge::expect(exchange(), l, inventory).answer);
  return -1;
}
}  // namespace

TEST_CASE("levels of the known sets, with coverage") {
  CHECK(level(wizard("5.5.2448.0", "5.5.2448.4")) == "uniform SP2 2/4");
  CHECK(level(wizard("5.5.2650.12", "5.5.2650.12")) == "uniform SP3 2/4");
  CHECK(level(wizard("5.5.1960.3", "5.5.2232.2")) ==
        "uniform SP1 2/4");  // SP1 left Mailmig.exe alone
  CHECK(level(wizard("5.5.1960.3", "5.5.1960.3")) == "uniform RTM 2/4");
  CHECK(level(wizard("5.5.2650.12", "5.5.2448.4")) == "mixed SP3 2/4");
  CHECK(level(machine({})) == "unknown  0/4");
  CHECK(level(wizard("", "")) == "unknown  0/4");
  CHECK(level(wizard("6.0.1.0", "6.0.1.0")) == "unknown  0/4");
}

TEST_CASE("the expected level: at it, after, before, too little known") {
  CHECK(expect("SP3", wizard("5.5.2650.12", "5.5.2650.12")) == 0);
  CHECK(expect("SP3", wizard("5.5.2650.12", "5.5.2651.29")) == 1);
  CHECK(expect("SP3", wizard("5.5.2521.0", "5.5.2543.1")) == 2);
  CHECK(expect("SP3", wizard("5.5.2650.12", "5.5.2448.4")) == 2);
  CHECK(expect("SP3", machine({{"Mailmig.exe", "5.5.2650.12"}})) == 3);
  CHECK(expect("SP3", machine({})) == 3);
  CHECK(expect("SP3", wizard("", "")) == 3);
  CHECK(expect("SP4", wizard("5.5.2653.0", "5.5.2653.0")) == 3);  // no source states its files
}
