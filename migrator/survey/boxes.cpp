#include "migrator/survey/boxes.hpp"

#include <filesystem>

namespace migrator::survey {

Box& Boxes::of(AccountKind kind, const std::string& name) {
  Box*& box = by_name_[{kind, base::lower(name)}];
  if (box == nullptr) box = &boxes_.emplace_back(Box{{kind, name}, {}, {}});
  return *box;
}

bool Boxes::has(AccountKind kind, const std::string& name) const {
  return by_name_.contains({kind, base::lower(name)});
}

std::string Boxes::label(const std::string& path) const {
  const std::string stem = base::printable(std::filesystem::path(path).stem().string());
  const bool usable = !base::trim(stem).empty() && !has(AccountKind::mailbox, stem);
  return usable ? stem : base::printable(path);
}

base::Json Boxes::json(AccountKind kind) const {
  base::Json out = base::Json::array();
  for (const Box& box : boxes_) {
    if (box.account.kind != kind) continue;
    base::Json one = {{"name", box.account.name}};
    if (!box.messages.empty()) one["messages"] = box.messages;
    if (!box.private_directory.empty()) one["private_directory"] = box.private_directory;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace migrator::survey
