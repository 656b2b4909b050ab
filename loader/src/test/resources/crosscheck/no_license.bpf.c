// SPDX-License-Identifier: MIT
// An object without license and with a kernel version.
#include "crosscheck.h"

u32 _version SEC("version") = 0x00050a11;

SEC("kprobe/x")
int nothing(void *ctx)
{
	return 0;
}
