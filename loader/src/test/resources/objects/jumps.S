// SPDX-License-Identifier: MIT
// Indirect jumps through tables, which compilers before clang 22 do not make.

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define GOTOX_R1 .byte 0x0d, 0x10, 0, 0, 0, 0, 0, 0
#else
#define GOTOX_R1 .byte 0x0d, 0x01, 0, 0, 0, 0, 0, 0
#endif

	.section license, "aw", @progbits
	.asciz "GPL"

	.section .jumptables, "", @progbits
	.globl first_table
	.globl second_table
	.type first_table, @object
first_table:
	.quad 40
	.quad 56
	.quad 40
	.size first_table, . - first_table
	.type second_table, @object
second_table:
	.quad 40
	.size second_table, . - second_table

	.section syscall, "ax", @progbits
	.globl jumps
	.type jumps, @function
jumps:
	r1 = first_table ll
	r1 = *(u64 *)(r1 + 8)
	GOTOX_R1
	r2 = 0
	r0 = 1
	exit
	r0 = 2
	exit
	.size jumps, . - jumps
