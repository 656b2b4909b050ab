// SPDX-License-Identifier: MIT
// Loads each program of an object alone with libbpf, for a kernel with the given types, and prints the instructions that
// libbpf would have handed to the kernel, or "refused".
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *loading;

// libbpf calls this one in the place of the C library's: the load of a program is printed, everything else passed on.
long syscall(long number, ...)
{
	long a[6];
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);
	if (number == __NR_bpf && a[0] == BPF_PROG_LOAD && loading) {
		union bpf_attr *attr = (void *)a[1];

		if (!strncmp(loading, attr->prog_name, BPF_OBJ_NAME_LEN - 1)) {
			const unsigned char *insns = (void *)(long)attr->insns;

			printf("%s ", loading);
			for (unsigned i = 0; i < attr->insn_cnt * 8; i++)
				printf("%02x%s", insns[i], i % 8 == 7 ? " " : "");
			printf("\n");
			return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
		}
	}
	register long fourth __asm__("r10") = a[3];
	register long fifth __asm__("r8") = a[4];
	register long sixth __asm__("r9") = a[5];
	long result;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(fourth), "r"(fifth), "r"(sixth)
			 : "rcx", "r11", "memory");
	if (result < 0 && result > -4096) {
		errno = -result;
		return -1;
	}
	return result;
}

static void load_alone(const char *file, const char *types, const char *name)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = types);
	struct bpf_object *object = bpf_object__open_file(file, &options);
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, !strcmp(name, bpf_program__name(program)));
	loading = name;
	if (bpf_object__load(object))
		printf("%s refused\n", name);
	loading = NULL;
	bpf_object__close(object);
}

int main(int count, char **arguments)
{
	struct bpf_object *object;
	struct bpf_program *program;

	libbpf_set_print(NULL);
	if (count != 3 || !(object = bpf_object__open_file(arguments[1], NULL)))
		return 1;
	bpf_object__for_each_program(program, object)
		load_alone(arguments[1], arguments[2], bpf_program__name(program));
	bpf_object__close(object);
	return 0;
}
