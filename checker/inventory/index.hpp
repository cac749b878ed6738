#pragma once
// An inventory by file name: what a rule or a level asks for is found at once,
// however many files there are.
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

class Index {
 public:
  /// Borrows the inventory, which must outlive the index and not change.
  explicit Index(const Inventory& inventory);
  explicit Index(Inventory&&) = delete;

  const Inventory& inventory() const { return *inventory_; }
  /// All files of this name, compared without case, in the order of the inventory.
  std::vector<const FileRecord*> named(std::string_view name) const;
  /// The folders and containers that could not be looked into.
  std::span<const FileRecord* const> closed() const { return closed_; }

 private:
  struct Hash {
    std::size_t operator()(std::string_view name) const;  // without case
  };
  struct Same {
    bool operator()(std::string_view a, std::string_view b) const;
  };
  struct Chain {
    std::uint32_t first, last;  // places in the inventory
  };
  const Inventory* inventory_;
  std::unordered_map<std::string_view, Chain, Hash, Same> by_name_;
  std::vector<std::uint32_t> next_;  // of each file the next one of its name; itself: the last
  std::vector<const FileRecord*> closed_;
};

}  // namespace checker::inventory
