// SPDX-License-Identifier: MIT
// Objects that the reference loader does not open, one for each word in build.sh. What this file defines is a program
// without fault; each case adds one.

#ifndef empty_license
	.section license, "aw", @progbits
	.asciz "GPL"
#else
	.section license, "aw", @progbits
#endif

#ifdef bad_version
	.section version, "aw", @progbits
	.quad 1
#endif

	.section .unknown, "aw", @progbits
	.globl unknown_value
unknown_value:
	.quad 1

	.text
	.globl label
label:
	.globl function
	.type function, @function
function:
	r0 = 0
	exit
	.size function, . - function

	.section "kprobe/other", "ax", @progbits
	.globl other
	.type other, @function
other:
	r0 = 0
	exit
	.size other, . - other

	.section "kprobe/one", "ax", @progbits
#ifndef static_program
	.globl program
#endif
	.type program, @function
program:
#ifdef common_variable
	.comm common, 4, 4
	r1 = common ll
#endif
#ifdef unknown_data
	r1 = unknown_value ll
#endif
#ifdef call_of_program
	call other
#endif
#ifdef address_of_program
	r1 = other ll
#endif
#ifdef address_of_label
	r1 = label ll
#endif
#ifdef extern_without_types
	call nowhere
#endif
	r0 = 0
	exit
#ifndef no_size
	.size program, . - program
#endif
