// SPDX-License-Identifier: MIT
// Configuration values of every type; the text of the configuration is in kconfig.txt.
#include "crosscheck.h"

enum libbpf_tristate {
	TRI_NO = 0,
	TRI_YES = 1,
	TRI_MODULE = 2,
};

extern int LINUX_KERNEL_VERSION KCONFIG;
extern bool LINUX_HAS_BPF_COOKIE KCONFIG WEAK;
extern bool LINUX_HAS_SYSCALL_WRAPPER KCONFIG WEAK;
extern u32 LINUX_SOMETHING_UNKNOWN KCONFIG WEAK;
extern bool CONFIG_A_BOOL KCONFIG;
extern bool CONFIG_A_NO KCONFIG;
extern enum libbpf_tristate CONFIG_A_TRISTATE KCONFIG;
extern enum libbpf_tristate CONFIG_A_MODULE KCONFIG;
extern char CONFIG_A_CHAR KCONFIG;
extern s8 CONFIG_A_TINY KCONFIG;
extern u8 CONFIG_A_BYTE KCONFIG;
extern short CONFIG_A_SHORT KCONFIG;
extern unsigned short CONFIG_A_HEX KCONFIG;
extern int CONFIG_A_NEGATIVE KCONFIG;
extern u64 CONFIG_A_HUGE KCONFIG;
extern long CONFIG_A_LONG KCONFIG;
extern char CONFIG_A_TEXT[12] KCONFIG;
extern char CONFIG_A_LONG_TEXT[8] KCONFIG;
extern char CONFIG_AN_EMPTY_TEXT[4] KCONFIG;
extern const volatile u64 CONFIG_OCTAL KCONFIG;
extern int CONFIG_MISSING_INT KCONFIG WEAK;
extern char CONFIG_MISSING_TEXT[5] KCONFIG WEAK;
extern bool CONFIG_MISSING_BOOL KCONFIG WEAK;
extern enum libbpf_tristate CONFIG_MISSING_TRISTATE KCONFIG WEAK;
extern char CONFIG_NOT_SET KCONFIG WEAK;

ANSWERS(32);

SEC("kprobe/x")
int reads_all(void *ctx)
{
	answers[0] = LINUX_KERNEL_VERSION;
	answers[1] = LINUX_HAS_BPF_COOKIE;
	answers[2] = LINUX_HAS_SYSCALL_WRAPPER;
	answers[3] = LINUX_SOMETHING_UNKNOWN;
	answers[4] = CONFIG_A_BOOL;
	answers[5] = CONFIG_A_NO;
	answers[6] = CONFIG_A_TRISTATE;
	answers[7] = CONFIG_A_MODULE;
	answers[8] = CONFIG_A_CHAR;
	answers[9] = CONFIG_A_TINY;
	answers[10] = CONFIG_A_BYTE;
	answers[11] = CONFIG_A_SHORT;
	answers[12] = CONFIG_A_HEX;
	answers[13] = CONFIG_A_NEGATIVE;
	answers[14] = CONFIG_A_HUGE;
	answers[15] = CONFIG_A_LONG;
	answers[16] = CONFIG_A_TEXT[3];
	answers[17] = CONFIG_A_LONG_TEXT[7];
	answers[18] = CONFIG_AN_EMPTY_TEXT[0];
	answers[19] = CONFIG_OCTAL;
	answers[20] = CONFIG_MISSING_INT;
	answers[21] = CONFIG_MISSING_TEXT[1];
	answers[22] = CONFIG_MISSING_BOOL;
	answers[23] = CONFIG_MISSING_TRISTATE;
	answers[24] = CONFIG_NOT_SET;
	return 0;
}

static NOINLINE int in_a_function(int x)
{
	return LINUX_KERNEL_VERSION > x ? CONFIG_A_TEXT[x & 7] : CONFIG_A_NEGATIVE;
}

SEC("kprobe/x")
int calls(void *ctx)
{
	return in_a_function(bpf_get_smp_processor_id());
}

SEC("kprobe/x")
int reads_none(void *ctx)
{
	return 0;
}

LICENSE("GPL");
