// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.testing.FetchRecorder;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Objects filled in by member names, read by generated prologues, with the types of real kernels. */
class ObjectsOnShippedKernelsTest {
    static Stream<String> kernels() {
        return Kernels.shippedNames().stream();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aPrologueReadsWhatTheObjectsHold(String name) {
        TargetKernel target = Kernels.byName(name);
        try (EmulatedKernel kernel = EmulatedKernel.on(target)) {
            KernelObjects objects = kernel.objects();
            KernelObject inode =
                    objects.object("struct inode").set("i_ino", 4711).set("i_mode", 0x81a4);
            KernelObject dentry = objects.object("struct dentry")
                    .set("d_name.name", objects.text("passwd"))
                    .set("d_name.len", 6)
                    .set("d_inode", inode);
            KernelObject file =
                    objects.object("struct file").set("f_path.dentry", dentry).set("f_flags", 0x8000);

            ByteBuffer handed = fetch(
                    kernel,
                    "vfs_read(file->f_path.dentry->d_inode->i_ino, file->f_flags, file->f_path.dentry->d_name.len,"
                            + " (u16)file->f_path.dentry->d_inode->i_mode, file->f_path.dentry->d_name.name:string(16))",
                    file.address());

            assertThat(handed.getLong(0)).as("failed arguments").isZero();
            assertThat(handed.getLong(8)).isEqualTo(4711);
            assertThat(handed.getLong(16)).isEqualTo(0x8000);
            assertThat(handed.getLong(24)).isEqualTo(6);
            assertThat(handed.getLong(32)).isEqualTo(0x81a4);
            byte[] text = new byte[6];
            // The text is behind its length.
            handed.get(48, text);
            assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("passwd");
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aPointerThatWasForgottenFailsTheArgumentThatFollowsIt(String name) {
        TargetKernel target = Kernels.byName(name);
        try (EmulatedKernel kernel = EmulatedKernel.on(target)) {
            KernelObjects objects = kernel.objects();
            KernelObject file = objects.object("struct file").set("f_flags", 1);

            ByteBuffer handed =
                    fetch(kernel, "vfs_read(file->f_flags, file->f_path.dentry->d_name.len)", file.address());

            assertThat(handed.getLong(0)).as("failed arguments").isEqualTo(0b10);
            assertThat(handed.getLong(8)).isEqualTo(1);
            assertThat(objects.unset(file.number("f_path.dentry"))).contains("f_path.dentry of struct file #1");
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aTaskHasItsCredentialsParentNamespacesAndFiles(String name) {
        TargetKernel target = Kernels.byName(name);
        try (EmulatedKernel kernel = EmulatedKernel.on(target)) {
            KernelObjects objects = kernel.objects();
            KernelObject file = objects.object("struct file").set("f_flags", 0x42);
            KernelTask init = objects.task(new Task(1, 1, 0, 0, "init"));
            KernelTask task = objects.task(new Task(77, 76, 1000, 100, "worker"))
                    .parent(init)
                    .startedAt(5_000_000, 6_000_000)
                    .open(3, file);

            ByteBuffer handed = fetch(
                    kernel,
                    "wake_up_new_task(p->pid, p->tgid, p->real_parent->pid, p->cred->uid.val, p->real_cred->egid.val,"
                            + " p->nsproxy->pid_ns_for_children->ns.inum, p->files->fdt->fd[3]->f_flags,"
                            + " p->start_boottime, p->thread_pid->numbers[0].nr)",
                    task.object().address());

            assertThat(handed.getLong(0)).as("failed arguments").isZero();
            assertThat(LongStream.range(1, 10).map(i -> handed.getLong((int) (8 * i))))
                    .containsExactly(77L, 76L, 1L, 1000L, 100L, 0xefff_fffcL, 0x42L, 6_000_000L, 77L);
            assertThat(task.object().text("comm")).isEqualTo("worker");
            assertThat(task.object().number("files->fdt->fd[4]")).isZero();
            kernel.enter(task);
            assertThat(kernel.world().taskAddress()).isEqualTo(task.object().address());
        }
    }

    /** Fires one event with an address as the first argument, and hands out what the program recorded. */
    private static ByteBuffer fetch(EmulatedKernel kernel, String definition, long first) {
        TargetKernel target = kernel.target();
        ProbePoint point = ProbePointResolver.resolve(ProbeDefinition.parse(definition), target)
                .get(0);
        MapHandle map = kernel.createMap(FetchRecorder.MAP);
        ProgramHandle program = kernel.load(
                        new ProloguePreprocessor(PrologueLayout.STRUCT)
                                .prepare(
                                        FetchRecorder.program(PrologueLayout.STRUCT, point.arguments()),
                                        List.of(point),
                                        target)
                                .get(0)
                                .image(Map.of(FetchRecorder.MAP.name(), map)),
                        VerifierLogLevel.ON_REJECTION)
                .orThrow();
        PtRegs registers = PtRegs.zero(target.arch())
                .with(target.arch().argumentRegisters().get(0), first);
        kernel.run(program, new KprobeEvent("probed", false, registers, MemoryImage.EMPTY, Task.DEFAULT, 0), null);
        return ByteBuffer.wrap(map.lookup(new byte[4]).orElseThrow())
                .order(target.arch().byteOrder());
    }
}
