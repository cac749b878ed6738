// Manifests and their cases: read, held against one another, and looked at by lint.
#include "checker/manifest/lint.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace manifest = checker::manifest;

namespace {

void look_at(manifest::Manifest read, const std::vector<manifest::CaseFile>& cases) {
  std::vector<manifest::Library::Shelved> shelf;
  shelf.push_back({std::move(read), "m", 0, false});
  const manifest::Library library = manifest::settle(std::move(shelf));
  fuzz::require(library.manifests.size() + library.refused.size() == 1, "it stands or it does not");
  for (const auto& each : library.refused)
    fuzz::require(each.error.message.starts_with("m#/"), "an error says where");
  const auto linted = manifest::lint(library, cases);
  fuzz::require(linted.manifests == library.manifests.size(), "all that stand are looked at");
  const auto knowledge = manifest::knowledge_of(library.manifests);
  for (const auto& rule : knowledge.rules)
    fuzz::require(knowledge.rule(rule.id) == &rule, "a rule is found by its id");
  for (const auto& rule : knowledge.rules)
    for (const std::string& range : rule.affects)
      fuzz::require(knowledge.range(range) != nullptr, "what stands names what exists");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::text_of(fuzz::bytes(data, size));
  std::vector<manifest::CaseFile> cases;
  auto tests = manifest::parse_cases(text, "c");
  if (tests)
    cases.push_back(std::move(*tests));
  else
    fuzz::require(tests.error().message.starts_with("c"), "an error says where");
  auto read = manifest::parse_manifest(text, "m");
  if (read)
    look_at(std::move(*read), cases);
  else
    fuzz::require(read.error().message.starts_with("m"), "an error says where");
  // Cases alone, against nothing.
  if (!cases.empty()) (void)manifest::lint({}, cases);
  return 0;
}
