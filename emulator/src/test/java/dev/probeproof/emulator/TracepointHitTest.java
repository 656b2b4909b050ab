// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.event.EventException;
import dev.probeproof.emulator.event.Parameter;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tracepoints with the types of Linux 6.12, seen by tracepoint programs, raw tracepoints and tp_btf. */
class TracepointHitTest {
    private static final AttachPoint RENAME = new AttachPoint.Tracepoint("task", "task_rename");
    private static final AttachPoint EXEC = new AttachPoint.Tracepoint("sched", "sched_process_exec");

    private final EmulatedKernel kernel = EmulatedKernel.on(TypedKernel.linux612());

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void recordsAreFilledInByTheirMembersAndTexts() {
        int place = TypedKernel.offset(kernel, "trace_event_raw_sched_process_exec", "__data_loc_filename");
        int pid = TypedKernel.offset(kernel, "trace_event_raw_sched_process_exec", "pid");
        String text = """
                r6 = r1
                r1 = *(u32 *)(r6 + %d)
                r1 &= 0xffff
                r3 = r6
                r3 += r1
                r1 = r10
                r1 += -16
                r2 = 16
                call bpf_probe_read_kernel_str
                r3 = *(u64 *)(r10 - 16)
                """.formatted(place) + TypedKernel.PRINT_R3;
        kernel.attach(TypedKernel.load(kernel, ProgramType.TRACEPOINT, text), EXEC);
        kernel.attach(
                TypedKernel.load(
                        kernel, ProgramType.TRACEPOINT, "r3 = *(u32 *)(r1 + " + pid + ")\n" + TypedKernel.PRINT_R3),
                EXEC);
        TracepointHit hit = kernel.tracepoint("sched:sched_process_exec").text("filename", "/bin/ls");
        hit.record().set("pid", 42);

        assertThat(printed(hit.fire())).containsExactly("736c2f6e69622f", "2a");
    }

    @Test
    void rawProgramsGetTheArgumentsAndTypedOnesCanFollowThem() {
        KernelTask task = kernel.objects().task(new Task(42, 42, 0, 0, "cat"));
        int pid = TypedKernel.offset(kernel, "task_struct", "pid");
        kernel.attach(
                TypedKernel.load(kernel, ProgramType.RAW_TRACEPOINT, TypedKernel.printing(0)),
                new AttachPoint.RawTracepoint("task_rename"));
        TypedKernel.trace(
                kernel,
                AttachType.TRACE_RAW_TP,
                "task_rename",
                "r1 = *(u64 *)(r1 + 0)\nr3 = *(u32 *)(r1 + " + pid + ")\n" + TypedKernel.PRINT_R3);

        TracepointHit hit = kernel.tracepoint("task:task_rename").argument("task", task.object());

        assertThat(printed(hit.fire()))
                .containsExactly(Long.toHexString(task.object().address()), "2a");
        assertThat(hit.parameters()).extracting(Parameter::name).containsExactly("task", "comm");
    }

    /** Measured on Linux 5.10, 6.1, 6.12, 6.18 and 7.2: the programs that get records share one place. */
    @Test
    void programsRunInOrderOfAttachmentThoseWithRecordsAllAtThePlaceOfTheirFirst() {
        LinkHandle raw = raw();
        LinkHandle first = kernel.attach(TypedKernel.load(kernel, ProgramType.TRACEPOINT, "r0 = 0\nexit"), RENAME);
        LinkHandle typed = TypedKernel.trace(kernel, AttachType.TRACE_RAW_TP, "task_rename", "r0 = 0\nexit");
        LinkHandle second = kernel.attach(TypedKernel.load(kernel, ProgramType.TRACEPOINT, "r0 = 0\nexit"), RENAME);

        assertThat(kernel.tracepoint("task:task_rename").fire())
                .extracting(run -> run.link().orElseThrow())
                .containsExactly(raw, first, second, typed);
    }

    @Test
    void ofOtherCategoriesPassTracepointPrograms() {
        kernel.attach(TypedKernel.load(kernel, ProgramType.TRACEPOINT, "r0 = 0\nexit"), RENAME);
        raw();

        assertThat(kernel.tracepoint("sched:task_rename").fire()).hasSize(1);
        assertThat(kernel.tracepoint("task_rename").fire()).hasSize(2);
    }

    @Test
    void systemCallsHaveTheRecordOfAllOfThem() {
        int nr = TypedKernel.offset(kernel, "trace_event_raw_sys_enter", "id");
        kernel.attach(
                TypedKernel.load(
                        kernel, ProgramType.TRACEPOINT, "r3 = *(u64 *)(r1 + " + nr + ")\n" + TypedKernel.PRINT_R3),
                new AttachPoint.Tracepoint("syscalls", "sys_enter_openat"));
        TracepointHit hit = kernel.tracepoint("syscalls:sys_enter_openat");
        hit.record().set("id", 257);

        assertThat(printed(hit.fire())).containsExactly("101");
    }

    @Test
    void mistakesAreToldWithWhatIsNear() {
        assertThatThrownBy(() -> kernel.tracepoint("sched:sched_swich"))
                .isInstanceOf(EventException.class)
                .hasMessageContaining("has no tracepoint 'sched_swich'")
                .hasMessageContaining("sched_switch");
        assertThatThrownBy(() -> kernel.tracepoint("sched:sched_switch").argument("nxt", 1))
                .isInstanceOf(EventException.class)
                .hasMessageContaining("has no argument 'nxt'");
        assertThatThrownBy(() -> kernel.tracepoint("sched:sched_process_exec").text("pid", "1"))
                .isInstanceOf(EventException.class)
                .hasMessageContaining("'pid' is no text that lies behind the record");
        TracepointHit made = kernel.tracepoint("sched:sched_process_exec");
        made.record();
        assertThatThrownBy(() -> made.record("trace_event_raw_sys_enter")).isInstanceOf(IllegalStateException.class);
    }

    private LinkHandle raw() {
        return kernel.attach(
                TypedKernel.load(kernel, ProgramType.RAW_TRACEPOINT, "r0 = 0\nexit"),
                new AttachPoint.RawTracepoint("task_rename"));
    }

    private static List<String> printed(List<ProgramRun> runs) {
        List<String> lines = new ArrayList<>();
        for (ProgramRun run : runs) {
            assertThat(run.result().fault())
                    .as("fault of %s", run.programName())
                    .isNull();
            lines.addAll(run.printed());
        }
        return lines;
    }
}
