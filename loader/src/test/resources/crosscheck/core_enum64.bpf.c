// SPDX-License-Identifier: MIT
// 64-bit enumerators, and unsigned 32-bit ones above 2^31.
#include "crosscheck.h"

enum perf_callchain_context {
	PERF_CONTEXT_HV = 1ULL << 40,
	PERF_CONTEXT_MAX = (u64)-5,
	PERF_CONTEXT_NEVER = 1ULL << 63,
};

enum hmm_pfn_flags {
	HMM_PFN_VALID = 1ULL << 63,
	HMM_PFN_ORDER_SHIFT = 8,
	HMM_PFN_FLAGS = 0xffULL << 40,
};

/* 32 bits here, 64 there. */
enum hmm_pfn_flags___narrow {
	HMM_PFN_WRITE = 1,
	HMM_PFN_ERROR = 2,
};

/* 64 bits here, 32 there, and negative there. */
enum perf_event_state {
	PERF_EVENT_STATE_DEAD = -(1LL << 40),
	PERF_EVENT_STATE_ACTIVE = 1,
};

ANSWERS(16);

SEC("kprobe/x")
int wide_values(void *ctx)
{
	answers[0] = ENUM_VALUE(enum perf_callchain_context, PERF_CONTEXT_HV);
	answers[1] = ENUM_VALUE(enum perf_callchain_context, PERF_CONTEXT_MAX);
	answers[2] = ENUM_VALUE(enum hmm_pfn_flags, HMM_PFN_VALID);
	answers[3] = ENUM_VALUE(enum hmm_pfn_flags, HMM_PFN_ORDER_SHIFT);
	answers[4] = ENUM_VALUE(enum hmm_pfn_flags, HMM_PFN_FLAGS);
	return 0;
}

SEC("kprobe/x")
int widths_differ(void *ctx)
{
	answers[0] = ENUM_VALUE(enum hmm_pfn_flags___narrow, HMM_PFN_WRITE);
	answers[1] = ENUM_VALUE(enum hmm_pfn_flags___narrow, HMM_PFN_ERROR);
	return 0;
}

SEC("kprobe/x")
int wide_here_only(void *ctx)
{
	answers[0] = ENUM_VALUE(enum perf_event_state, PERF_EVENT_STATE_DEAD);
	answers[1] = ENUM_VALUE(enum perf_event_state, PERF_EVENT_STATE_ACTIVE);
	return 0;
}

SEC("kprobe/x")
int exists(void *ctx)
{
	answers[0] = ENUM_EXISTS(enum perf_callchain_context, PERF_CONTEXT_HV);
	answers[1] = ENUM_EXISTS(enum perf_callchain_context, PERF_CONTEXT_NEVER);
	answers[2] = ENUM_EXISTS(enum hmm_pfn_flags___narrow, HMM_PFN_WRITE);
	answers[3] = TYPE_SIZE(enum hmm_pfn_flags___narrow);
	answers[4] = TYPE_EXISTS(enum perf_event_state);
	return 0;
}

LICENSE("GPL");
