// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class AttachMechanismsTest {
    private static final int PROGRAM = 9;
    private static final int EVENT = 20;
    private static final int LINK = 21;
    private static final long ENABLE = 0x2400;
    private static final long SET_BPF = 0x40042408;
    private static final AttachPoint KPROBE = new AttachPoint.Kprobe("vfs_read", 4, false);
    private static final AttachPoint TRACEPOINT = new AttachPoint.Tracepoint("sched", "sched_switch");

    private final FakeSyscalls fake = new FakeSyscalls();
    private ByteBuffer event = ByteBuffer.allocate(0);

    @TempDir
    Path root;

    private AttachMechanisms mechanisms;

    @BeforeEach
    void kernelWithBothProbeSources() throws IOException {
        file("sys/bus/event_source/devices/kprobe/type", "6");
        file("sys/bus/event_source/devices/kprobe/format/retprobe", "config:0");
        file("sys/bus/event_source/devices/uprobe/type", "7");
        file("sys/bus/event_source/devices/uprobe/format/retprobe", "config:0");
        file("sys/kernel/tracing/events/sched/sched_switch/id", "316");
        mechanisms = new AttachMechanisms(new Bpf(fake.syscalls()), KernelFiles.below(root));
        eventOpens(EVENT);
        fake.answer(BpfCommand.LINK_CREATE, LINK);
    }

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void eventOpens(long result) {
        doAnswer(call -> {
                    ByteBuffer attribute = call.<NativeMemory>getArgument(0).bytes();
                    byte[] copy = new byte[attribute.capacity()];
                    attribute.get(0, copy);
                    event = ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
                    return result;
                })
                .when(fake.syscalls())
                .perfEventOpen(any(), anyInt(), anyInt(), anyInt(), anyLong());
    }

    private void verifyOpenedFor(int pid, int cpu) {
        verify(fake.syscalls()).perfEventOpen(any(), eq(pid), eq(cpu), eq(-1), eq(8L));
    }

    private String textAt(int offset, int length) {
        return new String(fake.memoryAt(event.getLong(offset), length + 1), UTF_8);
    }

    @Test
    void opensAKprobeByNameAndOffset() {
        mechanisms.attach(PROGRAM, KPROBE);

        assertThat(event.getInt(0)).isEqualTo(6);
        assertThat(event.getInt(4)).isEqualTo(112);
        assertThat(event.getLong(8)).isZero();
        assertThat(event.getLong(16)).isEqualTo(1);
        assertThat(textAt(56, 8)).isEqualTo("vfs_read\0");
        assertThat(event.getLong(64)).isEqualTo(4);
        verifyOpenedFor(-1, 0);
    }

    @Test
    void setsTheReturnBitThatTheSourceNames() throws IOException {
        file("sys/bus/event_source/devices/kprobe/format/retprobe", "config:5");

        mechanisms.attach(PROGRAM, new AttachPoint.Kprobe("vfs_read", 0, true));

        assertThat(event.getLong(8)).isEqualTo(1 << 5);
    }

    @Test
    void opensAUprobeByAbsolutePathAndFileOffset() {
        Path file = root.resolve("traced");

        mechanisms.attach(PROGRAM, new AttachPoint.Uprobe(file, 0x1130, 4711, false));

        assertThat(event.getInt(0)).isEqualTo(7);
        assertThat(textAt(56, file.toString().length())).isEqualTo(file + "\0");
        assertThat(event.getLong(64)).isEqualTo(0x1130);
        verifyOpenedFor(4711, -1);
    }

    @Test
    void countsAUprobeOfAllProcessesOnOneCpu() {
        mechanisms.attach(PROGRAM, new AttachPoint.Uprobe(root, 0, -1, false));

        verifyOpenedFor(-1, 0);
    }

    @Test
    void opensATracepointByItsNumber() {
        mechanisms.attach(PROGRAM, TRACEPOINT);

        assertThat(event.getInt(0)).isEqualTo(2);
        assertThat(event.getLong(8)).isEqualTo(316);
        assertThat(event.getLong(16)).isEqualTo(1);
    }

    @Test
    void linksTheProgramToTheEventAndThenEnablesIt() {
        mechanisms.attach(PROGRAM, KPROBE);

        assertThat(fake.call(BpfCommand.LINK_CREATE).attribute())
                .isEqualTo(new byte[] {PROGRAM, 0, 0, 0, EVENT, 0, 0, 0, 41, 0, 0, 0, 0, 0, 0, 0});
        verify(fake.syscalls(), never()).ioctl(anyInt(), eq(SET_BPF), anyLong());
        verify(fake.syscalls()).ioctl(EVENT, ENABLE, 0);
    }

    @Test
    void takesTheIoctlWhereTheKernelHasNoSuchLinks() {
        fake.answerOnly(BpfCommand.LINK_CREATE, -Errno.EINVAL.number());

        mechanisms.attach(PROGRAM, KPROBE);

        InOrder order = inOrder(fake.syscalls());
        order.verify(fake.syscalls()).ioctl(EVENT, SET_BPF, PROGRAM);
        order.verify(fake.syscalls()).ioctl(EVENT, ENABLE, 0);
    }

    @Test
    void takesTheLinkOffBeforeItClosesTheEvent() {
        mechanisms.attach(PROGRAM, KPROBE).close();

        InOrder order = inOrder(fake.syscalls());
        order.verify(fake.syscalls()).close(LINK);
        order.verify(fake.syscalls()).close(EVENT);
    }

    @Test
    void closesTheEventWhenTheProgramCannotBeLinked() {
        fake.answerOnly(BpfCommand.LINK_CREATE, -Errno.EBADF.number());

        assertThatThrownBy(() -> mechanisms.attach(PROGRAM, KPROBE))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot attach to kprobe:vfs_read+4: EBADF (9): "
                        + "the event opened, but the program cannot be linked to it");
        verify(fake.syscalls()).close(EVENT);
        assertThat(fake.openBlocks()).isZero();
    }

    @Test
    void closesLinkAndEventWhenTheEventCannotBeEnabled() {
        when(fake.syscalls().ioctl(EVENT, ENABLE, 0)).thenReturn((long) -Errno.EINVAL.number());

        assertThatThrownBy(() -> mechanisms.attach(PROGRAM, KPROBE)).hasMessageContaining("cannot be enabled");
        verify(fake.syscalls()).close(LINK);
        verify(fake.syscalls()).close(EVENT);
    }

    @Test
    void saysWhatAMissingFunctionIs() {
        eventOpens(-Errno.ENOENT.number());

        assertThatThrownBy(() -> mechanisms.attach(PROGRAM, KPROBE))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot attach to kprobe:vfs_read+4: ENOENT (2): "
                        + "the kernel has no function 'vfs_read', or it cannot be probed there");
    }

    @Test
    void saysWhatIsNeededForPermission() {
        eventOpens(-Errno.EACCES.number());

        assertThatThrownBy(() -> mechanisms.attach(PROGRAM, KPROBE)).hasMessageContaining("CAP_PERFMON");
    }

    @Test
    void refusesAKprobeWhereTheKernelHasNoSource() throws IOException {
        Files.delete(root.resolve("sys/bus/event_source/devices/kprobe/type"));

        assertThatThrownBy(() -> mechanisms.attach(PROGRAM, KPROBE))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("this kernel has no event source 'kprobe'");
        verify(fake.syscalls(), never()).perfEventOpen(any(), anyInt(), anyInt(), anyInt(), anyLong());
    }

    @Test
    void refusesATracepointThatTracefsDoesNotList() {
        assertThatThrownBy(() -> mechanisms.attach(PROGRAM, new AttachPoint.Tracepoint("sched", "no_such")))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot attach to tracepoint:sched:no_such: ENOENT (2): tracefs lists no such tracepoint");
    }

    @Test
    void saysHowToMountTracefs() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        AttachMechanisms without = new AttachMechanisms(new Bpf(fake.syscalls()), KernelFiles.below(elsewhere));

        assertThatThrownBy(() -> without.attach(PROGRAM, TRACEPOINT))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("mount -t tracefs tracefs /sys/kernel/tracing");
    }

    @Test
    void opensARawTracepointByName() {
        fake.answer(BpfCommand.RAW_TRACEPOINT_OPEN, LINK);

        mechanisms
                .attach(PROGRAM, new AttachPoint.RawTracepoint("sched_switch"))
                .close();

        FakeSyscalls.Call call = fake.call(BpfCommand.RAW_TRACEPOINT_OPEN);
        assertThat(new String(fake.memoryAt(call.u64(0), 13), UTF_8)).isEqualTo("sched_switch\0");
        assertThat(call.u32(8)).isEqualTo(PROGRAM);
        verify(fake.syscalls()).close(LINK);
    }
}
