#include "checker/inventory/index.hpp"

#include "base/text.hpp"

namespace checker::inventory {

// FNV-1a over the letters as if they were small.
std::size_t Index::Hash::operator()(std::string_view name) const {
  std::uint64_t out = 0xcbf29ce484222325;
  for (const char c : name) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    out = (out ^ static_cast<unsigned char>(low)) * 0x100000001b3;
  }
  return static_cast<std::size_t>(out);
}

bool Index::Same::operator()(std::string_view a, std::string_view b) const {
  return base::equals_fold(a, b);
}

Index::Index(const Inventory& inventory) : inventory_(&inventory) {
  by_name_.reserve(inventory.files.size());
  next_.resize(inventory.files.size());
  for (std::uint32_t i = 0; i < next_.size(); ++i) {
    const FileRecord& file = inventory.files[i];
    next_[i] = i;
    const auto [it, is_new] = by_name_.try_emplace(file.name, Chain{i, i});
    if (!is_new) it->second.last = next_[it->second.last] = i;
    if (file.closed) closed_.push_back(&file);
  }
}

std::vector<const FileRecord*> Index::named(std::string_view name) const {
  std::vector<const FileRecord*> out;
  const auto it = by_name_.find(name);
  if (it == by_name_.end()) return out;
  for (std::uint32_t i = it->second.first;; i = next_[i]) {
    out.push_back(&inventory_->files[i]);
    if (next_[i] == i) return out;
  }
}

}  // namespace checker::inventory
