#pragma once
// The parts of the page, in its order. A part with nothing to say is empty.
#include "checker/report/check_report.hpp"
#include "checker/report/html/markup.hpp"

namespace checker::report::html {

/// The status, what it means in a sentence, the two runs as pictures and in words, warnings.
Markup verdict_section(const CheckReport& report);
/// What goes wrong with the run as meant and what may block it, each with its reasons, how it
/// shows, its source, what becomes of it under the plan, and the ways out.
Markup reasons_section(const CheckReport& report);
/// The steps of the plan, what is changed, left out or done by hand, what happens next; the two
/// engines apart; other ways out, and why they were not chosen.
Markup plan_section(const CheckReport& report);
Markup questions_section(const CheckReport& report);
/// What may strike single items or users, and what to know beforehand.
Markup remarks_section(const CheckReport& report);
/// The files that were found, with their versions, and the operation as it was described.
Markup measured_section(const CheckReport& report);
/// Components against service packs, one table a product.
Markup levels_section(const CheckReport& report);
/// The rules that are clear, by their reason.
Markup clear_section(const CheckReport& report);
/// What made the page, when, from which manifests, and the digests that seal it.
Markup origin_section(const CheckReport& report);

}  // namespace checker::report::html
