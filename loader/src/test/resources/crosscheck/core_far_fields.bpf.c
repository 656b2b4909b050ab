// SPDX-License-Identifier: MIT
// Fields further away than an instruction can say, and where it can: constants hold any offset.
#include "crosscheck.h"

struct bunzip_data {
	struct group_data {
		unsigned int limit[21];
	} groups[6];
	int io_error;
} KERNEL;

struct pglist_data {
	int nr_zones;
} KERNEL;

ANSWERS(4);

SEC("kprobe/x")
int as_constant(void *ctx)
{
	answers[0] = FIELD_OFFSET(FIELD(struct bunzip_data, groups[5].limit[20]));
	answers[1] = FIELD_OFFSET(FIELD(struct pglist_data, nr_zones));
	return 0;
}

SEC("kprobe/x")
int in_a_sum(void *ctx)
{
	struct bunzip_data *data = (void *)bpf_get_current_task();
	struct pglist_data *node = (void *)data;

	answers[0] = READ(data->groups[5].limit[20]);
	answers[1] = READ(node->nr_zones);
	return 0;
}

SEC("raw_tp/x")
int in_a_load(u64 *ctx)
{
	struct bunzip_data *data = (void *)ctx[0];

	answers[0] = data->groups[5].limit[20];
	return 0;
}

SEC("raw_tp/x")
int in_a_load_of_some(u64 *ctx)
{
	struct pglist_data *node = (void *)ctx[0];

	answers[0] = node->nr_zones;
	return 0;
}

LICENSE("GPL");
