// SPDX-License-Identifier: MIT
/* Functions that a kernel takes no probes in, marked as kernels and modules mark them. */
#define NO_PROBES(function) \
	static unsigned long __attribute__((used, section("_kprobe_blacklist"))) _kbl_addr_##function = (unsigned long)function

int open_step(int by)
{
	return by + 1;
}

int listed_step(int by)
{
	return by + 2;
}
NO_PROBES(listed_step);

int __attribute__((section(".noinstr.text"))) noinstr_step(int by)
{
	return by + 3;
}

int __attribute__((section(".kprobes.text"))) kprobes_step(int by)
{
	return by + 4;
}
