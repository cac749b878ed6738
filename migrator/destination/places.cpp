#include "migrator/destination/places.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

namespace migrator::destination {

base::Result<void> check_place(const std::string& place) {
  if (auto path = base::RelPath::parse(place); !path) return std::move(path).error();
  if (place.starts_with("mailboxes/") || place.starts_with("public/")) return {};
  return base::Error{base::Errc::malformed, "\"" + base::printable(place) +
                                                "\" lies neither in mailboxes/ nor in public/"};
}

}  // namespace migrator::destination
