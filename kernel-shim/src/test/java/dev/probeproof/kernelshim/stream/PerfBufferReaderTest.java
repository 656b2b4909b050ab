// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.kernelshim.testing.FakeSyscalls.Call;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class PerfBufferReaderTest {
    private static final int BYTES = 65 * FakeSyscalls.PAGE;
    private static final long ADDRESS = 0x7000_0000L;
    private static final long ENABLE = 0x2400;

    private final FakeSyscalls fake = new FakeSyscalls();
    private final OpenResources owner = new OpenResources();

    @BeforeEach
    void twoCpusOfWhichTheSecondIsOffline() {
        ByteBuffer memory = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
        memory.putLong(1040, FakeSyscalls.PAGE).putLong(1048, 64 * FakeSyscalls.PAGE);
        when(fake.syscalls().perfEventOpen(any(), eq(-1), eq(0), eq(-1), eq(8L)))
                .thenAnswer(call -> {
                    ByteBuffer attribute = call.<NativeMemory>getArgument(0).bytes();
                    assertThat(attribute.getInt(0)).as("type: software").isEqualTo(1);
                    assertThat(attribute.getLong(8)).as("config: BPF output").isEqualTo(10);
                    assertThat(attribute.getLong(24)).as("sample_type: raw").isEqualTo(0x400);
                    assertThat(attribute.getInt(48)).as("wakeup_events").isEqualTo(1);
                    return 30L;
                });
        when(fake.syscalls().perfEventOpen(any(), eq(-1), eq(1), eq(-1), eq(8L)))
                .thenReturn((long) -Errno.ENODEV.number());
        when(fake.syscalls().mmap(BYTES, 3, 1, 30, 0)).thenReturn(ADDRESS);
        when(fake.syscalls().view(ADDRESS, BYTES)).thenReturn(memory);
        when(fake.syscalls().eventfd(anyInt(), anyInt())).thenReturn(901L);
    }

    private EventStream open() {
        Bpf bpf = new Bpf(fake.syscalls());
        return PerfBufferReader.open(bpf, "events", Fd.own(fake.syscalls(), 7), List.of(0, 1), owner);
    }

    @Test
    void storesAnEnabledEventForEachCpuThatIsOnline() {
        open();

        verify(fake.syscalls()).ioctl(30, ENABLE, 0);
        Call update = fake.call(BpfCommand.MAP_UPDATE_ELEM);
        assertThat(fake.memoryAt(update.u64(8), 4)).isEqualTo(new byte[] {0, 0, 0, 0});
        assertThat(fake.memoryAt(update.u64(16), 4)).isEqualTo(new byte[] {30, 0, 0, 0});
    }

    @Test
    void takesTheEventsOutOfTheMapWhenClosed() {
        open().close();

        Call delete = fake.call(BpfCommand.MAP_DELETE_ELEM);
        assertThat(fake.memoryAt(delete.u64(8), 4)).isEqualTo(new byte[] {0, 0, 0, 0});
        verify(fake.syscalls()).munmap(ADDRESS, BYTES);
        verify(fake.syscalls()).close(30);
        assertThat(fake.openBlocks()).isZero();
    }

    @Test
    void closesWhatItOpenedWhenTheMapRefusesTheEvent() {
        fake.answer(BpfCommand.MAP_UPDATE_ELEM, -Errno.E2BIG.number());

        assertThatThrownBy(this::open)
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot store the event of CPU 0 in perf buffer 'events': E2BIG (7)");
        verify(fake.syscalls()).munmap(ADDRESS, BYTES);
        verify(fake.syscalls()).close(30);
    }

    @Test
    void saysWhichCpuHasNoEvent() {
        when(fake.syscalls().perfEventOpen(any(), anyInt(), eq(1), anyInt(), anyLong()))
                .thenReturn((long) -Errno.EACCES.number());

        assertThatThrownBy(this::open)
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot open perf buffer 'events' of CPU 1: EACCES (13): perf_event_open");
        verify(fake.syscalls()).close(30);
    }
}
