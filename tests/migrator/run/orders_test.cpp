#include "migrator/run/orders.hpp"

#include <doctest/doctest.h>

#include "base/json.hpp"

using namespace migrator;
using namespace migrator::run;

namespace {

Orders all_chosen() {
  Orders orders;
  orders.job.phase = Phase::import;
  orders.job.passes = {{Steps::one, {Content::messages}}, {Steps::two, {Content::boards}}};
  orders.job.left_out = {Content::directory};
  orders.selection.mailboxes = {"Grüße, \"A\"", "Quill, Nora"};
  orders.selection.boards.emplace();  // chosen, and none of them
  orders.selection.folders = {"Minutes\\1998"};
  orders.selection.since = LocalTime{1998, 1, 1, 0, 0, 0};
  orders.selection.until = LocalTime{1998, 12, 31, 23, 59, 59};
  orders.selection.dates_of_boards = false;
  return orders;
}

}  // namespace

TEST_CASE("orders come back from their text as they were") {
  for (const Orders& orders : {Orders(), all_chosen()}) {
    const auto back = parse_orders(to_text(orders), "ledger");
    REQUIRE_MESSAGE(back, back.error().message);
    CHECK(back->job.phase == orders.job.phase);
    CHECK(back->job.passes == orders.job.passes);
    CHECK(back->job.left_out == orders.job.left_out);
    CHECK(back->selection.mailboxes == orders.selection.mailboxes);
    CHECK(back->selection.boards == orders.selection.boards);
    CHECK(back->selection.folders == orders.selection.folders);
    CHECK(back->selection.since == orders.selection.since);
    CHECK(back->selection.until == orders.selection.until);
    CHECK(back->selection.dates_of_boards == orders.selection.dates_of_boards);
  }
}

TEST_CASE("orders that lack something, hold something else or a word nobody knows are refused") {
  const base::Json whole = base::Json::parse(to_text(all_chosen()));
  const auto refuses = [](const base::Json& json) {
    const auto parsed = parse_orders(json.dump(), "ledger");
    REQUIRE_MESSAGE(!parsed, json.dump());
    CHECK(parsed.error().message.find("ledger") != std::string::npos);
  };
  for (const char* key : {"phase", "passes", "left_out", "folders", "dates_of_boards"}) {
    base::Json json = whole;
    json.erase(key);
    refuses(json);
  }
  for (const auto& [path, value] : {std::pair<const char*, base::Json>{"/phase", "third"},
                                    {"/passes/0/steps", "three"},
                                    {"/passes/0/content", {"stamps"}},
                                    {"/passes", "one"},
                                    {"/left_out", {"stamps"}},
                                    {"/mailboxes", "Quill"},
                                    {"/since", "1998-01-01"},
                                    {"/until", "19980231000000"},
                                    {"/dates_of_boards", 1},
                                    {"/more", true}}) {
    base::Json json = whole;
    json[base::Json::json_pointer(path)] = value;
    refuses(json);
  }
  CHECK_FALSE(parse_orders("{", "ledger"));
}
