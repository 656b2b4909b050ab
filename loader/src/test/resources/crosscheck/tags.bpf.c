// SPDX-License-Identifier: MIT
// Tags of declarations and types, floating point in types, enumerations of 64 bits: types that a loader only passes on.
#include "crosscheck.h"

#define TAG(text) __attribute__((btf_decl_tag(text)))
#define TYPE_TAG(text) __attribute__((btf_type_tag(text)))

enum wide {
	WIDE = 1ULL << 40,
};

struct tagged {
	int TYPE_TAG("user") *pointer;
	float real;
	enum wide wide;
	u32 field TAG("a field");
} TAG("a struct");

struct tagged variable TAG("a variable");

NOINLINE TAG("a function") int function(int x TAG("a parameter"))
{
	return OPAQUE(x) + variable.field;
}

SEC("kprobe/x")
TAG("a program")
int program(void *ctx)
{
	return function(variable.wide);
}

LICENSE("GPL");
