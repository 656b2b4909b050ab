// SPDX-License-Identifier: MIT
/* Takes whatever it is handed: without types, nothing says what that is. */
__attribute__((section("kprobe"), used)) int on_plain(void *ctx)
{
	return 0;
}

char _license[] __attribute__((section("license"), used)) = "GPL";
