#pragma once
// Products and their levels: which file has which version at which service pack.
#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/version/version.hpp"

namespace checker::manifest {

struct Level {
  std::string id;                        // "SP3"
  std::map<std::string, Version> files;  // component → version; only what a source states
  std::string source;                    // "KB Q243604"
};

struct Product {
  std::string id;  // "exchange-5.5"
  std::string name;
  std::string branch;                   // major.minor of its files
  std::vector<std::string> components;  // whose versions tell the level
  std::vector<Level> levels;            // oldest first
};

base::Result<Product> read_product(const base::Json& json, const std::string& where);

}  // namespace checker::manifest
