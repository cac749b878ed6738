#pragma once
// Rules in prose, for somebody who has never seen a manifest.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/manifest/knowledge.hpp"

namespace checker::report {

/// When a trigger holds, as bullets of 80 columns below one another, each line indented by
/// `indent`: "the source is cc:Mail", "it runs in one step".
std::string trigger_in_prose(const manifest::Condition& condition,
                             const manifest::Knowledge& knowledge, std::size_t indent);

/// The same for programs: an array of what must hold together, each a sentence or an object {"any":
/// […]}, {"all": […]}, {"not": […]} of such.
base::Json trigger_as_lines(const manifest::Condition& condition,
                            const manifest::Knowledge& knowledge);

/// What must hold for a trigger to be true, one fact each: "it runs in one step". What only one of
/// several must hold is not among them.
struct Circumstance {
  std::string fact, text;
};
std::vector<Circumstance> circumstances(const manifest::Condition& trigger,
                                        const manifest::Knowledge& knowledge);

/// "Mlmig32.dll 5.5, below 5.5.2543.1 (the article prints 2543.1)".
std::string versions_in_prose(const manifest::Range& range);

/// What a way out costs and who can take it: "loses nothing; takes an option"; "" where nothing is
/// said.
std::string cost_in_prose(const manifest::Remedy& remedy);

/// What Sidestep's own engine has to do with a rule, in one or two sentences.
std::string own_engine(const manifest::Rule& rule);

/// "8092 (MSExchangeMig)".
std::string event_name(std::uint64_t id, const std::string& source);

}  // namespace checker::report
