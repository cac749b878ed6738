#pragma once
// Words that reports share: of contents and steps, for people who do not know
// the names of facts, and of lists.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/judge/judge.hpp"
#include "contract/plan.hpp"

namespace checker::report {

/// null where there is no text.
inline base::Json text_or_null(const std::string& text) {
  return text.empty() ? base::Json(nullptr) : base::Json(text);
}

/// "SP1, SP2, SP3"
inline std::string listed(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// "Q1, Q2, Q3, Q4, Q5, Q6 and 3 more"
std::string some_of(const std::vector<std::string>& texts, std::size_t most = 6);

/// "bulletin boards": a value that is written with hyphens.
std::string plain(std::string word);
/// "bulletin boards, directory": members of migration.content.
std::string content_in_words(const std::set<std::string>& members);
/// "perhaps also directory: nobody has said"; "" where it is known what a run carries.
std::string perhaps_carried(const contract::Facts& operation);

/// What a plan has installed first: "Mlmig32.dll 5.5.2650.12"; "" where nothing is.
std::string installed_first(const contract::Plan& plan);
/// The steps of run `run` of the plan, each a sentence without its number and its full stop; what
/// has to be installed is the first step of the first run.
std::vector<std::string> steps_in_words(const contract::Plan& plan, std::size_t run);
/// "Steps: two instead of one, because of Q214836"
std::string in_words(const contract::Plan::Change& change);
/// "personal mailing lists, bulletin boards"; "nothing".
std::string left_out_in_words(const contract::Plan& plan);

/// "KB Q214836; the judgement is stated there"
std::string source_in_words(const judge::Finding& finding);

/// Where nothing is told in full.
inline constexpr std::string_view kNothingKnown =
    "Nothing is known that stops this run or strikes it as a whole.";

/// Whether a plan is one to run: neither blocked nor unknown.
bool is_to_be_run(const contract::Plan& plan);
/// "The plan", or that it is not to be run.
std::string plan_heading(const contract::Plan& plan);

}  // namespace checker::report
