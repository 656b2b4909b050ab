// SPDX-License-Identifier: MIT
// Maps and data, and no program.
#include "crosscheck.h"

MAP(alone, HASH, 7, u64, u64);
int data = 3;

LICENSE("GPL");
