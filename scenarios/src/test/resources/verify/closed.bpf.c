// SPDX-License-Identifier: MIT
// A program whose license does not let it call what it calls.

#define SEC(name) __attribute__((section(name), used))

static long (*bpf_probe_read)(void *to, unsigned int size, const void *from) = (void *)4;

SEC("kprobe/vfs_read")
int reads_all_the_same(void *ctx)
{
    int number = 0;
    bpf_probe_read(&number, sizeof(number), ctx);
    return number;
}

char LICENSE[] SEC("license") = "Proprietary";
