// SPDX-License-Identifier: MIT
package dev.probeproof.loader.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An object with one program of some 80,000 instructions after its functions are placed behind it: map look-ups, global
 * data, CO-RE reads and calls, all over. The largest program of public collections has 78,378.
 */
final class LargeProgram {
    private static final List<String> COMPILERS = List.of("clang-19", "clang-16", "clang-14", "clang");
    private static final int FUNCTIONS = 110;
    private static final int STEPS = 16;

    private LargeProgram() {}

    /** Compiles it; the machine needs a clang with the BPF target. */
    static byte[] compile() throws IOException, InterruptedException {
        String clang = COMPILERS.stream()
                .filter(LargeProgram::isInstalled)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no clang to compile the large program with"));
        Path folder = Files.createTempDirectory("probeproof-benchmark");
        Path source = Files.writeString(folder.resolve("large.bpf.c"), source());
        Path object = folder.resolve("large.bpf.o");
        int exit = new ProcessBuilder(
                        clang, "-target", "bpf", "-O2", "-g", "-mcpu=v3", "-c", source.toString(), "-o", object.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException(clang + " ended with " + exit);
        }
        return Files.readAllBytes(object);
    }

    private static boolean isInstalled(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator)).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static String source() {
        StringBuilder c = new StringBuilder("""
                typedef unsigned int u32;
                typedef unsigned long long u64;
                #define SEC(name) __attribute__((section(name), used))
                #define __uint(name, val) int (*name)[val]
                #define __type(name, val) typeof(val) *name
                #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
                struct mm_struct { u64 start_code; u64 total_vm; };
                struct task_struct { int pid; int tgid; u32 flags; int prio; struct mm_struct *mm; struct task_struct *real_parent; };
                #pragma clang attribute pop
                static void *(*map_lookup)(void *, const void *) = (void *) 1;
                static long (*probe_read)(void *, u32, const void *) = (void *) 113;
                static struct task_struct *(*current)(void) = (void *) 35;
                struct { __uint(type, 1); __uint(max_entries, 1024); __type(key, u32); __type(value, u64); } counts SEC(".maps");
                u64 totals[64];
                const volatile u64 limit = 7;
                #define READ(dst, src, field) probe_read(&dst, sizeof(dst), __builtin_preserve_access_index(&(src)->field))
                """);
        for (int i = 0; i < FUNCTIONS; i++) {
            c.append("__attribute__((noinline)) int f").append(i);
            c.append("(struct task_struct *t, u32 key) {\n  u64 sum = 0; int n = 0; u32 flags = 0;\n");
            for (int step = 0; step < STEPS; step++) {
                c.append("  { u32 k = key + ").append(i * STEPS + step).append("; u64 *v = map_lookup(&counts, &k);");
                c.append(" if (v) { *v += limit; sum ^= *v; totals[").append(step).append("] += sum; }");
                c.append(" READ(n, t, ").append(step % 2 == 0 ? "pid" : "tgid").append("); sum += n;");
                c.append(" READ(flags, t, flags); sum = sum * 31 + flags + ").append(i).append("; }\n");
            }
            if (i > 0) {
                c.append("  if (sum == ").append(i).append(") sum += f").append(i - 1).append("(t, n);\n");
            }
            c.append("  return sum;\n}\n");
        }
        c.append("SEC(\"kprobe/do_exit\") int large(void *ctx) {\n  struct task_struct *t = current(); int sum = 0;\n");
        for (int i = 0; i < FUNCTIONS; i++) {
            c.append("  sum += f").append(i).append("(t, sum);\n");
        }
        return c.append("  return sum;\n}\nchar _license[] SEC(\"license\") = \"GPL\";\n").toString();
    }
}
