// SPDX-License-Identifier: Apache-2.0
// Stands for a maker's bad build: properly signed, and dead on arrival. The household puts it into an update to show the fall back.
#include <cstdlib>

int main() { std::abort(); }
