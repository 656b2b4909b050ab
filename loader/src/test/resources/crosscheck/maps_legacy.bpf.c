// SPDX-License-Identifier: MIT
// Map definitions of the time before BTF: libbpf refuses them since 1.0. Compiled without debug information.
#include "crosscheck.h"

struct bpf_map_def {
	u32 type;
	u32 key_size;
	u32 value_size;
	u32 max_entries;
	u32 map_flags;
};

struct bpf_map_def SEC("maps") old = { HASH, 4, 8, 100, F_NO_PREALLOC };
struct bpf_map_def SEC("maps") older = { ARRAY, 4, 16, 3, 0 };

SEC("socket")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&older, &key) != 0;
}

LICENSE("GPL");
