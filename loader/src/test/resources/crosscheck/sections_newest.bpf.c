// SPDX-License-Identifier: MIT
// Sections that came with libbpf 1.6 and 1.7.
#include "crosscheck.h"

#define PROGRAM(name, section) \
	SEC(section)           \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

PROGRAM(on_fsession_vfs_read, "fsession/vfs_read")
PROGRAM(on_fsession_s_vfs_read, "fsession.s/vfs_read")

LICENSE("GPL");
