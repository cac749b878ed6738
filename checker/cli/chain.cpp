#include "checker/cli/chain.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "checker/audit/log.hpp"
#include "checker/cli/output.hpp"
#include "checker/report/layout.hpp"

namespace checker::cli {
namespace {

// whole 0, cut 1, broken 2: also the exit codes. Records that were taken off the end leave no gap:
// only a hash noted elsewhere tells.
enum class State { whole, cut, broken };

State state_of(const audit::Chain& chain, const std::string& expect) {
  const bool missed = !expect.empty() && !chain.has_expected;
  return chain.fault || missed ? State::broken : chain.cut_at_end ? State::cut : State::whole;
}

std::string_view word_of(State state) {
  return state == State::whole ? "whole" : state == State::cut ? "cut" : "broken";
}

base::Json to_json(const audit::Chain& chain, const std::string& expect) {
  base::Json out = {{"state", word_of(state_of(chain, expect))},
                    {"records", chain.records},
                    {"first_time", chain.first_time},
                    {"last_time", chain.last_time},
                    {"last_hash", chain.last_hash},
                    {"torn", chain.torn},
                    {"cut_at_end", chain.cut_at_end},
                    {"fault", chain.fault ? base::Json(chain.fault->message) : nullptr}};
  if (!expect.empty()) out["has_expected"] = chain.has_expected;
  return out;
}

std::string counted(std::uint64_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string headline(const audit::Chain& chain, State state) {
  const auto line = [](const std::string& text) { return report::paragraph("", text); };
  const std::string records = counted(chain.records, "record");
  if (chain.fault)
    return line("BROKEN: " + chain.fault->message + ".") +
           (chain.records == 0 ? "" : line(fmt::format("Before it stand {}, whole.", records)));
  if (state == State::broken)
    return line(
        "BROKEN: no record has the hash that was expected: records were taken off the end, or this "
        "is another log.");
  if (state == State::cut)
    return line(
        fmt::format("CUT: {}, whole, and behind the last one a line that is none: a crash "
                    "cut it short, or it was damaged.",
                    records));
  return line(fmt::format("WHOLE: {}.", records));
}

std::string to_text(const audit::Chain& chain, const std::string& expect) {
  std::string out = headline(chain, state_of(chain, expect));
  if (chain.fault) return out;
  out += fmt::format("  first {}\n  last  {}\n  hash  {}\n", base::printable(chain.first_time),
                     base::printable(chain.last_time), base::printable(chain.last_hash));
  if (!chain.torn.empty())
    out += report::paragraph(
        "", fmt::format("{} cut short by a crash, and named by the record after.",
                        chain.torn.size() == 1 ? "1 line was"
                                               : fmt::format("{} lines were", chain.torn.size())));
  return out;
}

}  // namespace

int show_chain(const std::filesystem::path& log, const std::string& expect, bool json) {
  auto chain = audit::verify(log, expect);
  if (!chain) return fail(chain.error(), json);
  const std::string text =
      json ? base::dump(to_json(*chain, expect)) + "\n" : to_text(*chain, expect);
  if (auto done = print(text, ""); !done) return fail(done.error(), json);
  return static_cast<int>(state_of(*chain, expect));
}

}  // namespace checker::cli
