// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Iterators with the types of Linux 6.12, over tasks, files and maps that a test made. */
class IterationTest {
    /** Writes 8 bytes of the stack at -8 to the file whose metadata the context begins with. */
    private static final String WRITE = """
            r1 = *(u64 *)(r6 + 0)
            r1 = *(u64 *)(r1 + 0)
            r2 = r10
            r2 += -8
            r3 = 8
            call bpf_seq_write
            r0 = 0
            exit
            """;

    private final EmulatedKernel kernel = EmulatedKernel.on(TypedKernel.linux612());

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void tasksAreVisitedInOrderAndTheEndIsToldWithNull() {
        // "%d %llu\n": the pid, or -1 at the end; how many came before.
        ProgramHandle program = iterator("task", """
                r6 = r1
                r7 = *(u64 *)(r6 + 8)
                r8 = -1
                if r7 == 0 goto print
                r8 = *(u32 *)(r7 + %d)
                print:
                r1 = 0x0a756c6c25206425 ll
                *(u64 *)(r10 - 16) = r1
                *(u8 *)(r10 - 8) = 0
                *(u64 *)(r10 - 32) = r8
                r1 = *(u64 *)(r6 + 0)
                r2 = *(u64 *)(r1 + 16)
                *(u64 *)(r10 - 24) = r2
                r1 = *(u64 *)(r1 + 0)
                r2 = r10
                r2 += -16
                r3 = 9
                r4 = r10
                r4 += -32
                r5 = 16
                call bpf_seq_printf
                r0 = 0
                exit
                """.formatted(offset("task_struct", "pid")));

        Iteration.Output output =
                kernel.iterate(program).tasks(List.of(task(7), task(8))).read();

        assertThat(output.text()).isEqualTo("7 0\n8 1\n-1 2\n");
        assertThat(output.runs()).hasSize(3);
    }

    @Test
    void filesComeWithTheirTaskAndDescriptor() {
        KernelTask owner = task(7);
        KernelObject file = kernel.objects().object("struct file");
        ProgramHandle program = iterator("task_file", """
                r6 = r1
                r1 = *(u64 *)(r6 + 24)
                if r1 == 0 goto out
                r1 = *(u32 *)(r6 + 16)
                *(u64 *)(r10 - 8) = r1
                """ + WRITE.replace("r0 = 0\n", "out:\nr0 = 0\n"));

        byte[] output = kernel.iterate(program)
                .file(owner, 3, file)
                .file(owner, 5, file)
                .read()
                .bytes();

        assertThat(output).hasSize(16).startsWith(3).contains(5);
    }

    @Test
    void elementsOfAMapCanBeReadAndChanged() {
        MapHandle map = kernel.createMap(MapSpec.of("counts", MapType.HASH, 4, 8, 8));
        map.update(new byte[] {1, 0, 0, 0}, new byte[] {10, 0, 0, 0, 0, 0, 0, 0}, MapHandle.ANY);
        map.update(new byte[] {2, 0, 0, 0}, new byte[] {20, 0, 0, 0, 0, 0, 0, 0}, MapHandle.ANY);
        ProgramHandle program = iterator("bpf_map_elem", """
                r6 = r1
                r1 = *(u64 *)(r6 + 16)
                if r1 == 0 goto out
                r2 = *(u64 *)(r6 + 24)
                if r2 == 0 goto out
                r1 = *(u32 *)(r1 + 0)
                r3 = *(u64 *)(r2 + 0)
                r3 += 1
                *(u64 *)(r2 + 0) = r3
                r3 <<= 32
                r1 |= r3
                *(u64 *)(r10 - 8) = r1
                """ + WRITE.replace("r0 = 0\n", "out:\nr0 = 0\n"));

        byte[] output = kernel.iterate(program).map(map).read().bytes();

        assertThat(output).hasSize(16).contains(1, 11, 2, 21);
        assertThat(map.lookup(new byte[] {2, 0, 0, 0}).orElseThrow()).startsWith(21);
    }

    @Test
    void mapsOfAKernelAreVisitedByTheirIds() {
        kernel.createMap(MapSpec.of("first", MapType.ARRAY, 4, 8, 3));
        kernel.createMap(MapSpec.of("second", MapType.ARRAY, 4, 8, 4));
        ProgramHandle program = iterator(
                "bpf_map",
                """
                r6 = r1
                r1 = *(u64 *)(r6 + 8)
                if r1 == 0 goto out
                r1 = *(u32 *)(r1 + %d)
                *(u64 *)(r10 - 8) = r1
                """.formatted(offset("bpf_map", "max_entries")) + WRITE.replace("r0 = 0\n", "out:\nr0 = 0\n"));

        assertThat(kernel.iterate(program).maps().read().bytes())
                .containsExactly(3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void aProgramThatAsksForTheFirstElementOfAReadAgainEndsIt() {
        ProgramHandle program = iterator("task", "r0 = 1\nexit\n");

        assertThatThrownBy(() -> kernel.iterate(program).tasks(List.of(task(1))).read())
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refused -> assertThat(refused.errno()).isEqualTo(Errno.EAGAIN.number()));
    }

    @Test
    void whatDoesNotFitIsWrittenAgainOnceTheFileIsRead() {
        MapHandle big = kernel.createMap(MapSpec.of("big", MapType.ARRAY, 4, 20000, 1));
        ProgramHandle program = iterator("task", """
                r6 = r1
                r1 = *(u64 *)(r6 + 0)
                r1 = *(u64 *)(r1 + 0)
                r2 = map[idx:0][0]+0
                r3 = 20000
                call bpf_seq_write
                r0 = 0
                exit
                """, big);

        Iteration.Output output =
                kernel.iterate(program).tasks(List.of(task(1))).read();

        assertThat(output.bytes()).hasSize(40_000);
        assertThat(output.runs()).hasSize(3);
        assertThat(output.runs().get(1).result().isComplete()).isTrue();
    }

    @Test
    void onlyIteratorsIterate() {
        ProgramHandle kprobe = TypedKernel.load(kernel, ProgramType.KPROBE, "r0 = 0\nexit\n");
        ProgramHandle tasks = iterator("bpf_map_elem", "r0 = 0\nexit\n");
        MapHandle perCpu = kernel.createMap(MapSpec.of("per_cpu", MapType.PERCPU_ARRAY, 4, 8, 1));

        assertThatThrownBy(() -> kernel.iterate(kprobe))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("it is no iterator");
        assertThatThrownBy(() -> kernel.iterate(tasks).map(perCpu))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("per CPU");
    }

    private ProgramHandle iterator(String name, String text, MapHandle... maps) {
        return TypedKernel.load(kernel, AttachType.TRACE_ITER, name, text, maps);
    }

    private KernelTask task(int pid) {
        return kernel.objects().task(new Task(pid, pid, 0, 0, "task" + pid));
    }

    private int offset(String struct, String member) {
        return TypedKernel.offset(kernel, struct, member);
    }
}
