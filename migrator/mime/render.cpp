#include "migrator/mime/render.hpp"

#include <algorithm>

#include "migrator/mime/draft.hpp"
#include "migrator/mime/writer.hpp"

namespace migrator::mime {

bool is_own_field(std::string_view name) {
  // Of mbox readers (Lines … X-UIDL: mutt, UW IMAP, Dovecot, Eudora) and of Thunderbird.
  static constexpr std::string_view kOwn[] = {"Status", "X-Status",     "X-Unsent", "X-Keywords",
                                              "Lines",  "X-UID",        "X-IMAP",   "X-IMAPbase",
                                              "X-UIDL", "X-Account-Key"};
  return base::starts_with_fold(name, "X-Mozilla-") ||
         std::ranges::any_of(kOwn,
                             [&](std::string_view own) { return base::equals_fold(own, name); });
}

base::Result<Rendered> render(const Message& message, const Options& options, base::ByteSink& out,
                              const OwnFields& own) {
  auto draft = make_draft(message, options);
  if (!draft) return std::move(draft).error();
  draft->fields.insert(draft->fields.begin(), own.size(), {});
  for (std::size_t i = 0; i < own.size(); ++i)
    draft->fields[i] = {own[i].first, " " + own[i].second};
  if (auto written = write(*draft, options.newline, out); !written)
    return std::move(written).error();
  return std::move(draft->rendered);
}

}  // namespace migrator::mime
