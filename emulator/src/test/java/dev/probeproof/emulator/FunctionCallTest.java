// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.event.EventException;
import dev.probeproof.emulator.event.Parameter;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Calls of kernel functions with the types of Linux 6.12, seen by each kind of program that can be attached to one. */
class FunctionCallTest {
    private static final long READ = 0xffff_ffff_8130_0000L;
    private static final long CALLER = 0xffff_ffff_8100_1234L;

    /** Offsets in {@code struct pt_regs} of x86-64. */
    private static final int DX = 96;

    private static final int SI = 104;
    private static final int DI = 112;
    private static final int AX = 80;
    private static final int IP = 128;

    private final EmulatedKernel kernel = EmulatedKernel.on(
            TypedKernel.linux612(Map.of("vfs_read", READ, "security_task_getscheduler", READ + 0x1000)));

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void kprobesFindArgumentsInRegisters() {
        KernelObject file = kernel.objects().object("struct file");
        probe("vfs_read", false, TypedKernel.printing(DI));
        FunctionCall call = kernel.call("vfs_read").argument("file", file).argument("count", 512);

        assertThat(printed(call.enter())).containsExactly(hex(file.address()));
        PtRegs registers = call.registers();
        assertThat(registers.get(Archs.X86_64.register("dx").orElseThrow())).isEqualTo(512);
        assertThat(registers.get(Archs.X86_64.instructionPointer()))
                .as("behind the breakpoint")
                .isEqualTo(READ + 1);
    }

    @Test
    void kretprobesFindTheResultAndTheCaller() {
        probe("vfs_read", true, TypedKernel.printing(AX));
        probe("vfs_read", true, TypedKernel.printing(IP));

        List<ProgramRun> runs =
                kernel.call("vfs_read").callers(List.of(CALLER), List.of()).leave(-9);

        assertThat(printed(runs)).containsExactly(hex(-9), hex(CALLER));
    }

    @Test
    void trampolinesHaveArgumentsAsWordsAndTheResultBehindThem() {
        trace(AttachType.TRACE_FENTRY, "vfs_read", TypedKernel.printing(16));
        trace(AttachType.TRACE_FEXIT, "vfs_read", TypedKernel.printing(32));
        FunctionCall call = kernel.call("vfs_read").argument("count", 512).argument(2, 0x1000);

        assertThat(printed(call.enter())).containsExactly("200");
        assertThat(printed(call.leave(511))).containsExactly("1ff");
    }

    @Test
    void narrowResultsKeepTheirSignInFexitPrograms() {
        String sign = "r3 = *(u64 *)(r1 + 8)\nr3 = (s32)r3\n" + TypedKernel.PRINT_R3;
        trace(AttachType.TRACE_FEXIT, "security_task_getscheduler", sign);

        assertThat(printed(kernel.call("security_task_getscheduler").leave(-1))).containsExactly(hex(-1));
    }

    @Test
    void whatEveryProgramOfAnEntryAndAReturnSeesComesInTheKernelsOrder() {
        String function = "security_task_getscheduler";
        LinkHandle exit = trace(AttachType.TRACE_FEXIT, function, "r0 = 0\nexit");
        LinkHandle change = trace(AttachType.MODIFY_RETURN, function, "r0 = 0\nexit");
        LinkHandle entry = trace(AttachType.TRACE_FENTRY, function, "r0 = 0\nexit");
        LinkHandle onReturn = probe(function, true, "r0 = 0\nexit");
        LinkHandle probe = probe(function, false, "r0 = 0\nexit");
        FunctionCall call = kernel.call(function);

        assertThat(links(call.enter())).containsExactly(probe, entry, change);
        assertThat(links(call.leave(0))).containsExactly(exit, onReturn);
    }

    /** Measured on Linux 5.10, 6.1, 6.12 and 7.2, each attached by a perf event or link of its own. */
    @Test
    void theNewestOfAKindRunsFirstAndOfKretprobesTheOldest() {
        String function = "security_task_getscheduler";
        List<LinkHandle> probes = new ArrayList<>();
        List<LinkHandle> returns = new ArrayList<>();
        List<LinkHandle> entries = new ArrayList<>();
        List<LinkHandle> exits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            returns.add(probe(function, true, "r0 = 0\nexit"));
            probes.add(0, probe(function, false, "r0 = 0\nexit"));
            entries.add(0, trace(AttachType.TRACE_FENTRY, function, "r0 = 0\nexit"));
            exits.add(0, trace(AttachType.TRACE_FEXIT, function, "r0 = 0\nexit"));
        }
        FunctionCall call = kernel.call(function);

        assertThat(links(call.enter())).containsExactlyElementsOf(concat(probes, entries));
        assertThat(links(call.leave(0))).containsExactlyElementsOf(concat(exits, returns));
    }

    @Test
    void theNewestProgramThatForcesAResultKeepsTheOthersFromRunning() {
        String function = "security_task_getscheduler";
        trace(AttachType.MODIFY_RETURN, function, "r0 = 0\nexit");
        LinkHandle newest = trace(AttachType.MODIFY_RETURN, function, "r0 = 7\nexit");

        assertThat(links(kernel.call(function).enter())).containsExactly(newest);
    }

    @Test
    void aResultThatAProgramForcesReachesWhatRunsAtTheReturn() {
        String function = "security_task_getscheduler";
        trace(AttachType.MODIFY_RETURN, function, "r0 = -13\nexit");
        trace(AttachType.TRACE_FEXIT, function, TypedKernel.printing(8));
        probe(function, true, TypedKernel.printing(AX));
        FunctionCall call = kernel.call(function);

        call.enter();
        assertThat(printed(call.leave(0))).containsExactly("fffffff3", "fffffff3");
    }

    @Test
    void aResultIsForcedForOneCallOnly() {
        String function = "security_task_getscheduler";
        LinkHandle change = trace(AttachType.MODIFY_RETURN, function, "r0 = -13\nexit");
        trace(AttachType.TRACE_FEXIT, function, TypedKernel.printing(8));
        FunctionCall call = kernel.call(function);
        call.enter();
        call.leave(0);
        change.close();

        call.enter();
        assertThat(printed(call.leave(5))).containsExactly("5");
    }

    @Test
    void programsThatForceAResultGetTheOneBeforeThem() {
        String function = "security_task_getscheduler";
        trace(AttachType.MODIFY_RETURN, function, TypedKernel.printing(8));

        assertThat(printed(kernel.call(function).enter())).containsExactly("0");
    }

    @Test
    void insideAFunctionOnlyProbesOfThatInstructionRun() {
        LinkHandle inside = kernel.attach(
                TypedKernel.load(kernel, ProgramType.KPROBE, "r0 = 0\nexit"),
                new AttachPoint.Kprobe("vfs_read", 16, false));
        probe("vfs_read", false, "r0 = 0\nexit");
        trace(AttachType.TRACE_FENTRY, "vfs_read", "r0 = 0\nexit");

        assertThat(links(kernel.call("vfs_read+16").enter())).containsExactly(inside);
        assertThat(links(kernel.call("vfs_read+0x10").enter())).containsExactly(inside);
        assertThatThrownBy(() -> kernel.call("vfs_read+16").leave(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void argumentsOfASystemCallLieInTheRegistersOfItsProcess() {
        String second = """
                r6 = *(u64 *)(r1 + 112)
                r1 = r10
                r1 += -16
                r2 = 8
                r3 = r6
                r3 += 104
                call bpf_probe_read_kernel
                r3 = *(u64 *)(r10 - 16)
                """ + TypedKernel.PRINT_R3;
        EmulatedKernel anySymbols = EmulatedKernel.on(TypedKernel.linux612());
        anySymbols.attach(
                TypedKernel.load(anySymbols, ProgramType.KPROBE, second),
                new AttachPoint.Kprobe("__x64_sys_openat", 0, false));

        assertThat(printed(
                        anySymbols.call("__x64_sys_openat").argument(2, 0xabcd).enter()))
                .containsExactly("abcd");
        anySymbols.close();
    }

    @Test
    void aKprobeCanGiveTheFunctionAnotherResult() {
        LinkHandle older = probe("vfs_read", false, "r0 = 0\nexit");
        LinkHandle override = probe("vfs_read", false, "r2 = -12\ncall bpf_override_return\nr0 = 0\nexit");
        probe("vfs_read", true, TypedKernel.printing(AX));
        FunctionCall call = kernel.call("vfs_read");

        assertThat(links(call.enter())).containsExactly(override).doesNotContain(older);
        assertThat(printed(call.leave(100))).containsExactly(hex(-12));
        override.close();
        call.enter();
        assertThat(printed(call.leave(100))).containsExactly("64");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1234", "1, 0, 0", "3, 0, 0", "4, -22, 0"})
    void argumentsCanBeHadByTheirNumber(int number, long result, String value) {
        trace(AttachType.TRACE_FENTRY, "vfs_read", """
                r6 = r1
                *(u64 *)(r10 - 16) = 0
                r2 = %d
                r3 = r10
                r3 += -16
                call bpf_get_func_arg
                if r0 != %d goto wrong
                r3 = *(u64 *)(r10 - 16)
                goto print
                wrong:
                r3 = 0xbad
                print:
                """.formatted(number, result) + TypedKernel.PRINT_R3);

        assertThat(printed(kernel.call("vfs_read").argument(1, 0x1234).enter())).containsExactly(value);
    }

    @Test
    void howManyArgumentsAndWhichResultTellTrampolines() {
        String count = "call bpf_get_func_arg_cnt\nr3 = r0\n" + TypedKernel.PRINT_R3;
        String result = """
                *(u64 *)(r10 - 16) = 0
                r2 = r10
                r2 += -16
                call bpf_get_func_ret
                r3 = r0
                r1 = *(u64 *)(r10 - 16)
                r3 += r1
                """ + TypedKernel.PRINT_R3;
        trace(AttachType.TRACE_FENTRY, "vfs_read", count);
        trace(AttachType.TRACE_FENTRY, "vfs_read", result);
        trace(AttachType.TRACE_FEXIT, "vfs_read", result);
        trace(AttachType.TRACE_FEXIT, "vfs_read", count);
        FunctionCall call = kernel.call("vfs_read");

        assertThat(printed(call.enter())).containsExactly(hex(-95), "4");
        assertThat(printed(call.leave(77))).containsExactly("4", "4d");
    }

    @Test
    void registersThatAreSaidComeBeforeArguments() {
        probe("vfs_read", false, TypedKernel.printing(SI));

        assertThat(printed(kernel.call("vfs_read")
                        .argument("buf", 0x1000)
                        .register("si", 0x2000)
                        .enter()))
                .containsExactly("2000");
    }

    @Test
    void eachAttachmentHasItsCookieAndKnowsItsFunction() {
        String cookie = "call bpf_get_attach_cookie\nr3 = r0\n" + TypedKernel.PRINT_R3;
        String address = "call bpf_get_func_ip\nr3 = r0\n" + TypedKernel.PRINT_R3;
        AttachPoint.Kprobe point = new AttachPoint.Kprobe("vfs_read", 0, false);
        kernel.attach(TypedKernel.load(kernel, ProgramType.KPROBE, address), point);
        kernel.attach(TypedKernel.load(kernel, ProgramType.KPROBE, cookie), point, 77);
        kernel.attach(TypedKernel.load(kernel, ProgramType.KPROBE, cookie), point);

        assertThat(printed(kernel.call("vfs_read").enter())).containsExactlyInAnyOrder("0", "4d", hex(READ));
    }

    @Test
    void happenInTheTaskAndOnTheCpuThatAreSaidAndNowhereElse() {
        String who = "call bpf_get_current_pid_tgid\nr3 = r0\n" + TypedKernel.PRINT_R3;
        String where = "call bpf_get_smp_processor_id\nr3 = r0\n" + TypedKernel.PRINT_R3;
        probe("vfs_read", false, who);
        probe("vfs_read", false, where);
        Task task = new Task(0x22, 0x11, 0, 0, "cat");
        Task before = kernel.world().task();

        assertThat(printed(kernel.call("vfs_read").in(task).on(3).enter()))
                .containsExactlyInAnyOrder("1100000022", "3");
        assertThat(kernel.world().task()).isEqualTo(before);
        assertThat(kernel.world().cpu()).isZero();
        assertThatThrownBy(() -> kernel.call("vfs_read").on(4)).hasMessage("no CPU 4; there are 4");
    }

    @Test
    void readsThatAForgottenPointerLedToSayWhichItWas() {
        String dentry = """
                r6 = *(u64 *)(r1 + 112)
                r1 = r10
                r1 += -16
                r2 = 8
                r3 = r6
                r3 += %d
                call bpf_probe_read_kernel
                r1 = r10
                r1 += -24
                r2 = 4
                r3 = *(u64 *)(r10 - 16)
                call bpf_probe_read_kernel
                exit
                """;
        KernelObject file = kernel.objects().object("struct file");
        int inFile = TypedKernel.offset(kernel, "file", "f_op");
        probe("vfs_read", false, dentry.formatted(inFile));

        ProgramRun run = kernel.call("vfs_read").argument("file", file).enter().get(0);

        assertThat(run.result().returnValue()).isEqualTo(-14);
        assertThat(run.unsetReads())
                .singleElement()
                .satisfies(read -> assertThat(read.pointer()).contains("f_op").contains("struct file"));
    }

    @Test
    void knowTheirParametersByName() {
        FunctionCall call = kernel.call("vfs_read");

        assertThat(call.parameters()).extracting(Parameter::name).containsExactly("file", "buf", "count", "pos");
        assertThat(call.returnTypeId()).isNotZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vfs_raed     | 1     | kernel 6.12-amd64 has no function 'vfs_raed'; nearest: vfs_read
            vfs_read     | cuont | function 'vfs_read' of kernel 6.12-amd64 has no argument 'cuont'; nearest: count
            vfs_read     | 5     | function 'vfs_read' of kernel 6.12-amd64 has no argument 5; it has 4, counted from 1
            vfs_read     | 0     | function 'vfs_read' of kernel 6.12-amd64 has no argument 0; it has 4, counted from 1
            vfs_read+x   | 1     | 'vfs_read+x': 'x' is no offset in bytes
            """)
    void mistakesAreToldWithWhatIsNear(String place, String argument, String message) {
        assertThatThrownBy(() -> {
                    FunctionCall call = kernel.call(place);
                    if (Character.isDigit(argument.charAt(0))) {
                        call.argument(Integer.parseInt(argument), 0);
                    } else {
                        call.argument(argument, 0);
                    }
                })
                .isInstanceOf(EventException.class)
                .hasMessageContaining(message);
    }

    @Test
    void registersOfOtherCpusAreUnknown() {
        assertThatThrownBy(() -> kernel.call("vfs_read").register("x0", 1))
                .isInstanceOf(EventException.class)
                .hasMessageContaining("unknown register 'x0' of x86_64");
    }

    @Test
    void thoseWithoutAnythingAttachedRunNothing() {
        FunctionCall call = kernel.call("vfs_read").argument("count", 1);

        assertThat(call.enter()).isEmpty();
        assertThat(call.leave(0)).isEmpty();
    }

    private LinkHandle probe(String function, boolean onReturn, String text) {
        return kernel.attach(
                TypedKernel.load(kernel, ProgramType.KPROBE, text), new AttachPoint.Kprobe(function, 0, onReturn));
    }

    private LinkHandle trace(AttachType type, String function, String text) {
        return TypedKernel.trace(kernel, type, function, text);
    }

    private static List<LinkHandle> links(List<ProgramRun> runs) {
        return runs.stream().map(run -> run.link().orElseThrow()).toList();
    }

    private static List<LinkHandle> concat(List<LinkHandle> first, List<LinkHandle> second) {
        List<LinkHandle> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
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

    private static String hex(long number) {
        return Long.toHexString(number);
    }
}
