// New files that a package hands over in its own order, and everything that can be wrong with that.
#include "acts.hpp"
#include "base/text.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;
using base::Result;
using Fill = std::function<Result<void>(Staging&)>;

const std::string kNew[] = {"new mlmig32, 5.5.2543.1", "new mailmig", "an added file", "new notes"};

Result<void> put(Staging& to, std::size_t change, const std::string& bytes) {
  auto sink = to.open(change);
  if (!sink) return std::move(sink).error();
  if (auto done = (*sink)->write(base::bytes_of(bytes)); !done) return done;
  return to.close(change);
}

Result<void> put_all(Staging& to, const std::vector<std::size_t>& order) {
  for (const std::size_t change : order)
    if (auto done = put(to, change, kNew[change]); !done) return done;
  return {};
}

// Writes the others as they should be, and one as the row says.
Fill with(std::size_t change, std::string bytes) {
  return [=](Staging& to) -> Result<void> {
    for (std::size_t i = 0; i < 4; ++i)
      if (auto done = put(to, i, i == change ? bytes : kNew[i]); !done) return done;
    return {};
  };
}

Request filled(const fs::path& root, Fill fill) {
  Request out = request(root);
  for (Change& change : out.changes) change.content = nullptr;
  out.fill = std::move(fill);
  return out;
}

}  // namespace

TEST_CASE("new files may come in any order, and in portions") {
  for (const std::vector<std::size_t>& order :
       {std::vector<std::size_t>{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}}) {
    Target target;
    install(target.root());
    const auto done = apply(disk, filled(target.root(), [&](Staging& to) -> Result<void> {
                              for (const std::size_t change : order) {
                                auto sink = to.open(change);
                                if (!sink) return std::move(sink).error();
                                for (const char c : kNew[change])
                                  if (auto put = (*sink)->write(base::bytes_of({&c, 1})); !put)
                                    return put;
                                if (auto put = to.close(change); !put) return put;
                              }
                              return {};
                            }));
    CHECK(error_of(done) == "");
    CHECK(state_of(target.root()) == "new");
  }
}

TEST_CASE("a filling that is wrong in any way changes nothing, and its file is named") {
  struct Row {
    std::string name, expected;
    Fill fill;
  };
  const Row rows[] = {
      {"one is missing", "Bin/Mlmignts.dll: was not written",
       [](Staging& to) {
         return put_all(to, {0, 1, 3});
       }},
      {"all are missing", "Bin/MLMIG32.DLL: was not written",
       [](Staging&) { return Result<void>(); }},
      {"one comes twice", "Bin/Mailmig.exe: is written out of turn",
       [](Staging& to) {
         return put_all(to, {0, 1, 1, 2, 3});
       }},
      {"there is no such file", "a new file: is written out of turn",
       [](Staging& to) { return put(to, 4, "five"); }},
      {"two at once", "Notes/readme.txt: is written out of turn",
       [](Staging& to) -> Result<void> {
         if (auto sink = to.open(0); !sink) return std::move(sink).error();
         if (auto sink = to.open(3); !sink) return std::move(sink).error();
         return {};
       }},
      {"another is closed", "Bin/Mailmig.exe: is written out of turn",
       [](Staging& to) -> Result<void> {
         if (auto sink = to.open(0); !sink) return std::move(sink).error();
         return to.close(1);
       }},
      {"none is open", "Bin/MLMIG32.DLL: is written out of turn",
       [](Staging& to) { return to.close(0); }},
      {"the last is not closed", "Notes/readme.txt: was not written",
       [](Staging& to) -> Result<void> {
         if (auto done = put_all(to, {0, 1, 2}); !done) return done;
         auto sink = to.open(3);
         if (!sink) return std::move(sink).error();
         return (*sink)->write(base::bytes_of(kNew[3]));
       }},
      {"too long", "the new file is longer than the plan says", with(1, "new mailmig, and more")},
      {"too short", "Bin/Mailmig.exe: the new file is shorter than the plan says",
       with(1, "new mail")},
      {"empty", "Bin/Mlmignts.dll: the new file is shorter than the plan says", with(2, "")},
      {"other bytes", "Notes/readme.txt: the new file is not the one that the plan names",
       with(3, "NEW notes")},
      {"an error half way", "the package ends early",
       [](Staging& to) -> Result<void> {
         if (auto done = put_all(to, {2, 3}); !done) return done;
         auto sink = to.open(0);
         if (!sink) return std::move(sink).error();
         if (auto done = (*sink)->write(base::bytes_of("new ml")); !done) return done;
         return base::Error{base::Errc::malformed, "the package ends early"};
       }},
      {"an error that nobody heeded", "Bin/Mailmig.exe: the new file is shorter",
       [](Staging& to) -> Result<void> {
         auto sink = to.open(1);
         if (!sink) return std::move(sink).error();
         (void)(*sink)->write(base::bytes_of("new mailmig, and more"));
         return to.close(1);
       }},
  };
  for (const Row& row : rows)
    for (const std::size_t synced_singly : {0U, 64U}) {
      CAPTURE(row.name);
      CAPTURE(synced_singly);
      Target target;
      install(target.root());
      Request wrong = filled(target.root(), row.fill);
      wrong.synced_singly = synced_singly;
      const auto done = apply(disk, wrong);
      CHECK(!done);
      const std::string message = error_of(done);
      CAPTURE(message);
      CHECK(message.find(row.expected) != std::string::npos);
      CHECK(message.find("everything is as it was") != std::string::npos);
      CHECK(state_of(target.root()) == "old");
      CHECK(bool(apply(disk, request(target.root()))));
    }
}

TEST_CASE("a new file that its check refuses changes nothing") {
  for (const std::size_t synced_singly : {0U, 64U}) {
    Target target;
    install(target.root());
    Request wrong = filled(target.root(), [](Staging& to) { return put_all(to, {1, 0, 2, 3}); });
    wrong.synced_singly = synced_singly;
    wrong.changes[2].verify = [](const fs::path&) -> Result<void> {
      return base::Error{base::Errc::malformed, "it has no version"};
    };
    const auto done = apply(disk, wrong);
    CHECK(error_of(done).find("Bin/Mlmignts.dll: it has no version") != std::string::npos);
    CHECK(state_of(target.root()) == "old");
  }
}

}  // namespace checker::patch::transaction
