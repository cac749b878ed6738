#include "migrator/mime/render.hpp"

#include "migrator/mime/draft.hpp"
#include "migrator/mime/gmime_writer.hpp"

namespace migrator::mime {

base::Result<Rendered> render(const Message& message, const Options& options, base::ByteSink& out) {
  auto draft = make_draft(message, options);
  if (!draft) return std::move(draft).error();
  if (auto written = write(*draft, options.newline, out); !written)
    return std::move(written).error();
  return std::move(draft->rendered);
}

}  // namespace migrator::mime
