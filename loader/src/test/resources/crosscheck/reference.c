// SPDX-License-Identifier: MIT
//
// What the installed libbpf makes of objects: for each object its maps and, for each program and each kernel, a digest of
// the instructions that it would give to the kernel, or the error.
//
//     reference [-v] [-c CONFIG] [-s KALLSYMS] [-m MODULE=BTF]... KERNEL=BTF... OBJECT...
//     reference [-v] -t OBJECT...
//     gcc -O2 -Wall -Wextra -D_GNU_SOURCE -rdynamic reference.c -o reference -lbpf -ldl
//
// Nothing reaches the kernel of this machine, and no privilege is needed: this executable defines syscall(2) and some
// functions of the C library itself, and libbpf calls these. A map is a memory file, a program load is written down and
// answered with success, and the files in which libbpf looks for types, symbols and configuration are the ones named on
// the command line. KERNEL starts with a release, such as 6.1-amd64.
//
// Every program is loaded alone, from an object opened anew, so that one that fails hides no other. A kernel has a process of
// its own, because libbpf remembers what it found out about the features of "the" kernel.
//
// Output, stable and in the order of the file:
//
//     libbpf VERSION
//     object NAME
//       error open EINVAL                      the object cannot be opened; nothing follows
//       map NAME type=.. key=.. value=.. entries=.. flags=.. extra=.. pinning=.. inner=TYPE,KEY,VALUE,ENTRIES,FLAGS
//         KERNEL,KERNEL initial=SHA256         of the bytes that element 0 starts with (`zero` if they are all zero)
//       program NAME section=.. type=.. attach=..
//         KERNEL,KERNEL insns=.. flags=.. attach_btf_id=.. functions=COUNT:DIGEST lines=COUNT:DIGEST sha256=..
//         KERNEL error=ESRCH
//
// With -t nothing is played: programs are loaded into the kernel of this machine, and the tag that it gives each is printed:
//
//     object NAME
//       program NAME tag=0123456789abcdef      or error=EACCES
//
// sha256 is over the instructions in little-endian form, with map descriptors replaced by the map's number in the order
// above, and zeroed BTF ids (both halves), kfunc calls (imm and off) and addresses of kernel symbols. The digest of
// functions is over (instruction, type id), that of lines over (instruction, line and column).
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_KERNELS = 32, MAX_MODULES = 8, MAX_FDS = 1024, RESULT_BYTES = 320 };

// Addresses of kernel symbols are made to start so, to be known again in an instruction.
static const uint32_t SYMBOL_HIGH = 0xfedcba98;

struct named_file {
	char name[64];
	const char *path;
};

static struct named_file kernels[MAX_KERNELS], modules[MAX_MODULES];
static int kernel_count, module_count;
static const char *config = "", *symbols_path = "/dev/null";
static bool verbose, real_kernel;

// The kernel that this process plays.
static const char *types_path;
static int release_major, release_minor;

static void fail(const char *what, const char *detail)
{
	fprintf(stderr, "reference: %s: %s\n", what, detail);
	exit(2);
}

// ---- SHA-256 (FIPS 180-4) ----

static uint32_t rotated(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void sha256_block(uint32_t state[8], const uint8_t *block)
{
	static uint32_t k[64];
	uint32_t w[64], v[8];

	if (!k[0]) { // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
		for (int prime = 2, n = 0; n < 64; prime++) {
			bool divided = false;
			for (int d = 2; d * d <= prime; d++)
				divided |= prime % d == 0;
			if (divided)
				continue;
			// The largest r with r^3 <= prime * 2^96, by bits; its low 32 bits are the fraction.
			unsigned __int128 root = 0;
			for (int bit = 34; bit >= 0; bit--) {
				unsigned __int128 r = root | (unsigned __int128)1 << bit;
				if (r * r * r <= (unsigned __int128)prime << 96)
					root = r;
			}
			k[n++] = (uint32_t)root;
		}
	}
	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
	for (int i = 16; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] + (rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ w[i - 15] >> 3) +
		       (rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(v, state, sizeof(v));
	for (int i = 0; i < 64; i++) {
		uint32_t t1 = v[7] + (rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) +
			      k[i] + w[i];
		uint32_t t2 = (rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22)) +
			      ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		state[i] += v[i];
}

// The first `shown` bytes of the digest in hexadecimal.
static const char *sha256(const void *data, size_t size, int shown)
{
	static char text[4][65];
	static int turn;
	uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
	size_t padded = (size + 9 + 63) / 64 * 64;
	uint8_t *message = calloc(1, padded);
	char *out = text[turn++ % 4];

	memcpy(message, data, size);
	message[size] = 0x80;
	for (int i = 0; i < 8; i++)
		message[padded - 1 - i] = (uint64_t)size * 8 >> 8 * i;
	for (size_t at = 0; at < padded; at += 64)
		sha256_block(state, message + at);
	free(message);
	for (int i = 0; i < shown; i++)
		sprintf(out + 2 * i, "%02x", (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4))));
	return out;
}

// ---- what the played kernel keeps ----

// Bytes that a map's only element was set to, by descriptor.
static struct {
	uint32_t value_size;
	uint8_t *value;
} played_maps[MAX_FDS];

static int module_of_fd[MAX_FDS]; // number of the module plus one

// The program load that is waited for, and what it was.
static struct {
	const char *name;
	bool seen;
	struct bpf_insn *insns;
	uint32_t insn_count, flags, attach_btf_id, function_count, line_count;
	uint8_t *functions, *lines;
} load;

static int memory_file(off_t size)
{
	int fd = memfd_create("played", MFD_CLOEXEC);

	if (fd < 0 || fd >= MAX_FDS || ftruncate(fd, size))
		fail("cannot make a memory file", strerror(errno));
	played_maps[fd].value_size = 0;
	played_maps[fd].value = NULL;
	module_of_fd[fd] = 0;
	return fd;
}

static long refused(int error)
{
	errno = error;
	return -1;
}

static long create_map(const union bpf_attr *attr)
{
	// More than any of our maps is mapped with, and nothing of it is touched.
	int fd = memory_file(64 << 20);

	played_maps[fd].value_size = attr->value_size;
	return fd;
}

static long update_map(const union bpf_attr *attr)
{
	int fd = attr->map_fd;
	uint32_t size = fd < MAX_FDS ? played_maps[fd].value_size : 0;
	const void *value = (const void *)(uintptr_t)attr->value;

	if (*(const uint32_t *)(uintptr_t)attr->key == 0 && size) {
		played_maps[fd].value = malloc(size); // Never given back: the process is short and descriptors share it.
		memcpy(played_maps[fd].value, value, size);
		// Where libbpf maps the element, it expects to find it there.
		if (pwrite(fd, value, size, 0) < 0)
			return refused(EFAULT);
	}
	return 0;
}

static uint32_t little(uint32_t value)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	value = __builtin_bswap32(value);
#endif
	return value;
}

// The first two words of each record, little-endian.
static uint8_t *first_and(uint64_t records, uint32_t count, uint32_t record_size, int word)
{
	uint8_t *out = malloc(8 * (size_t)count + 1);

	for (uint32_t i = 0; i < count; i++) {
		const uint32_t *record = (const uint32_t *)(uintptr_t)(records + (uint64_t)i * record_size);
		uint32_t pair[2] = { little(record[0]), little(record[word]) };
		memcpy(out + 8 * (size_t)i, pair, 8);
	}
	return out;
}

static long load_program(const union bpf_attr *attr)
{
	const struct bpf_insn *insns = (const void *)(uintptr_t)attr->insns;

	if (load.name && !strncmp(attr->prog_name, load.name, BPF_OBJ_NAME_LEN - 1)) {
		load.seen = true;
		load.insn_count = attr->insn_cnt;
		load.insns = malloc(attr->insn_cnt * sizeof(*insns));
		memcpy(load.insns, insns, attr->insn_cnt * sizeof(*insns));
		load.flags = attr->prog_flags;
		load.attach_btf_id = attr->attach_btf_id;
		load.function_count = attr->func_info_cnt;
		load.functions = first_and(attr->func_info, attr->func_info_cnt, attr->func_info_rec_size, 1);
		load.line_count = attr->line_info_cnt;
		load.lines = first_and(attr->line_info, attr->line_info_cnt, attr->line_info_rec_size, 3);
		return memory_file(0);
	}
	// A question of libbpf about the kernel: everything is there but what came after 5.10 and that an object can ask for.
	for (uint32_t i = 0; i < attr->insn_cnt; i++)
		if (insns[i].code == (BPF_JMP | BPF_CALL) && insns[i].imm == BPF_FUNC_get_attach_cookie &&
		    (release_major < 5 || (release_major == 5 && release_minor < 15)))
			return refused(EINVAL);
	return memory_file(0);
}

static long next_btf(union bpf_attr *attr)
{
	// Type information number 1 is the kernel's, the modules' follow.
	if (attr->start_id > (uint32_t)module_count || module_count == 0)
		return refused(ENOENT);
	attr->next_id = attr->start_id + 1;
	return 0;
}

static long btf_of_id(const union bpf_attr *attr)
{
	int fd = memory_file(0);

	module_of_fd[fd] = attr->btf_id - 1;
	return fd;
}

static long info(union bpf_attr *attr)
{
	static uint8_t *content[MAX_MODULES];
	static long size[MAX_MODULES];
	int fd = attr->info.bpf_fd;
	int module = fd < MAX_FDS ? module_of_fd[fd] : 0;
	struct bpf_btf_info *btf = (void *)(uintptr_t)attr->info.info;
	const char *name;

	if (module_count == 0 || attr->info.info_len < sizeof(*btf) - 4 || attr->info.info_len > 2 * sizeof(*btf)) {
		return 0;
	}
	name = module == 0 ? "vmlinux" : modules[module - 1].name;
	btf->kernel_btf = 1;
	if (btf->name && btf->name_len > strlen(name))
		strcpy((char *)(uintptr_t)btf->name, name);
	btf->name_len = strlen(name);
	if (module == 0)
		return 0;
	module--;
	if (!content[module]) {
		FILE *file = fopen(modules[module].path, "rb");
		if (!file)
			fail("cannot read", modules[module].path);
		content[module] = malloc(16 << 20);
		size[module] = fread(content[module], 1, 16 << 20, file);
		fclose(file);
	}
	if (btf->btf)
		memcpy((void *)(uintptr_t)btf->btf, content[module], btf->btf_size < size[module] ? btf->btf_size : size[module]);
	btf->btf_size = size[module];
	return 0;
}

static long played_bpf(int command, union bpf_attr *attr)
{
	switch (command) {
	case BPF_MAP_CREATE:
		return create_map(attr);
	case BPF_MAP_UPDATE_ELEM:
		return update_map(attr);
	case BPF_PROG_LOAD:
		return load_program(attr);
	case BPF_BTF_LOAD:
		return memory_file(0);
	case BPF_BTF_GET_NEXT_ID:
		return next_btf(attr);
	case BPF_BTF_GET_FD_BY_ID:
		return btf_of_id(attr);
	case BPF_OBJ_GET_INFO_BY_FD:
		return info(attr);
	case BPF_OBJ_GET:
		return refused(ENOENT);
	case BPF_LINK_CREATE:
		return refused(EBADF);
	default:
		return 0;
	}
}

// ---- the C library as libbpf sees it ----

long syscall(long number, ...)
{
	static long (*real)(long, ...);
	long a[6];
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);
	if (number == __NR_bpf && !real_kernel)
		return played_bpf((int)a[0], (union bpf_attr *)a[1]);
	if (number == __NR_perf_event_open && !real_kernel)
		return memory_file(0);
	if (!real)
		real = dlsym(RTLD_NEXT, "syscall");
	if (number == __NR_dup3 && !real_kernel && a[0] < MAX_FDS && a[1] < MAX_FDS)
		played_maps[a[1]] = played_maps[a[0]]; // Since 1.4 a map has its descriptor before it is created.
	return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

// The file that stands for one of the kernel's; NULL if the kernel of this machine has none to be seen.
static const char *played_path(const char *path)
{
	if (real_kernel)
		return path;
	if (!strcmp(path, "/sys/kernel/btf/vmlinux"))
		return types_path;
	if (!strcmp(path, "/proc/kallsyms"))
		return symbols_path;
	return !strncmp(path, "/sys/", 5) || strstr(path, "vmlinux-") || !strncmp(path, "/proc/version", 13) ? NULL : path;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

FILE *fopen(const char *path, const char *mode)
{
	if (!real_kernel && !strcmp(path, "/sys/bus/event_source/devices/kprobe/type"))
		return fmemopen("6\n", 2, "r");
	path = played_path(path);
	return path ? REAL(fopen)(path, mode) : (refused(ENOENT), NULL);
}

FILE *fopen64(const char *path, const char *mode)
{
	return fopen(path, mode);
}

static int mode_of(int flags, va_list arguments)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, int) : 0;
}

// The played kernel has four CPUs.
static int possible_cpus(void)
{
	int fd = memory_file(0);

	if (pwrite(fd, "0-3\n", 4, 0) != 4)
		fail("cannot write a memory file", strerror(errno));
	return fd;
}

#define OPEN(name)                                              \
	int name(const char *path, int flags, ...)              \
	{                                                       \
		va_list arguments;                              \
		int mode;                                       \
                                                                \
		va_start(arguments, flags);                     \
		mode = mode_of(flags, arguments);               \
		va_end(arguments);                              \
		if (!real_kernel && !strcmp(path, "/sys/devices/system/cpu/possible")) \
			return possible_cpus();                 \
		path = played_path(path);                       \
		return path ? REAL(name)(path, flags, mode) : (int)refused(ENOENT); \
	}

OPEN(open)
OPEN(open64)

int access(const char *path, int mode)
{
	path = played_path(path);
	return path ? REAL(access)(path, mode) : (int)refused(ENOENT);
}

int faccessat(int directory, const char *path, int mode, int flags)
{
	path = played_path(path);
	return path ? REAL(faccessat)(directory, path, mode, flags) : (int)refused(ENOENT);
}

// libbpf 1.7 maps a kernel's types read-only and, where they are of the other byte order, writes to them: no running kernel
// is of another byte order than the machine, but a played one is.
#define MMAP(name)                                                                                        \
	void *name(void *address, size_t length, int protection, int flags, int fd, off_t offset)         \
	{                                                                                                 \
		if (flags == MAP_PRIVATE && protection == PROT_READ)                                      \
			protection |= PROT_WRITE;                                                         \
		return REAL(name)(address, length, protection, flags, fd, offset);                        \
	}

MMAP(mmap)
MMAP(mmap64)

// Where libbpf reads the running kernel's configuration: there is nothing in it but what the command line said.
void *gzopen(const char *path, const char *mode)
{
	void *(*real)(const char *, const char *) = dlsym(RTLD_NEXT, "gzopen");

	return real(real_kernel ? path : "/dev/null", mode);
}

void *gzopen64(const char *path, const char *mode)
{
	return gzopen(path, mode);
}

int uname(struct utsname *name)
{
	if (real_kernel)
		return REAL(uname)(name);
	memset(name, 0, sizeof(*name));
	strcpy(name->sysname, "Linux");
	snprintf(name->release, sizeof(name->release), "%d.%d.0", release_major, release_minor);
	snprintf(name->version, sizeof(name->version), "#1 SMP played");
	strcpy(name->machine, "x86_64");
	return 0;
}

// ---- results ----

// Shared with the processes that make them: results[kernel][item], items being maps, then programs.
static char (*results)[RESULT_BYTES];

// The error's name; libbpf's own errors begin at 4000 and have numbers only.
static const char *error_name(int error)
{
	static char number[16];

	snprintf(number, sizeof(number), "%d", error);
	return strerrorname_np(error) ? strerrorname_np(error) : number;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

static void write_masked(const struct bpf_object *object, uint8_t *out)
{
	for (uint32_t i = 0; i < load.insn_count; i++) {
		struct bpf_insn insn = load.insns[i];
		bool wide = insn.code == (BPF_LD | BPF_IMM | BPF_DW);
		bool second = i > 0 && load.insns[i - 1].code == (BPF_LD | BPF_IMM | BPF_DW);
		uint8_t *at = out + 8 * (size_t)i;
		uint32_t imm;

		if (wide && (insn.src_reg == BPF_PSEUDO_MAP_FD || insn.src_reg == BPF_PSEUDO_MAP_VALUE)) {
			struct bpf_map *map;
			int number = 0, found = -1;
			bpf_object__for_each_map(map, object) {
				if (bpf_map__fd(map) == insn.imm)
					found = number;
				number++;
			}
			insn.imm = found;
		} else if (wide && (insn.src_reg == BPF_PSEUDO_BTF_ID ||
				    (insn.src_reg == 0 && (uint32_t)load.insns[i + 1].imm == SYMBOL_HIGH))) {
			insn.imm = 0;
		} else if (second && (load.insns[i - 1].src_reg == BPF_PSEUDO_BTF_ID ||
				      (load.insns[i - 1].src_reg == 0 && (uint32_t)insn.imm == SYMBOL_HIGH))) {
			insn.imm = 0;
		} else if (insn.code == (BPF_JMP | BPF_CALL) && insn.src_reg == BPF_PSEUDO_KFUNC_CALL) {
			insn.imm = insn.off = 0;
		}
		imm = little(insn.imm);
		at[0] = insn.code;
		at[1] = insn.dst_reg | insn.src_reg << 4;
		at[2] = insn.off & 0xff;
		at[3] = (uint16_t)insn.off >> 8;
		memcpy(at + 4, &imm, 4);
	}
}

static void write_initial(struct bpf_map *map, char *result)
{
	int fd = bpf_map__fd(map);
	uint32_t size = bpf_map__value_size(map);
	size_t shown = 0;
	const uint8_t *bytes = NULL;

	if (result[0] || !bpf_map__is_internal(map))
		return;
	if (fd >= 0 && fd < MAX_FDS && played_maps[fd].value)
		bytes = played_maps[fd].value, shown = size;
	else
		bytes = (const uint8_t *)bpf_map__initial_value(map, &shown);
	if (!bytes || is_zero(bytes, shown))
		strcpy(result, "initial=zero");
	else
		sprintf(result, "initial=%s", sha256(bytes, shown, 32));
}

static struct bpf_object *open_object(const char *path)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .kconfig = config);
	struct bpf_object *object;

	// With modules, libbpf must take the types for those of the running kernel.
	if (types_path && module_count == 0)
		options.btf_custom_path = types_path;
	errno = 0;
	object = bpf_object__open_file(path, &options);
	if (!object && !errno)
		errno = EINVAL;
	return object;
}

// Loads one program alone; `number` counts as libbpf does.
static void load_alone(const char *path, int number, char (*map_results)[RESULT_BYTES], char *result)
{
	struct bpf_object *object = open_object(path);
	struct bpf_program *program;
	struct bpf_map *map;
	int at = 0, error;

	if (!object) {
		sprintf(result, "error=%s", error_name(errno));
		return;
	}
	bpf_object__for_each_program(program, object) {
		bpf_program__set_autoload(program, at == number);
		if (at++ == number)
			load.name = bpf_program__name(program);
	}
	bpf_object__for_each_map(map, object)
		bpf_map__set_pin_path(map, NULL); // So that nothing is looked for, or made, under /sys/fs/bpf.
	load.seen = false;
	error = -bpf_object__load(object);
	if (error) {
		sprintf(result, "error=%s", error_name(error));
	} else if (number >= 0 && !load.seen) {
		strcpy(result, "error=not-loaded");
	} else if (number >= 0) {
		uint8_t *masked = malloc(8 * (size_t)load.insn_count);
		write_masked(object, masked);
		sprintf(result, "insns=%u flags=%u attach_btf_id=%u functions=%u:%s lines=%u:%s sha256=%s", load.insn_count,
			load.flags, load.attach_btf_id, load.function_count,
			sha256(load.functions, 8 * (size_t)load.function_count, 8), load.line_count,
			sha256(load.lines, 8 * (size_t)load.line_count, 8), sha256(masked, 8 * (size_t)load.insn_count, 32));
		free(masked);
	}
	if (!error) {
		at = 0;
		bpf_object__for_each_map(map, object)
			write_initial(map, map_results[at++]);
	}
	bpf_object__close(object);
}

static void play(int kernel, const char *path, int map_count, int program_count)
{
	char (*mine)[RESULT_BYTES] = results + (size_t)kernel * (map_count + program_count);

	types_path = kernels[kernel].path;
	if (sscanf(kernels[kernel].name, "%d.%d", &release_major, &release_minor) != 2)
		release_major = 7, release_minor = 0;
	for (int i = 0; i < program_count; i++)
		load_alone(path, i, mine, mine[map_count + i]);
	if (program_count == 0)
		load_alone(path, -1, mine, (char[RESULT_BYTES]){ 0 });
}

// Each distinct result once, behind the kernels that have it.
static void print_results(int item, int items)
{
	bool printed[MAX_KERNELS] = { 0 };

	for (int i = 0; i < kernel_count; i++) {
		const char *result = results[(size_t)i * items + item];
		if (printed[i] || !result[0])
			continue;
		printf("    %s", kernels[i].name);
		for (int j = i + 1; j < kernel_count; j++)
			if (!strcmp(result, results[(size_t)j * items + item])) {
				printf(",%s", kernels[j].name);
				printed[j] = true;
			}
		printf(" %s\n", result);
	}
}

static void print_map(const struct bpf_map *map)
{
	struct bpf_map *inner = bpf_map__inner_map((struct bpf_map *)map);

	printf("  map %s type=%u key=%u value=%u entries=%u flags=%u extra=%llu pinning=%u inner=", bpf_map__name(map),
	       bpf_map__type(map), bpf_map__key_size(map), bpf_map__value_size(map), bpf_map__max_entries(map),
	       bpf_map__map_flags(map), (unsigned long long)bpf_map__map_extra(map), bpf_map__pin_path(map) != NULL);
	if (inner)
		printf("%u,%u,%u,%u,%u\n", bpf_map__type(inner), bpf_map__key_size(inner), bpf_map__value_size(inner),
		       bpf_map__max_entries(inner), bpf_map__map_flags(inner));
	else
		printf("none\n");
}

static void report(const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	struct bpf_object *object;
	struct bpf_program *program;
	struct bpf_map *map;
	int map_count = 0, program_count = 0, item = 0;
	size_t bytes;

	printf("object %s\n", name);
	types_path = NULL;
	object = open_object(path);
	if (!object) {
		printf("  error open %s\n", error_name(errno));
		return;
	}
	bpf_object__for_each_map(map, object)
		map_count++;
	bpf_object__for_each_program(program, object)
		program_count++;
	bytes = (size_t)kernel_count * (map_count + program_count + 1) * RESULT_BYTES;
	results = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	fflush(stdout);
	for (int i = 0; i < kernel_count; i++) {
		int status;
		pid_t child = fork();
		if (child == 0) {
			play(i, path, map_count, program_count);
			_exit(0);
		}
		if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
			fail("libbpf did not come back from", path);
	}
	bpf_object__for_each_map(map, object) {
		print_map(map);
		print_results(item++, map_count + program_count);
	}
	bpf_object__for_each_program(program, object) {
		printf("  program %s section=%s type=%u attach=%u\n", bpf_program__name(program),
		       bpf_program__section_name(program), bpf_program__type(program),
		       bpf_program__expected_attach_type(program));
		print_results(item++, map_count + program_count);
	}
	munmap(results, bytes);
	bpf_object__close(object);
}

// Prints the tag of each program that was to be loaded, or the error.
static void print_tags(struct bpf_object *object, int error, bool all, int number)
{
	struct bpf_program *program;
	int at = 0;

	bpf_object__for_each_program(program, object) {
		struct bpf_prog_info info = { 0 };
		__u32 size = sizeof(info);

		if (!all && at++ != number)
			continue;
		if (!error && bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size))
			error = errno;
		printf("  program %s ", bpf_program__name(program));
		if (error)
			printf("error=%s\n", error_name(error));
		else
			printf("tag=%02x%02x%02x%02x%02x%02x%02x%02x\n", info.tag[0], info.tag[1], info.tag[2], info.tag[3],
			       info.tag[4], info.tag[5], info.tag[6], info.tag[7]);
	}
}

// Loads all programs, or the one of that number; true if the kernel took them, or if one was asked for.
static bool report_tag(const char *path, bool all, int number)
{
	struct bpf_object *object = open_object(path);
	struct bpf_program *program;
	struct bpf_map *map;
	int at = 0, error;

	if (!object)
		fail("cannot open again", path);
	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, all || at++ == number);
	bpf_object__for_each_map(map, object)
		bpf_map__set_pin_path(map, NULL);
	error = -bpf_object__load(object);
	if (!all || !error)
		print_tags(object, error, all, number);
	bpf_object__close(object);
	return !all || !error;
}

// All programs together, so that arrays of programs can be filled; one by one where the kernel refuses some.
static void report_tags(const char *path)
{
	struct bpf_object *object;
	struct bpf_program *program;
	int count = 0;

	printf("object %s\n", strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	object = open_object(path);
	if (!object) {
		printf("  error open %s\n", error_name(errno));
		return;
	}
	bpf_object__for_each_program(program, object)
		count++;
	bpf_object__close(object);
	if (count > 0 && !report_tag(path, true, 0))
		for (int number = 0; number < count; number++)
			report_tag(path, false, number);
}

static int print_log(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return verbose && level != LIBBPF_DEBUG ? vfprintf(stderr, format, arguments) : 0;
}

static void add(struct named_file *to, int *count, int limit, const char *argument)
{
	const char *equals = strchr(argument, '=');

	if (*count == limit || !equals || equals - argument >= (long)sizeof(to->name))
		fail("cannot take", argument);
	memcpy(to[*count].name, argument, equals - argument);
	to[(*count)++].path = equals + 1;
}

// The whole file as text; the process ends before it.
static const char *read_text(const char *path)
{
	char *text = calloc(1, 1 << 20);
	FILE *file = fopen(path, "r");

	if (!file || fread(text, 1, (1 << 20) - 1, file) == 0)
		fail("cannot read", path);
	fclose(file);
	return text;
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "vtc:s:m:")) != -1)
		switch (option) {
		case 'v':
			verbose = true;
			break;
		case 't':
			real_kernel = true;
			break;
		case 'c':
			config = read_text(optarg);
			break;
		case 's':
			symbols_path = optarg;
			break;
		case 'm':
			add(modules, &module_count, MAX_MODULES, optarg);
			break;
		default:
			return 2;
		}
	libbpf_set_print(print_log);
	for (; optind < argc && strchr(argv[optind], '='); optind++)
		add(kernels, &kernel_count, MAX_KERNELS, argv[optind]);
	printf("libbpf %u.%u\n", libbpf_major_version(), libbpf_minor_version());
	for (; optind < argc; optind++)
		if (real_kernel)
			report_tags(argv[optind]);
		else
			report(argv[optind]);
	return 0;
}
