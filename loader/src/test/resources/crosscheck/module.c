// SPDX-License-Identifier: MIT
// Writes the types of a module of the kernel of crafted_a.target.c: module BASE OUT
#include <bpf/btf.h>
#include <stdio.h>

static int check(int id)
{
	if (id < 0)
		fprintf(stderr, "module: cannot add a type: %d\n", id);
	return id;
}

int main(int argc, char **argv)
{
	struct btf *base = argc == 3 ? btf__parse(argv[1], NULL) : NULL;
	struct btf *split = base ? btf__new_empty_split(base) : NULL;
	int number, pointer, prototype, record, variable;
	const void *bytes;
	unsigned int size;
	FILE *out;

	if (!split)
		return 1;
	number = check(btf__find_by_name_kind(base, "unsigned int", BTF_KIND_INT));
	record = check(btf__add_struct(split, "only_in_module", 24));
	check(btf__add_field(split, "before", number, 0, 0));
	check(btf__add_field(split, "wanted", number, 96, 0));
	check(btf__add_field(split, "bits", number, 130, 5));
	/* The kernel has one too, so that this one is never looked at. */
	check(btf__add_struct(split, "box", 4));
	check(btf__add_struct(split, "twin___third", 64));
	check(btf__add_field(split, "same", number, 256, 0));
	check(btf__add_enum(split, "module_enum", 4));
	check(btf__add_enum_value(split, "MODULE_VALUE", 77));
	pointer = check(btf__add_ptr(split, record));
	prototype = check(btf__add_func_proto(split, number));
	check(btf__add_func_param(split, "record", pointer));
	check(btf__add_func_param(split, "number", number));
	check(btf__add_func(split, "module_function", BTF_FUNC_GLOBAL, prototype));
	variable = check(btf__add_var(split, "module_variable", BTF_VAR_GLOBAL_ALLOCATED, record));
	check(btf__add_datasec(split, ".data..percpu", 24));
	check(btf__add_datasec_var_info(split, variable, 0, 24));
	bytes = btf__raw_data(split, &size);
	out = fopen(argv[2], "wb");
	return !out || fwrite(bytes, 1, size, out) != size || fclose(out);
}
