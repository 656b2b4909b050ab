// SPDX-License-Identifier: MIT
// Section names: optional, unknown, with flags and targets.
#include "probeproof.h"

#define RETURNS(name) int name(void *ctx) { return 0; }

SEC("?kprobe/vfs_read") RETURNS(optional_program)
SEC("something/else") RETURNS(unknown_section)
SEC("uprobe.s//usr/bin/true:main+0x10") RETURNS(sleepable_uprobe)
SEC("kprobe.multi/vfs_*") RETURNS(many_functions)
SEC("perf_event") RETURNS(on_sample)
SEC("perf_event/extra") RETURNS(target_where_none_belongs)
SEC("xdp.frags/devmap") RETURNS(fragments)
SEC("raw_tp") RETURNS(without_target)
