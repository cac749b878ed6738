#include "program.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <thread>

#include "base/digest.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

[[noreturn]] void become(const std::vector<std::string>& argv, const fs::path& folder,
                         int failpoint) {
  if (failpoint >= 0) ::setenv("SIDESTEP_FAILPOINT", std::to_string(failpoint).c_str(), 1);
  const auto redirect = [&](const char* name, int to) {
    const int file = ::open((folder / name).c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ::dup2(file, to);
  };
  redirect("out", 1);
  redirect("err", 2);
  std::vector<char*> words;
  for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  ::_exit(126);
}

}  // namespace

Ran run_program(const std::vector<std::string>& argv, const Interruption& interruption) {
  char name[] = "/tmp/sidestep_program_XXXXXX";
  const fs::path folder = ::mkdtemp(name);
  const pid_t child = ::fork();
  if (child == 0) become(argv, folder, interruption.failpoint);
  if (interruption.kill_after_us >= 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(interruption.kill_after_us));
    ::kill(child, interruption.signal);
  }
  int status = 0;
  struct rusage usage = {};
  while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  Ran ran;
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.killed = ran.code == 137;
  ran.out = slurp(folder / "out");
  ran.err = slurp(folder / "err");
  ran.peak_kilobytes = static_cast<std::uint64_t>(usage.ru_maxrss);
  fs::remove_all(folder);
  return ran;
}

Ran migrator(std::vector<std::string> arguments, const Interruption& interruption) {
  arguments.insert(arguments.begin(), MIGRATOR_PROGRAM);
  return run_program(arguments, interruption);
}

contract::Plan plan_of(const std::string& steps) {
  const std::set<std::string> content = {"messages", "bulletin-boards", "personal-mailing-lists",
                                         "directory"};
  contract::Plan plan;
  plan.status = contract::PlanStatus::safe;
  plan.operation.set("operation", {"migration", {}});
  plan.operation.set("migration.steps", {steps, {}});
  plan.operation.set("migration.content", {contract::FactSet{content, {}}, {}});
  plan.passes = {{steps, content}};
  if (steps == "two") {
    const contract::FactSet both{{"bulletin-boards", "personal-mailing-lists"}, {}};
    plan.guards = {
        {"Q214836", {{"migration.steps", {"one", {}}}, {"migration.content", {both, {}}}}}};
  }
  plan.evidence = {{"Mlmig32.dll", "web3/Mlmig32.dll", "5.5.2521.0", std::string(64, '0')}};
  return plan;
}

void write_plan(const fs::path& file, const std::string& steps,
                const std::vector<std::string>& left_out) {
  contract::Plan plan = plan_of(steps);
  plan.left_out = left_out;
  for (const auto& word : left_out) plan.passes[0].content.erase(word);
  plan.operation.set("migration.content", {contract::FactSet{plan.passes[0].content, {}}, {}});
  std::ofstream(file) << base::dump(contract::to_json(plan));
}

std::map<std::string, std::string> tree(const fs::path& root) {
  std::map<std::string, std::string> out;
  for (fs::recursive_directory_iterator it(root), end; it != end; ++it) {
    if (it->path().filename() == ".sidestep") {
      it.disable_recursion_pending();
      continue;
    }
    const std::string name = it->path().lexically_relative(root).string();
    if (it->is_directory()) {
      out[name + "/"] = "";
      continue;
    }
    out[name] = base::sha256(slurp(it->path()));
    struct stat status = {};
    const bool mail =
        it->path().parent_path().filename() == "cur" || it->path().extension() == ".eml";
    if (mail && ::stat(it->path().c_str(), &status) == 0)
      out[name] += " " + std::to_string(status.st_mtime);
  }
  return out;
}

}  // namespace migrator::run
