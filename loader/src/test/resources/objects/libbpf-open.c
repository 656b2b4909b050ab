// SPDX-License-Identifier: MIT
// Prints what libbpf finds in objects without loading them, for a test that compares. Needs no kernel and no rights.
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

static int silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

/* Bytes as a number that Java's Arrays.hashCode of unsigned bytes gives, started at 0. */
static unsigned int digest(const void *bytes, size_t size)
{
	unsigned int hash = 0;

	for (size_t i = 0; i < size; i++)
		hash = hash * 31 + ((const unsigned char *)bytes)[i];
	return hash;
}

static void print_map(const struct bpf_map *map)
{
	size_t size = 0;
	const void *initial = bpf_map__initial_value((struct bpf_map *)map, &size);

	printf("  map %s type %u key %u value %u entries %u flags 0x%x extra %llu types %u %u",
	       bpf_map__name(map), bpf_map__type(map), bpf_map__key_size(map), bpf_map__value_size(map),
	       bpf_map__max_entries(map), bpf_map__map_flags(map), (unsigned long long)bpf_map__map_extra(map),
	       bpf_map__btf_key_type_id(map), bpf_map__btf_value_type_id(map));
	printf("%s%s", bpf_map__pin_path(map) ? " pinned" : "", bpf_map__inner_map((struct bpf_map *)map) ? " inner" : "");
	if (initial)
		printf(" initial %08x", digest(initial, size));
	printf("\n");
}

static void print_program(const struct bpf_program *program)
{
	size_t count = bpf_program__insn_cnt(program);

	printf("  program %s section %s type %d attach %d autoload %d insns %zu %08x\n", bpf_program__name(program),
	       bpf_program__section_name(program), bpf_program__type(program), bpf_program__expected_attach_type(program),
	       bpf_program__autoload(program), count,
	       digest(bpf_program__insns(program), count * sizeof(struct bpf_insn)));
}

int main(int count, char **files)
{
	libbpf_set_print(silent);
	for (int i = 1; i < count; i++) {
		struct bpf_object *object = bpf_object__open_file(files[i], NULL);
		struct bpf_program *program;
		struct bpf_map *map;

		printf("%s%s\n", files[i], object ? "" : " refused");
		if (!object)
			continue;
		bpf_object__for_each_map(map, object)
			print_map(map);
		bpf_object__for_each_program(program, object)
			print_program(program);
		bpf_object__close(object);
	}
	return 0;
}
