// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.event.EventException;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Helpers and functions of the kernel that tracing programs call, with the types of Linux 6.12. */
class TracingHelpersTest {
    private final EmulatedKernel kernel = EmulatedKernel.on(TypedKernel.linux612());

    @AfterEach
    void close() {
        kernel.close();
    }

    @ParameterizedTest
    @CsvSource({
        // offset, length, result of the write, then of the read
        "0, 8, 0, 0",
        "8, 8, 0, 0",
        "9, 8, -7, -7",
        "-1, 1, -7, -7",
    })
    void slicesOfADynptrAreBounded(int offset, int length, long written, long read) {
        MapHandle map = kernel.createMap(MapSpec.of("values", MapType.ARRAY, 4, 16, 1));
        String program = """
                r1 = map[idx:0][0]+0
                r2 = 16
                r3 = 0
                r4 = r10
                r4 += -16
                call bpf_dynptr_from_mem
                *(u64 *)(r10 - 24) = 77
                r1 = r10
                r1 += -16
                r2 = %1$d
                r3 = r10
                r3 += -24
                r4 = %2$d
                r5 = 0
                call bpf_dynptr_write
                r6 = r0
                *(u64 *)(r10 - 32) = 0
                r1 = r10
                r1 += -32
                r2 = %2$d
                r3 = r10
                r3 += -16
                r4 = %1$d
                r5 = 0
                call bpf_dynptr_read
                if r0 != 0 goto out
                r0 = *(u64 *)(r10 - 32)
                out:
                %3$s
                exit
                """;
        assertThat(kprobe(program.formatted(offset, length, "r0 = r6"), map)).isEqualTo(written);
        assertThat(kprobe(program.formatted(offset, length, ""), map)).isEqualTo(read == 0 ? 77 : read);
    }

    @Test
    void recordsBehindDynptrsReachTheConsumer() {
        MapHandle ring = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
        String program = """
                r1 = map[idx:0]
                r2 = %d
                r3 = 0
                r4 = r10
                r4 += -16
                call bpf_ringbuf_reserve_dynptr
                r6 = r0
                r1 = r10
                r1 += -16
                r2 = 0
                r3 = 8
                call bpf_dynptr_data
                if r0 == 0 goto give
                r1 = 42
                *(u64 *)(r0 + 0) = r1
                give:
                r1 = r10
                r1 += -16
                r2 = 0
                call bpf_ringbuf_submit_dynptr
                r0 = r6
                exit
                """;

        assertThat(kprobe(program.formatted(8), ring)).isZero();
        assertThat(kprobe(program.formatted(8192), ring)).isEqualTo(-22);
        List<byte[]> records = new ArrayList<>();
        try (EventStream events = kernel.events(ring)) {
            events.poll(Duration.ZERO, records::add);
        }
        assertThat(records).containsExactly(new byte[] {42, 0, 0, 0, 0, 0, 0, 0});
    }

    @ParameterizedTest
    @CsvSource({
        "bpf_skc_to_tcp_sock,          2,  1, 6,  1, true",
        "bpf_skc_to_tcp_sock,          2,  1, 17, 2, false",
        "bpf_skc_to_tcp_sock,          2,  6, 6,  1, false", // waits, and so is no whole socket
        "bpf_skc_to_tcp6_sock,         10, 1, 6,  1, true",
        "bpf_skc_to_tcp6_sock,         2,  1, 6,  1, false",
        "bpf_skc_to_tcp_timewait_sock, 2,  6, 6,  1, true",
        "bpf_skc_to_tcp_timewait_sock, 2,  1, 6,  1, false",
        "bpf_skc_to_tcp_request_sock,  2, 12, 6,  1, true",
        "bpf_skc_to_udp6_sock,         10, 7, 17, 2, true",
        "bpf_skc_to_udp6_sock,         2,  7, 17, 2, false",
        "bpf_skc_to_unix_sock,         1,  1, 0,  1, true",
        "bpf_skc_to_unix_sock,         2,  1, 6,  1, false",
    })
    void socketsAreOfTheKindThatTheirFieldsSay(
            String helper, int family, int state, int protocol, int type, boolean is) {
        KernelObject socket = kernel.objects()
                .object("struct sock")
                .set("__sk_common.skc_family", family)
                .set("__sk_common.skc_state", state)
                .set("sk_protocol", protocol)
                .set("sk_type", type);

        ProgramRun run = ofSocket(helper, socket);

        assertThat(run.result().fault()).isNull();
        assertThat(run.printed()).containsExactly(is ? Long.toHexString(socket.address()) : "0");
    }

    @Test
    void socketsThatNobodyFilledInEndTheRun() {
        ExecutionFault fault = ofSocket("bpf_skc_to_tcp_sock", kernel.objects().object("struct sock"))
                .result()
                .fault();

        assertThat(fault).isNotNull().hasMessageContaining("nobody set __sk_common.skc_state");
    }

    private ProgramRun ofSocket(String helper, KernelObject socket) {
        TypedKernel.trace(
                kernel,
                AttachType.TRACE_FENTRY,
                "tcp_close",
                "r1 = *(u64 *)(r1 + 0)\ncall " + helper + "\nr3 = r0\n" + TypedKernel.PRINT_R3);
        return kernel.call("tcp_close").argument("sk", socket).enter().get(0);
    }

    @ParameterizedTest
    @CsvSource({"32, 8, 'c/passwd'", "4, -36, ''"})
    void pathsAreNamedFromTheirRoot(int room, long ignored, String end) {
        KernelObject root = kernel.objects().object("struct dentry");
        root.set("d_parent", root);
        KernelObject folder = named("etc", root);
        KernelObject file = kernel.objects().object("struct file").set("f_path.dentry", named("passwd", folder));
        int path = TypedKernel.offset(kernel, "file", "f_path");
        TypedKernel.trace(
                kernel, AttachType.TRACE_FENTRY, "filp_close", """
                r1 = *(u64 *)(r1 + 0)
                r1 += %d
                *(u64 *)(r10 - 32) = 0
                *(u64 *)(r10 - 24) = 0
                *(u64 *)(r10 - 16) = 0
                *(u64 *)(r10 - 8) = 0
                r2 = r10
                r2 += -32
                r3 = %d
                call bpf_d_path
                r3 = r0
                """.formatted(path, room) + TypedKernel.PRINT_R3);

        ProgramRun run =
                kernel.call("filp_close").argument("filp", file).enter().get(0);

        assertThat(run.result().fault()).isNull();
        assertThat(run.printed()).containsExactly(end.isEmpty() ? Long.toHexString(-36) : "c");
    }

    private KernelObject named(String name, KernelObject parent) {
        return kernel.objects()
                .object("struct dentry")
                .set("d_parent", parent)
                .set("d_name.name", kernel.objects().text(name));
    }

    @Test
    void theStackOfTheCurrentTaskIsThatOfTheEvent() {
        KernelTask task = kernel.objects().task(new Task(5, 5, 0, 0, "cat"));
        KernelTask other = kernel.objects().task(new Task(6, 6, 0, 0, "dog"));
        TypedKernel.trace(
                kernel,
                AttachType.TRACE_RAW_TP,
                "task_rename",
                """
                r1 = *(u64 *)(r1 + 0)
                r2 = r10
                r2 += -16
                r3 = 16
                r4 = 0
                call bpf_get_task_stack
                if r0 s< 0 goto out
                r3 = *(u64 *)(r10 - 16)
                """ + TypedKernel.PRINT_R3.replace("r0 = 0\n", "out:\nr0 = 0\n"));

        TracepointHit hit =
                kernel.tracepoint("task_rename").in(task).callers(List.of(0xffff_ffff_8100_0010L), List.of());

        assertThat(hit.argument("task", task.object()).fire().get(0).printed()).containsExactly("ffffffff81000010");
        assertThat(hit.argument("task", other.object()).fire().get(0).result().fault())
                .isNotNull()
                .hasMessageContaining("the stack of another task");
    }

    @ParameterizedTest
    @EnumSource
    void loopsOverNumbersEndWhereTheyShould(EngineChoice engine) {
        try (EmulatedKernel each =
                EmulatedKernel.builder(TypedKernel.linux612()).engine(engine).build()) {
            String program = """
                    r6 = 0
                    r1 = r10
                    r1 += -8
                    r2 = 3
                    r3 = 7
                    call kernel-function#%d
                    again:
                    r1 = r10
                    r1 += -8
                    call kernel-function#%d
                    if r0 == 0 goto done
                    r1 = *(u32 *)(r0 + 0)
                    r6 <<= 4
                    r6 += r1
                    goto again
                    done:
                    r1 = r10
                    r1 += -8
                    call kernel-function#%d
                    r0 = r6
                    exit
                    """.formatted(
                            function(each, "bpf_iter_num_new"),
                            function(each, "bpf_iter_num_next"),
                            function(each, "bpf_iter_num_destroy"));
            each.attach(
                    TypedKernel.load(each, ProgramType.KPROBE, program), new AttachPoint.Kprobe("vfs_read", 0, false));

            assertThat(each.call("vfs_read").enter().get(0).result().returnValue())
                    .isEqualTo(0x3456);
        }
    }

    private static int function(EmulatedKernel kernel, String name) {
        return kernel.target().btf().find(BtfKind.FUNC, name).orElseThrow();
    }

    @Test
    void callsInUserSpaceReachTheUprobesOfTheirPlaceTheNewestFirst() {
        Path libc = Path.of("/lib/libc.so.6");
        AttachPoint entry = new AttachPoint.Uprobe(libc, 0x1000, -1, false);
        kernel.attach(TypedKernel.load(kernel, ProgramType.KPROBE, TypedKernel.printing(112)), entry);
        kernel.attach(TypedKernel.load(kernel, ProgramType.KPROBE, TypedKernel.printing(104)), entry);
        kernel.attach(
                TypedKernel.load(kernel, ProgramType.KPROBE, TypedKernel.printing(80)),
                new AttachPoint.Uprobe(libc, 0x1000, -1, true));
        UserCall call = kernel.userCall(libc, 0x1000).argument(1, 0x11).argument(2, 0x22);

        assertThat(call.enter()).flatExtracting(ProgramRun::printed).containsExactly("22", "11");
        assertThat(call.leave(9)).flatExtracting(ProgramRun::printed).containsExactly("9");
        assertThat(kernel.userCall(libc, 0x1001).enter()).isEmpty();
        assertThatThrownBy(() -> kernel.userCall(libc, 0x1000).argument(7, 1))
                .isInstanceOf(EventException.class)
                .hasMessageContaining("x86_64 has registers for 6");
    }

    @Test
    void samplesReachWhatIsAttachedForTheirProcessAndCpu() {
        String period = TypedKernel.printing(168);
        kernel.attach(TypedKernel.load(kernel, ProgramType.PERF_EVENT, period), AttachPoint.PerfEvent.profile(99));
        kernel.attach(
                TypedKernel.load(kernel, ProgramType.PERF_EVENT, "r0 = 0\nexit"),
                new AttachPoint.PerfEvent(1, 0, 99, true, -1, 2));
        kernel.attach(
                TypedKernel.load(kernel, ProgramType.PERF_EVENT, "r0 = 0\nexit"),
                new AttachPoint.PerfEvent(1, 0, 99, true, 12, -1));
        Sample sample = kernel.sample().period(1000);

        assertThat(sample.fire()).flatExtracting(ProgramRun::printed).containsExactly("3e8");
        assertThat(sample.on(2).fire()).hasSize(2);
        assertThat(sample.in(new Task(13, 12, 0, 0, "thread")).fire()).hasSize(3);
    }

    private long kprobe(String text, MapHandle... maps) {
        AttachPoint.Kprobe point = new AttachPoint.Kprobe("vfs_read", 0, false);
        try (var link = kernel.attach(TypedKernel.load(kernel, ProgramType.KPROBE, text, maps), point)) {
            ProgramRun run = kernel.call("vfs_read").enter().get(0);
            assertThat(run.result().fault()).isNull();
            assertThat(link.isClosed()).isFalse();
            return run.result().returnValue();
        }
    }
}
