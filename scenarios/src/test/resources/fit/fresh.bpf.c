// SPDX-License-Identifier: MIT
/* Instructions of CPU version 4: a signed division and a load with sign extension. */
#include "fit.h"

s32 dividend = -7;
s32 divisor = 2;

SEC("kprobe/do_nanosleep") int divides(void *ctx)
{
	return *(volatile s32 *)&dividend / *(volatile s32 *)&divisor;
}
