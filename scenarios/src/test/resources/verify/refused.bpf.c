// SPDX-License-Identifier: MIT
// Programs that verifiers refuse, each for one reason, with what is expected of them; and one that is accepted.

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

#define SEC(name) __attribute__((section(name), used))
#define FAILS __attribute__((btf_decl_tag("comment:test_expect_failure")))
#define SUCCEEDS __attribute__((btf_decl_tag("comment:test_expect_success")))
#define SAYS(text) __attribute__((btf_decl_tag("comment:test_expect_msg=" text)))
#define INT(name, value) int(*name)[value]

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_probe_read)(void *to, u32 size, const void *from) = (void *)4;
static u64 (*bpf_ktime_get_ns)(void) = (void *)5;
static void *(*bpf_ringbuf_reserve)(void *ring, u64 size, u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, u64 flags) = (void *)132;

struct numbers {
    u64 at[16];
};

struct {
    INT(type, 1);
    INT(max_entries, 16);
    u32 *key;
    struct numbers *value;
} counts SEC(".maps");

struct {
    INT(type, 27);
    INT(max_entries, 4096);
} events SEC(".maps");

struct registers {
    u64 r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di;
};

struct xdp_md {
    u32 data;
    u32 data_end;
};

SEC("kprobe/vfs_read") SUCCEEDS
int counts_well(struct registers *ctx)
{
    u32 key = 0;
    struct numbers *found = bpf_map_lookup_elem(&counts, &key);
    if (!found)
        return 0;
    found->at[3] += 1;
    return 0;
}

SEC("kprobe/vfs_read") FAILS SAYS("R0 invalid mem access 'map_value_or_null'")
int forgets_null(struct registers *ctx)
{
    u32 key = 0;
    struct numbers *found = bpf_map_lookup_elem(&counts, &key);
    found->at[3] += 1;
    return 0;
}

SEC("kprobe/vfs_read") FAILS SAYS("invalid access to map value, value_size=128") SAYS("max value is outside")
int goes_one_too_far(struct registers *ctx)
{
    u32 key = 0;
    struct numbers *found = bpf_map_lookup_elem(&counts, &key);
    if (!found)
        return 0;
    u64 index = ctx->si;
    if (index > 16)
        return 0;
    found->at[index] = 1;
    return 0;
}

SEC("kprobe/vfs_read") FAILS SAYS("unbounded")
int trusts_an_index(struct registers *ctx)
{
    u32 key = 0;
    struct numbers *found = bpf_map_lookup_elem(&counts, &key);
    if (!found)
        return 0;
    *((u8 *)found + ctx->si) = 1;
    return 0;
}

SEC("kprobe/vfs_read") FAILS SAYS("R2 min value is negative")
int reads_less_than_nothing(struct registers *ctx)
{
    char text[32] = {};
    s64 size = ctx->dx;
    if (size > 32)
        return 0;
    bpf_probe_read(text, size, (void *)ctx->di);
    return text[0];
}

SEC("kprobe/vfs_read") FAILS SAYS("Unreleased reference")
int keeps_a_record(struct registers *ctx)
{
    u64 *record = bpf_ringbuf_reserve(&events, 8, 0);
    if (!record)
        return 0;
    *record = ctx->di;
    if (ctx->si == 7)
        return 0;
    bpf_ringbuf_submit(record, 0);
    return 0;
}

SEC("kprobe/vfs_read") FAILS SAYS("invalid mem access")
int follows_an_address(struct registers *ctx)
{
    u32 *file = (u32 *)ctx->di;
    return *file;
}

SEC("xdp") FAILS SAYS("invalid access to packet, off=12 size=2")
int reads_without_looking(struct xdp_md *ctx)
{
    u8 *data = (u8 *)(long)ctx->data;
    return *(unsigned short *)(data + 12);
}

SEC("kprobe/vfs_read") FAILS SAYS("R3 !read_ok")
__attribute__((naked)) int loses_a_register(void)
{
    asm volatile("r3 = 1;"
                 "call 5;"
                 "r0 = r3;"
                 "exit;");
}

SEC("kprobe/vfs_read") FAILS SAYS("R7 !read_ok")
__attribute__((naked)) int never_sets_it(void)
{
    asm volatile("r0 = r7;"
                 "exit;");
}

SEC("kprobe/vfs_read") FAILS SAYS("R0 !read_ok")
__attribute__((naked)) int returns_nothing(void)
{
    asm volatile("exit;");
}

static __attribute__((noinline)) u64 *nth(struct numbers *numbers, u32 index)
{
    asm volatile("" : "+r"(index));
    return &numbers->at[index & 31];
}

SEC("kprobe/vfs_read") FAILS SAYS("max value is outside")
int asks_a_function(struct registers *ctx)
{
    u32 key = 0;
    struct numbers *found = bpf_map_lookup_elem(&counts, &key);
    if (!found)
        return 0;
    *nth(found, ctx->si) = bpf_ktime_get_ns();
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
