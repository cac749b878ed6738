#include <unordered_map>
#include <unordered_set>

#include "checker/manifest/lint.hpp"

namespace checker::manifest {
namespace {

using Level = Remark::Level;

class Accounting {
 public:
  explicit Accounting(const Library& library) : library_(library) {
    for (const Library::Shelved& each : library.manifests)
      for (const Rule& rule : each.manifest.rules) rules_.emplace(rule.id, &rule);
  }

  void enter(const Library::Shelved& shelved, std::vector<Remark>& remarks) {
    const Manifest& manifest = shelved.manifest;
    for (std::size_t i = 0; i < manifest.records.size(); ++i) {
      const Record& record = manifest.records[i];
      const std::string place = manifest.place("records", i);
      std::vector<std::string> wrong = faults(record, place);
      for (const std::string& id : record.rules)
        if (rules_.contains(id)) (shelved.context ? elsewhere_ : named_).insert(id);
      if (shelved.context) continue;
      for (std::string& what : wrong)
        remarks.push_back({Level::error, place, record.record + " " + std::move(what)});
      ++account_.records;
      ++account_.collections[record.record.substr(0, record.record.find(':'))];
      ++(record.rules.empty() ? account_.undecided : account_.from_records);
    }
  }

  // Where an account is kept, it is complete.
  void missing(std::vector<Remark>& remarks) const {
    std::unordered_set<std::size_t> kept;
    for (const Library::Shelved& each : library_.manifests)
      if (!each.context && !each.manifest.records.empty()) kept.insert(each.place);
    for (const Library::Shelved& each : library_.manifests) {
      if (each.context || !kept.contains(each.place)) continue;
      for (std::size_t i = 0; i < each.manifest.rules.size(); ++i)
        if (const Rule& rule = each.manifest.rules[i];
            !named_.contains(rule.id) && !elsewhere_.contains(rule.id))
          remarks.push_back({Level::warning, each.manifest.place("rules", i),
                             "no record accounts for the rule " + rule.id});
    }
  }

  Account account() const {
    Account out = account_;
    for (const std::string& id : named_) {
      const Kind kind = rules_.at(id)->kind;
      ++(kind == Kind::defect        ? out.defects
         : kind == Kind::requirement ? out.requirements
                                     : out.advisories);
    }
    return out;
  }

 private:
  std::vector<std::string> faults(const Record& record, const std::string& place) {
    std::vector<std::string> out;
    if (const auto [it, is_new] = entered_.emplace(record.record, place); !is_new)
      out.push_back("is accounted for twice, first at " + it->second);
    if (record.rules.empty() == record.undecided.empty())
      out.push_back(record.rules.empty() ? "has neither rules nor a reason why it is undecided"
                                         : "has both rules and a reason why it is undecided");
    for (const std::string& id : record.rules)
      if (!rules_.contains(id)) out.push_back("names the rule " + id + ", which does not exist");
    return out;
  }

  const Library& library_;
  std::unordered_map<std::string, const Rule*> rules_;
  std::unordered_map<std::string, std::string> entered_;  // record → its place
  std::unordered_set<std::string> named_, elsewhere_;     // rules, by records and by a context's
  Account account_;
};

std::string counted(std::size_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

}  // namespace

std::string to_string(const Account& account) {
  std::string collections;
  for (const auto& [name, count] : account.collections)
    collections += (collections.empty() ? "; " : ", ") + std::to_string(count) + " of " + name;
  return counted(account.records, "record", "records") + ": " +
         counted(account.rules(), "rule", "rules") + " (" +
         counted(account.defects, "defect", "defects") + ", " +
         counted(account.requirements, "requirement", "requirements") + ", " +
         counted(account.advisories, "advisory", "advisories") + ") from " +
         counted(account.from_records, "record", "records") + ", " +
         std::to_string(account.undecided) + " undecided" + collections;
}

Account lint_records(const Library& library, std::vector<Remark>& remarks) {
  Accounting accounting(library);
  for (const Library::Shelved& each : library.manifests) accounting.enter(each, remarks);
  accounting.missing(remarks);
  return accounting.account();
}

}  // namespace checker::manifest
