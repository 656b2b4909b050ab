// SPDX-License-Identifier: MIT
/*
 * What a kernel can be asked for by test run: programs whose results, maps and records must be the same in the emulated kernel and in the real one. Made by
 * the commands of ../../../../../examples/build.sh.
 */
#include "../../../../../examples/probeproof.h"

static long (*const bpf_strtol)(const char *text, u64 length, u64 flags, s64 *result) = (void *)105;
static long (*const bpf_snprintf)(char *out, u32 size, const char *format, const u64 *data, u32 data_size) = (void *)165;
static long (*const bpf_strncmp)(const char *one, u32 size, const char *other) = (void *)182;

struct event {
	u64 number;
	s64 parsed;
	char text[24];
};

/* Nobody needs it, but it keeps the type of the records in the object's BTF. */
const struct event *type_of_records __attribute__((unused));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u64);
	__type(value, u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u64);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u16);
	__type(value, u32);
} ports SEC(".maps");

u64 limit = 100;
u64 above;

/* Counts by the first word; returns how often it was seen. */
SEC("raw_tp/sys_enter")
int count(u64 *ctx)
{
	u64 key = ctx[0], one = 1, *seen = bpf_map_lookup_elem(&counts, &key);
	u32 slot = 1;
	u64 *mine = bpf_map_lookup_elem(&per_cpu, &slot);

	if (mine)
		*mine += key;
	if (key > limit)
		above += 1;
	if (seen) {
		__sync_fetch_and_add(seen, 1);
		return *seen;
	}
	return bpf_map_update_elem(&counts, &key, &one, BPF_NOEXIST) ? -1 : 1;
}

/* Numbers to texts and back, divisions and shifts with their corners. */
SEC("raw_tp/sys_enter")
int texts(u64 *ctx)
{
	u64 data[2] = {ctx[0], ctx[1]};
	struct event *event = bpf_ringbuf_reserve(&records, sizeof(*event), 0);
	s64 parsed = 0;
	long length;

	if (!event)
		return -1;
	__builtin_memset(event, 0, sizeof(*event));
	event->number = ctx[0];
	length = bpf_snprintf(event->text, sizeof(event->text), "%d/%llx", data, sizeof(data));
	bpf_strtol(event->text, sizeof(event->text), 0, &parsed);
	event->parsed = parsed;
	if (bpf_strncmp(event->text, sizeof(event->text), "7/7") == 0)
		length = 77;
	bpf_ringbuf_submit(event, 0);
	return length;
}

SEC("raw_tp/sys_enter")
int arithmetic(u64 *ctx)
{
	u64 a = ctx[0], b = ctx[1];
	u32 x = a, y = b;

	return (a / b) ^ (a % b) ^ (x / y) ^ (x % y) ^ (a << (b & 63)) ^ (u64)((s64)a >> (b & 63)) ^ (a * b);
}

struct xdp_md {
	u32 data;
	u32 data_end;
	u32 data_meta;
	u32 ingress_ifindex;
	u32 rx_queue_index;
	u32 egress_ifindex;
};

/* Counts UDP and TCP packets by port of destination, and drops those of one that is in the map with a count of 0xffffffff. */
SEC("xdp")
int filter(struct xdp_md *ctx)
{
	u8 *packet = (u8 *)(long)ctx->data, *end = (u8 *)(long)ctx->data_end;
	u32 one = 1, *seen;
	u16 port;

	if (packet + 38 > end || packet[12] != 8 || packet[13] != 0)
		return 2;
	if (packet[23] != 17 && packet[23] != 6)
		return 2;
	port = packet[36] << 8 | packet[37];
	seen = bpf_map_lookup_elem(&ports, &port);
	if (!seen)
		return bpf_map_update_elem(&ports, &port, &one, BPF_ANY) ? 0 : 2;
	if (*seen == 0xffffffff)
		return 1;
	*seen += 1;
	return 2;
}

char _license[] SEC("license") = "Dual MIT/GPL";
