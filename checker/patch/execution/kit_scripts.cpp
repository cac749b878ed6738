#include "checker/patch/execution/kit_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace checker::patch::execution {
namespace {

// What is exchanged, by what a direction finds and leaves.
struct Step {
  std::string path;
  bool found, left;  // whether there is a file before, and after
};

std::vector<Step> steps_of(const std::vector<Exchanged>& files, Direction direction) {
  std::vector<Step> out;
  for (const Exchanged& one : files)
    out.push_back(direction == Direction::copy ? Step{one.path, !one.added, true}
                                               : Step{one.path, true, !one.added});
  return out;
}

std::string backslashes(std::string path) {
  std::ranges::replace(path, '/', '\\');
  return path;
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Lines of a batch file.
class Batch {
 public:
  template <typename... Args>
  void line(fmt::format_string<Args...> text, Args&&... args) {
    out_ += fmt::format(text, std::forward<Args>(args)...) + "\r\n";
  }
  std::string text() && { return std::move(out_); }

 private:
  std::string out_;
};

void check_in_batch(Batch& to, const std::vector<Step>& steps, const std::string& from) {
  to.line("rem 1. Is everything as it was when this was made?");
  for (const Step& one : steps) {
    const std::string path = backslashes(one.path);
    to.line("set F={}", path);
    if (one.found)
      to.line("fc /b \"%KIT%{}\\{}\" \"%T%\\{}\" >nul || goto differs", from, path, path);
    else
      to.line("if exist \"%T%\\{}\" goto differs", path);
    for (const char* rest : {"new", "old"})
      to.line("if exist \"%T%\\{}.sidestep-{}\" goto rest", path, rest);
  }
}

void copy_in_batch(Batch& to, const std::vector<Step>& steps, const std::string& put) {
  to.line("rem 2. Beside each file its successor, compared byte for byte.");
  for (const Step& one : steps) {
    if (!one.left) continue;
    const std::string path = backslashes(one.path);
    to.line("set F={}", path);
    to.line("copy /b \"%KIT%{}\\{}\" \"%T%\\{}.sidestep-new\" >nul || goto uncopied", put, path,
            path);
    to.line("fc /b \"%KIT%{}\\{}\" \"%T%\\{}.sidestep-new\" >nul || goto uncopied", put, path,
            path);
  }
}

void exchange_in_batch(Batch& to, const std::vector<Step>& steps) {
  to.line("rem 3. They change names. A file that a program holds open stops it here.");
  for (const Step& one : steps) {
    const std::string path = backslashes(one.path), name = name_of(one.path);
    to.line("set F={}", path);
    if (one.found) to.line("ren \"%T%\\{}\" \"{}.sidestep-old\" || goto back", path, name);
    if (one.left) to.line("ren \"%T%\\{}.sidestep-new\" \"{}\" || goto back", path, name);
  }
}

void look_again_in_batch(Batch& to, const std::vector<Step>& steps, const std::string& put) {
  to.line("rem 4. Is each what it should be now?");
  for (const Step& one : steps) {
    const std::string path = backslashes(one.path);
    if (!one.left) continue;
    to.line("set F={}", path);
    to.line("fc /b \"%KIT%{}\\{}\" \"%T%\\{}\" >nul || goto back", put, path, path);
  }
  for (const Step& one : steps)
    if (one.found) to.line("del \"%T%\\{}.sidestep-old\"", backslashes(one.path));
}

void go_back_in_batch(Batch& to, const std::vector<Step>& steps, const std::string& from) {
  to.line(":back");
  to.line("echo %F% could not be exchanged. All goes back.");
  for (const Step& one : steps) {
    const std::string path = backslashes(one.path), name = name_of(one.path);
    if (one.found) {
      to.line("if exist \"%T%\\{}.sidestep-old\" if exist \"%T%\\{}\" del \"%T%\\{}\"", path, path,
              path);
      to.line("if exist \"%T%\\{}.sidestep-old\" ren \"%T%\\{}.sidestep-old\" \"{}\"", path, path,
              name);
    } else {
      to.line("if not exist \"%T%\\{}.sidestep-new\" if exist \"%T%\\{}\" del \"%T%\\{}\"", path,
              path, path);
    }
  }
  for (const Step& one : steps) {
    const std::string path = backslashes(one.path);
    to.line("set F={}", path);
    if (one.found)
      to.line("fc /b \"%KIT%{}\\{}\" \"%T%\\{}\" >nul || goto mixed", from, path, path);
    else
      to.line("if exist \"%T%\\{}\" goto mixed", path);
  }
  to.line("goto unfinished");
  to.line(":mixed");
  to.line("echo MIXED: %F% could not be put back. Stop what holds it open; the old files are in");
  to.line("echo %KIT%{}, and beside their places as NAME.sidestep-old.", from);
  to.line("goto failed");
}

void endings_of_batch(Batch& to, const std::vector<Step>& steps) {
  to.line(":uncopied");
  to.line("echo %F% could not be copied: is the disk full?");
  to.line(":unfinished");
  for (const Step& one : steps)
    if (one.left)
      to.line("if exist \"%T%\\{}.sidestep-new\" del \"%T%\\{}.sidestep-new\"",
              backslashes(one.path), backslashes(one.path));
  to.line("goto refused");
  to.line(":differs");
  to.line("echo %F% is not the file that this was made for.");
  to.line("goto refused");
  to.line(":rest");
  to.line("echo Beside %F% lies what an earlier run left. Look at it first.");
  to.line("goto refused");
  to.line(":usage");
  to.line("echo Name the folder with the files: %0 D:\\Exchsrvr\\Bin");
  to.line(":refused");
  to.line("echo REFUSED: the files are as they were.");
  to.line(":failed");
  to.line("rem Sets ERRORLEVEL to 1.");
  to.line("verify other 2>nul");
  to.line(":end");
}

constexpr const char* kShellBody = R"sh(
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 3
target=${1:-}
if [ ! -d "$target" ]; then
  echo "Name the folder with the files: $0 /srv/exchsrvr/bin" >&2
  exit 3
fi

refuse() {
  echo "$1" >&2
  echo "REFUSED: the files are as they were." >&2
  exit 2
}

if command -v sha256sum >/dev/null; then
  (cd "$here" && sha256sum -c SHA256SUMS >/dev/null 2>&1) ||
    refuse "The files of this kit are not what SHA256SUMS says."
fi

# Is everything as it was when this was made?
check() {
  if [ -L "$target/$1" ] || [ -n "$(find "$target/$1" -links +1 2>/dev/null)" ]; then
    refuse "$1 is a link, or has several names."
  fi
  if [ -e "$target/$1.sidestep-new" ] || [ -e "$target/$1.sidestep-old" ]; then
    refuse "Beside $1 lies what an earlier run left. Look at it first."
  fi
  if [ "$2" = found ]; then
    cmp -s "$here/$from/$1" "$target/$1" || refuse "$1 is not the file that this was made for."
  elif [ -e "$target/$1" ]; then
    refuse "$1 is there already."
  fi
}

# Beside each file its successor, with the mode and the owner of the old one.
copy() {
  [ "$3" = left ] || return 0
  if [ "$2" = found ]; then
    cp -p "$target/$1" "$target/$1.sidestep-new" || return 1
  fi
  cat "$here/$put/$1" >"$target/$1.sidestep-new" || return 1
  [ "$put" = new ] || touch -r "$here/$put/$1" "$target/$1.sidestep-new"
  cmp -s "$here/$put/$1" "$target/$1.sidestep-new"
}

# They change names.
exchange() {
  if [ "$2" = found ]; then
    cp -p "$target/$1" "$target/$1.sidestep-old" || return 1
  fi
  if [ "$3" = left ]; then mv -f "$target/$1.sidestep-new" "$target/$1"; else rm "$target/$1"; fi
}

look_again() {
  [ "$3" != left ] || cmp -s "$here/$put/$1" "$target/$1"
}

tidy() {
  rm -f "$target/$1.sidestep-new" "$target/$1.sidestep-old"
}

mixed=
go_back() {
  if [ "$2" = found ]; then
    cmp -s "$here/$from/$1" "$target/$1" ||
      mv -f "$target/$1.sidestep-old" "$target/$1" || mixed=yes
  elif cmp -s "$here/$put/$1" "$target/$1"; then
    rm "$target/$1" || mixed=yes
  fi
}

each check
each copy || { each tidy; refuse "A file could not be copied: is the disk full?"; }
sync
trap '' HUP INT TERM
if each exchange && each look_again; then
  each tidy
  sync
  echo "DONE: $done_words"
else
  each go_back
  if [ -z "$mixed" ]; then
    each tidy
    sync
    refuse "A file could not be exchanged. All went back."
  fi
  echo "MIXED: not all could be put back; the old files are in $here/$from." >&2
  exit 3
fi
)sh";

}  // namespace

bool in_script(const std::string& path) {
  constexpr std::string_view kSigns = "/ ._-+~#@$(),{}[]=";
  return std::ranges::all_of(path, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kSigns.find(c) != std::string_view::npos;
  });
}

std::string batch_script(const std::vector<Exchanged>& files, Direction direction,
                         const std::string& made_by) {
  const auto steps = steps_of(files, direction);
  const bool copy = direction == Direction::copy;
  const std::string from = copy ? "old" : "new", put = copy ? "new" : "old";
  Batch out;
  out.line("@echo off");
  out.line("rem Made by {}. Read it before you run it, and stop the services that use the files.",
           made_by);
  out.line("rem Puts the files of {}\\ in the place of those of {}\\, all or none.", put, from);
  out.line("setlocal");
  out.line("set KIT=%~dp0");
  out.line("set T=%~1");
  out.line("if \"%T%\"==\"\" goto usage");
  check_in_batch(out, steps, from);
  copy_in_batch(out, steps, put);
  exchange_in_batch(out, steps);
  look_again_in_batch(out, steps, put);
  out.line("echo DONE: {}", copy ? "the new files are in place." : "the old files are back.");
  out.line("goto end");
  go_back_in_batch(out, steps, from);
  endings_of_batch(out, steps);
  return std::move(out).text();
}

std::string shell_script(const std::vector<Exchanged>& files, Direction direction,
                         const std::string& made_by) {
  const bool copy = direction == Direction::copy;
  std::string out = fmt::format(
      "#!/bin/sh\n"
      "# Made by {}. Read it before you run it.\n"
      "# Puts the files of {}/ in the place of those of {}/, all or none.\n"
      "set -u\n"
      "from={} put={} done_words='{}'\n\n"
      "each() {{\n",
      made_by, copy ? "new" : "old", copy ? "old" : "new", copy ? "old" : "new",
      copy ? "new" : "old", copy ? "the new files are in place." : "the old files are back.");
  for (const Step& one : steps_of(files, direction))
    out += fmt::format("  \"$1\" '{}' {} {} || return 1\n", one.path,
                       one.found ? "found" : "absent", one.left ? "left" : "removed");
  return out + "}\n" + kShellBody;
}

}  // namespace checker::patch::execution
