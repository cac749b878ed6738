#include "contract/control_file.hpp"
