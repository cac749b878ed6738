#include "checker/judge/level.hpp"

#include <doctest/doctest.h>

#include "tests/support/machines.hpp"

using namespace checker;
using judge::ProductLevel;
using support::knowledge;
using support::machine;
using support::wizard;
using Files = std::vector<std::pair<std::string, std::string>>;

namespace {
const manifest::Product& product(const std::string& id) { return *knowledge().product(id); }
const manifest::Product& exchange() { return product("exchange-5.5"); }

ProductLevel level_of(const manifest::Product& product, const Inventory& inventory) {
  return judge::level_of(product, inventory::Index(inventory));
}
judge::Expectation answer(const manifest::Product& product, const manifest::Level& wanted,
                          const Inventory& inventory) {
  return judge::expect(product, wanted, inventory::Index(inventory));
}

std::string show(const ProductLevel& found) {
  std::string out = std::string(to_string(found.state)) + " " + found.level + " " +
                    std::string(to_string(found.relation));
  for (const auto& level : found.also) out += " | " + level;
  for (const auto& level : found.hotfixes) out += " + " + level;
  return out + " " + std::to_string(found.known);
}
std::string level(const Inventory& inventory) { return show(level_of(exchange(), inventory)); }
std::string level(const std::string& id, const Files& files) {
  return show(level_of(product(id), machine(files)));
}

int expect(const std::string& id, const std::string& wanted, const Inventory& inventory) {
  const auto* l = product(id).level(wanted);
  REQUIRE(l != nullptr);
  return static_cast<int>(answer(product(id), *l, inventory).answer);
}
int expect(const std::string& wanted, const Inventory& inventory) {
  return expect("exchange-5.5", wanted, inventory);
}

/// All files that a level states, as it states them.
Files files_at(const std::string& id, const std::string& wanted) {
  Files out;
  for (const auto& [file, stated] : product(id).level(wanted)->files)
    out.emplace_back(file, version::to_string(stated.version));
  return out;
}
Files with(Files files, const Files& others) {
  for (const auto& [name, version] : others) {
    std::erase_if(files, [&, &name = name](const auto& f) { return f.first == name; });
    files.emplace_back(name, version);
  }
  return files;
}
}  // namespace

TEST_CASE("levels of the known sets") {
  CHECK(level(wizard("5.5.2448.0", "5.5.2448.4")) == "uniform SP2 at 2");
  CHECK(level(wizard("5.5.2650.12", "5.5.2650.12")) == "uniform SP3 at 2");
  CHECK(level(wizard("5.5.1960.3", "5.5.2232.2")) == "uniform SP1 at 2");  // left Mailmig.exe alone
  CHECK(level(wizard("5.5.1960.3", "5.5.1960.3")) == "uniform RTM at 2");
  CHECK(level(wizard("5.5.2521.0", "5.5.2521.0")) == "uniform Web 3 at 2");
  CHECK(level(wizard("5.5.2650.12", "5.5.2448.4")) == "mixed SP3 unknown 2");
  CHECK(level(wizard("5.5.2650.12", "5.5.2651.29")) == "uniform post-SP3 (September 1999) at 2");
  CHECK(level(wizard("5.5.2650.12", "5.5.2652.39")) == "uniform post-SP3 (July 2000) at 2");
  CHECK(level(wizard("5.5.2448.0", "5.5.2606.0")) == "mixed SP2 unknown 2");
  CHECK(level(machine({})) == "unknown  unknown 0");
  CHECK(level(wizard("", "")) == "unknown  unknown 0");
  CHECK(level(wizard("6.0.1.0", "6.0.1.0")) == "unknown  unknown 0");
}

TEST_CASE("coverage counts every file that some level states") {
  const auto found = level_of(exchange(), wizard("5.5.2448.0", "5.5.2448.4"));
  CHECK(found.known == 2);
  CHECK(found.of == exchange().components.size());
  CHECK(found.of > 80);
}

TEST_CASE("a folder with all files of a service pack is of it, whatever hotfixes there were") {
  for (const char* pack : {"RTM", "SP1", "SP2", "SP3"}) {
    CAPTURE(pack);
    const auto files = files_at("exchange-5.5", pack);
    CHECK(level(machine(files)) ==
          "uniform " + std::string(pack) + " at " + std::to_string(files.size()));
    CHECK(expect(pack, machine(files)) == 0);
  }
  CHECK(level(machine(files_at("exchange-5.5", "SP4"))) == "uniform SP4 at 5");
}

TEST_CASE("hotfixes of parts stand on their service pack") {
  const auto sp3 = files_at("exchange-5.5", "SP3");
  const Files july = {{"Mlmig32.dll", "5.5.2652.39"},
                      {"Mlmignts.dll", "5.5.2652.13"},
                      {"Lsntshc.dll", "5.5.2652.13"}};
  const Files mailbox = {{"Mbclean.exe", "5.5.2652.93"},
                         {"Mbclean.dll", "5.5.2652.87"},
                         {"Mbcleanm.dll", "5.5.2652.87"}};
  CHECK(level(machine(with(sp3, july))) == "uniform post-SP3 (July 2000) at 85");
  CHECK(level(machine(with(with(sp3, july), mailbox))) ==
        "uniform SP3 after + post-SP3 (July 2000) + post-SP3 Mailbox Manager (October 2000) 88");
  CHECK(expect("SP3", machine(with(sp3, july))) == 1);
  CHECK(expect("post-SP3 (July 2000)", machine(with(sp3, july))) == 0);
  // Installed by halves: one file is still of September.
  const auto halves = with(with(sp3, july), {{"Mlmignts.dll", "5.5.2651.29"}});
  CHECK(level(machine(halves)).starts_with("mixed post-SP3 (July 2000)"));
  CHECK(expect("post-SP3 (July 2000)", machine(halves)) == 2);
  // A hotfix does not carry a file of another pack.
  CHECK(level(machine(with(with(sp3, july), {{"Store.exe", "5.5.2448.8"}}))).starts_with("mixed"));
}

TEST_CASE("what a later pack does not state may be left from an earlier one") {
  // SP4 states Emsmta.exe and four more; Store.exe is known up to SP3.
  const auto sp4 = files_at("exchange-5.5", "SP4");
  auto found = level_of(exchange(), machine(with(sp4, {{"Store.exe", "5.5.2650.23"}})));
  CHECK(show(found) == "uniform SP4 at 6");
  CHECK(found.exact == 5);
  // But Dsamain.exe is stated for SP4.
  CHECK(level(machine(with(sp4, {{"Dsamain.exe", "5.5.2650.14"}}))) == "mixed SP4 unknown 5");
  CHECK(level(machine({{"Mailmig.exe", "5.5.1960.3"}})) == "uniform SP1 at | RTM 1");
  CHECK(level(machine({{"Dramapi.dll", "5.5.1960.3"}})) ==
        "uniform SP3 at | RTM | SP1 | SP2 1");  // no pack changed it
}

TEST_CASE("one revision is not a level") {
  // 5.0 RTM was recalled and made again: 1457.10 and 1457.11 are both it.
  CHECK(level("exchange-5.0", {{"Store.exe", "5.0.1457.10"}}) == "uniform RTM at 1");
  CHECK(level("exchange-5.0", {{"Store.exe", "5.0.1457.11"}}) == "uniform RTM at 1");
  CHECK(level("exchange-5.0", {{"Store.exe", "5.0.1459.3"}}) == "uniform SP1 after 1");
  CHECK(level("exchange-5.0", {{"Store.exe", "5.0.1456.0"}}) == "uniform RTM before 1");
  CHECK(level("exchange-4.0", {{"Store.exe", "4.0.996.5"}, {"Emsmta.exe", "4.0.996.72"}}) ==
        "uniform SP5 at 2");
  // A newer revision of the pack's own build is no mix; an older one may be from before it.
  auto sp3 = files_at("exchange-5.5", "SP3");
  CHECK(level(machine(with(sp3, {{"Store.exe", "5.5.2650.30"}}))) == "uniform SP3 after 85");
  CHECK(level(machine(with(sp3, {{"Store.exe", "5.5.2650.4"}}))) == "mixed SP3 unknown 85");
}

TEST_CASE("modern Exchange by its exact build, two products in one branch") {
  CHECK(level("exchange-2016", {{"ExSetup.exe", "15.1.2507.35"}}) == "uniform CU23 Nov23SU at 1");
  CHECK(level("exchange-2016", {{"ExSetup.exe", "15.1.2507.36"}}) ==
        "uniform CU23 Nov23SU after 1");
  CHECK(level("exchange-2019", {{"ExSetup.exe", "15.2.1748.10"}}) == "uniform CU15 at 1");
  CHECK(level("exchange-2019", {{"ExSetup.exe", "15.2.2562.17"}}) == "unknown  unknown 0");
  CHECK(level("exchange-se", {{"ExSetup.exe", "15.2.2562.17"}}) == "uniform RTM at 1");
  CHECK(level("exchange-se", {{"ExSetup.exe", "15.2.1748.10"}}) == "unknown  unknown 0");
  CHECK(level("exchange-2007", {{"ExSetup.exe", "8.3.517.0"}}) == "uniform SP3 RU23 at 1");
  CHECK(level("exchange-2007", {{"ExSetup.exe", "8.1.240.6"}}) == "uniform SP1 RTM at 1");
  // The updates after 2003 SP2 have lower numbers than SP2's own.
  CHECK(level("exchange-2003", {{"Store.exe", "6.5.7654.4"}}) ==
        "uniform post-SP2 (August 2008) at 1");
  CHECK(expect("exchange-2019", "CU15", machine({{"ExSetup.exe", "15.2.1748.10"}})) == 0);
  CHECK(expect("exchange-2019", "CU15", machine({{"ExSetup.exe", "15.2.1748.24"}})) == 1);
  CHECK(expect("exchange-2019", "CU15", machine({{"ExSetup.exe", "15.2.1544.4"}})) == 2);
  CHECK(expect("exchange-2019", "CU15", machine({{"ExSetup.exe", "15.2.2562.17"}})) == 3);
}

TEST_CASE("where no source states a file of a level, the answer is unknown") {
  CHECK(level("windows-nt-4.0", {{"Ntoskrnl.exe", "4.0.1381.4"}}) == "unknown  unknown 0");
  CHECK(expect("windows-nt-4.0", "SP6a", machine({{"Ntoskrnl.exe", "4.0.1381.4"}})) == 3);
  CHECK(level("sms-1.2", {{"Clicfg.exe", "1.2.0.0"}}) == "unknown  unknown 0");
}

TEST_CASE("only products that something was found of are listed") {
  struct Row {
    Files files;
    std::string expected;
  };
  const Row rows[] = {
      {{{"Store.exe", "5.5.2650.23"}}, "exchange-5.5"},
      {{{"Store.exe", "4.0.837.10"}}, "exchange-4.0"},
      {{{"Store.exe", "6.5.6944.4"}}, "exchange-2003"},
      {{{"Snadmod.dll", "4.0.0.606"}}, "sna-4.0"},
      {{{"Store.exe", "5.5.2650.23"}, {"Admin.exe", ""}}, "exchange-5.5"},
      {{{"Mailmig.exe", ""}}, "exchange-5.5"},  // whose version cannot be read
      {{{"Kernel32.dll", "5.5.1.1"}}, ""},
      {{}, ""},
  };
  for (const Row& row : rows) {
    const Inventory inventory = machine(row.files);
    const inventory::Index index(inventory);
    std::string ids;
    for (const auto& found : judge::levels_found(knowledge(), index))
      ids += (ids.empty() ? "" : " ") + found.product->id;
    CAPTURE(row.files.size());
    CHECK(ids == row.expected);
  }
}

TEST_CASE("sets: files that must move together") {
  const auto set = [](const Files& files, const std::string& name) -> std::string {
    const auto found = level_of(exchange(), machine(files));
    for (const auto& s : found.sets)
      if (s.set->name == name) return std::string(to_string(s.state)) + " " + s.level;
    return "not found";
  };
  const std::string mta = "Message Transfer Agent";
  CHECK(set({{"Emsmta.exe", "5.5.2650.24"}, {"X400om.dll", "5.5.2650.24"}}, mta) == "uniform SP3");
  CHECK(set({{"Emsmta.exe", "5.5.2654.58"}, {"X400om.dll", "5.5.2650.24"}}, mta) == "mixed ");
  // Q284254's own files: no level, but of one build.
  CHECK(set({{"Emsmta.exe", "5.5.2654.58"}, {"Mtacheck.exe", "5.5.2654.58"}}, mta)
            .starts_with("uniform"));
  CHECK(set({{"Emsmta.exe", "5.5.2650.24"}}, mta) == "not found");
  CHECK(set({{"Emsmta.exe", "5.5.2650.24"}, {"X400om.dll", ""}}, mta) == "unknown ");
  CHECK(set({{"Mlmig32.dll", "5.5.2652.39"}, {"Mlmignts.dll", "5.5.2651.29"}}, "Migration") ==
        "mixed ");
}

TEST_CASE("the expected level: at it, after, before, too little known") {
  CHECK(expect("SP3", wizard("5.5.2650.12", "5.5.2650.12")) == 0);
  CHECK(expect("SP3", wizard("5.5.2650.12", "5.5.2651.29")) == 1);
  CHECK(expect("SP3", wizard("5.5.2521.0", "5.5.2543.1")) == 2);
  CHECK(expect("SP3", wizard("5.5.2650.12", "5.5.2448.4")) == 2);
  CHECK(expect("SP3", machine({{"Mailmig.exe", "5.5.2650.12"}})) == 3);
  // Two copies of one file are no second file.
  CHECK(expect("SP3", machine({{"Mailmig.exe", "5.5.2650.12"}, {"Mailmig.exe", "5.5.2650.12"}})) ==
        3);
  CHECK(expect("SP3", machine({})) == 3);
  CHECK(expect("SP3", wizard("", "")) == 3);
  CHECK(expect("SP4", wizard("5.5.2653.0", "5.5.2653.0")) == 3);  // no source states its files
  CHECK(expect("SP4", machine(files_at("exchange-5.5", "SP4"))) == 0);
}

TEST_CASE("a file that the level states and that cannot be read keeps it from being at the level") {
  const auto& sp3 = *exchange().level("SP3");
  const auto ask = [&](const Files& files) { return answer(exchange(), sp3, machine(files)); };
  using Answer = judge::Expectation::Answer;
  const Files all = files_at("exchange-5.5", "SP3");
  const auto broken = ask(with(all, {{"Store.exe", ""}}));
  CHECK(broken.answer == Answer::too_few);
  REQUIRE(broken.unreadable.size() == 1);
  CHECK(broken.unreadable.front().ends_with("Store.exe"));
  CHECK(ask(with(all, {{"Store.exe", ""}, {"Mlmig32.dll", "5.5.2652.39"}})).answer ==
        Answer::too_few);
  // What is older is older, whatever else there is.
  CHECK(ask(with(all, {{"Store.exe", ""}, {"Mlmig32.dll", "5.5.2448.4"}})).answer ==
        Answer::before);
  // SP3 says nothing of this one.
  CHECK(sp3.files.count("Mbclean.exe") == 0);
  CHECK(ask(with(all, {{"Mbclean.exe", ""}})).answer == Answer::at);
  // A second copy, of which one can be read.
  auto twice = all;
  twice.emplace_back("Store.exe", "");
  CHECK(ask(twice).answer == Answer::too_few);
}
