// SPDX-License-Identifier: MIT
// A variable whose type is not the kernel's: refused even if weak.
#include "crosscheck.h"

struct not_an_int {
	int x;
};
extern const struct not_an_int bpf_prog_active KSYM WEAK;

ANSWERS(1);

SEC("raw_tp/sys_enter")
int variable(void *ctx)
{
	answers[0] = (u64)&bpf_prog_active;
	return 0;
}

LICENSE("GPL");
