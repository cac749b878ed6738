#include "base/system.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <vector>

namespace base {

std::string utc_now() {
  const std::time_t time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc = {};
  ::gmtime_r(&time, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

namespace {

std::string name_of(uid_t user) {
  std::vector<char> room(16 * 1024);
  passwd entry = {};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr)
    return found->pw_name;
  return std::to_string(user);
}

}  // namespace

std::string user_name() { return name_of(::geteuid()); }

std::string login_name() {
  constexpr std::uint32_t kNobody = 0xFFFFFFFF;  // nobody has logged in: a service, a container
  std::ifstream file("/proc/self/loginuid");
  std::uint32_t user = kNobody;
  return file >> user && user != kNobody ? name_of(user) : "";
}

}  // namespace base
