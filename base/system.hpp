#pragma once
// What the system knows: the time, the machine, the user.
#include <string>

namespace base {

/// UTC in ISO 8601, whole seconds: "2026-11-24T12:00:00Z".
std::string utc_now();

/// The machine's name; "" when it has none.
std::string host_name();

/// The name of the effective user; its number where it has no name.
std::string user_name();

/// The name of the user who logged in, whoever he has become since; "" where the system does not
/// keep it (the audit subsystem's loginuid).
std::string login_name();

}  // namespace base
