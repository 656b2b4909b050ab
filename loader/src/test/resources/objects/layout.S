// SPDX-License-Identifier: MIT
// What no C compiler makes today, but older ones, linkers and other languages do: code that belongs to no function, several
// names for one place, programs without a word about types, unknown sections, relocations that lead nowhere.

	.section license, "aw", @progbits
	.ascii "GPL"

	.section .empty, "aw", @progbits
	.section .unknown, "aw", @progbits
	.globl unknown_value
unknown_value:
	.quad 1
	.section .bss.filled, "aw", @progbits
	.quad 2
	.section .data.blank, "aw", @nobits
	.space 8
	.section .rodata.str1.1, "aMS", @progbits, 1
text:
	.asciz "text"
	.section .comment, "MS", @progbits, 1
	.asciz "by hand"

	.text
	.globl shared
	.globl shared_too
	.type shared, @function
	.type shared_too, @function
shared:
shared_too:
	r0 = 1
	exit
	.size shared, . - shared
	.size shared_too, . - shared_too
	r0 = 99
	exit
	.type inner, @function
inner:
	r0 = 2
	call shared
	exit
	.size inner, . - inner
	.globl recursive
	.type recursive, @function
recursive:
	call recursive
	exit
	.size recursive, . - recursive

	.section "kprobe/gaps", "ax", @progbits
	.globl first
	.type first, @function
first:
	r1 = text ll
	call inner
	exit
	.size first, . - first
	r1 = unknown_value ll
	call inner
	exit
	.globl behind_gap
	.type behind_gap, @function
behind_gap:
	r2 = inner ll
	r0 = 3
	exit
	.size behind_gap, . - behind_gap
	r0 = 98

	.section "sk_skb1", "ax", @progbits
	.globl alias_one
	.globl alias_two
	.globl alias_three
	.type alias_one, @function
	.type alias_two, @function
	.type alias_three, @function
alias_one:
alias_two:
alias_three:
	call shared_too
	exit
	.size alias_one, . - alias_one
	.size alias_two, . - alias_two
	.size alias_three, . - alias_three
label_at_the_end:
	.globl label_at_the_end
