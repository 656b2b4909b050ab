// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.ProgLoadAttribute;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.kernelshim.testing.FakeSyscalls.Answer;
import dev.probeproof.kernelshim.testing.FakeSyscalls.Call;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.ProgramLoadResult.Accepted;
import dev.probeproof.loader.kernel.ProgramLoadResult.Rejected;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class ProgramLoadingTest {
    private static final Instructions RETURN_ZERO = Instructions.of(Insn.mov64(0, 0), Insn.exit());
    private static final ProgramImage IMAGE = ProgramImage.of("on_open", ProgramType.KPROBE, RETURN_ZERO, List.of());
    private static final long EACCES = -Errno.EACCES.number();
    private static final long ENOSPC = -Errno.ENOSPC.number();
    private static final int FIRST_LOG = 64 * 1024;

    private final FakeSyscalls fake = new FakeSyscalls();
    private final OpenResources owner = new OpenResources();
    private final Bpf bpf = new Bpf(fake.syscalls());
    private final ProgramLoading loading = new ProgramLoading(bpf, new LoadedTypes(bpf, owner), owner);

    private ProgramLoadResult load(ProgramImage image) {
        return loading.load(image, VerifierLogLevel.ON_REJECTION);
    }

    /** A verifier that writes to the log, if there is one, and answers. */
    private Answer verifier(long result, String log) {
        return attribute -> {
            if (attribute.getInt(24) != 0) {
                fake.write(attribute.getLong(32), log.getBytes(UTF_8));
            }
            return result;
        };
    }

    @Test
    void loadsWithoutALogFirst() {
        fake.answer(BpfCommand.PROG_LOAD, 9);

        assertThat(load(IMAGE)).isInstanceOf(Accepted.class);

        Call call = fake.call(BpfCommand.PROG_LOAD);
        assertThat(call.u32(24)).isZero();
        assertThat(fake.memoryAt(call.u64(8), 16)).isEqualTo(RETURN_ZERO.encode(java.nio.ByteOrder.nativeOrder()));
        assertThat(call.u32(4)).isEqualTo(2);
        assertThat(fake.memoryAt(call.u64(16), 4)).isEqualTo("GPL\0".getBytes(UTF_8));
    }

    @Test
    void asksARefusedProgramAgainForTheReason() {
        fake.answer(BpfCommand.PROG_LOAD, verifier(EACCES, "R2 !read_ok\n"));

        assertThat(load(IMAGE)).isEqualTo(new Rejected("on_open", Errno.EACCES.number(), "R2 !read_ok\n"));
        assertThat(fake.calls(BpfCommand.PROG_LOAD))
                .extracting(call -> call.u32(24))
                .containsExactly(0, 1);
    }

    @Test
    void keepsTheErrnoOfTheFirstAnswer() {
        fake.answer(BpfCommand.PROG_LOAD, verifier(EACCES, ""))
                .answer(BpfCommand.PROG_LOAD, verifier(-14, "R2 !read_ok"));

        assertThat(load(IMAGE)).isEqualTo(new Rejected("on_open", Errno.EACCES.number(), "R2 !read_ok"));
    }

    @Test
    void acceptsAProgramThatTheSecondAskingAccepts() {
        fake.answer(BpfCommand.PROG_LOAD, EACCES, 9);

        assertThat(load(IMAGE)).isInstanceOf(Accepted.class);
    }

    @Test
    void doublesTheLogUntilItFits() {
        fake.answer(BpfCommand.PROG_LOAD, EACCES, ENOSPC, ENOSPC)
                .answer(BpfCommand.PROG_LOAD, verifier(EACCES, "long"));

        assertThat(load(IMAGE).log()).isEqualTo("long");
        assertThat(fake.calls(BpfCommand.PROG_LOAD))
                .extracting(call -> call.u32(28))
                .containsExactly(0, FIRST_LOG, 2 * FIRST_LOG, 4 * FIRST_LOG);
    }

    @Test
    void takesTheSizeThatANewKernelTells() {
        fake.answer(BpfCommand.PROG_LOAD, EACCES)
                .answer(BpfCommand.PROG_LOAD, attribute -> {
                    attribute.putInt(ProgLoadAttribute.LOG_TRUE_SIZE, 1_000_000);
                    return ENOSPC;
                })
                .answer(BpfCommand.PROG_LOAD, verifier(EACCES, "long"));

        assertThat(load(IMAGE).log()).isEqualTo("long");
        assertThat(fake.calls(BpfCommand.PROG_LOAD))
                .extracting(call -> call.u32(28))
                .endsWith(1_000_000);
    }

    @Test
    void stopsGrowingALogThatNeverFits() {
        fake.answer(BpfCommand.PROG_LOAD, EACCES).answer(BpfCommand.PROG_LOAD, attribute -> {
            attribute.putInt(ProgLoadAttribute.LOG_TRUE_SIZE, Integer.MAX_VALUE);
            return ENOSPC;
        });

        assertThat(load(IMAGE)).isEqualTo(new Rejected("on_open", Errno.EACCES.number(), ""));
        assertThat(fake.calls(BpfCommand.PROG_LOAD)).hasSize(3);
    }

    @Test
    void givesTheLogThatIsAskedForAtOnce() {
        fake.answer(BpfCommand.PROG_LOAD, verifier(9, "0: (b7) r0 = 0\n"));

        ProgramLoadResult result = loading.load(IMAGE, VerifierLogLevel.INSTRUCTIONS);

        assertThat(result.log()).isEqualTo("0: (b7) r0 = 0\n");
        assertThat(fake.call(BpfCommand.PROG_LOAD).u32(24)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOMEM", "EMFILE", "ENFILE", "ENOSYS", "EAGAIN"})
    void throwsAnswersThatAreNoVerdictOnTheProgram(Errno errno) {
        fake.answer(BpfCommand.PROG_LOAD, -errno.number());

        assertThatThrownBy(() -> load(IMAGE))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot load program 'on_open': " + errno);
    }

    @Test
    void putsDescriptorsInPlaceOfMapIndexes() {
        fake.answer(BpfCommand.PROG_LOAD, 9);
        when(fake.syscalls().fcntl(eq(21), anyInt(), anyLong())).thenReturn(121L);
        when(fake.syscalls().fcntl(eq(22), anyInt(), anyLong())).thenReturn(122L);
        Instruction byFd = new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_IDX, 0, 1);
        Instruction byValue = new Instruction(Opcode.LD_IMM64, 2, Opcode.PSEUDO_MAP_IDX_VALUE, 0, 0);
        Instruction offset24 = new Instruction(0, 0, 0, 0, 24);
        Instructions program = Instructions.of(
                byFd, Insn.highHalf(0), byValue, offset24, Insn.loadImm64(3, 1), Insn.highHalf(1), Insn.exit());

        load(ProgramImage.of("on_open", ProgramType.KPROBE, program, List.of(map(21), map(22))));

        Call call = fake.call(BpfCommand.PROG_LOAD);
        Instructions sent = Instructions.decode(Bytes.copyOf(fake.memoryAt(call.u64(8), 7 * 8), "sent"));
        assertThat(sent)
                .containsExactly(
                        byFd.withSrc(Opcode.PSEUDO_MAP_FD).withImm(122),
                        Insn.highHalf(0),
                        byValue.withSrc(Opcode.PSEUDO_MAP_VALUE).withImm(121),
                        offset24,
                        Insn.loadImm64(3, 1),
                        Insn.highHalf(1),
                        Insn.exit());
    }

    @Test
    void loadsTheMapsItBeganWithWhenOneIsClosedMeanwhile() {
        MapHandle map = map(21);
        when(fake.syscalls().fcntl(eq(21), anyInt(), anyLong())).thenReturn(121L);
        fake.answer(BpfCommand.PROG_LOAD, attribute -> {
            map.close();
            verify(fake.syscalls(), never()).close(121);
            return 9;
        });
        Instructions program = Instructions.of(
                new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_IDX, 0, 0), Insn.highHalf(0), Insn.exit());

        load(ProgramImage.of("on_open", ProgramType.KPROBE, program, List.of(map)));

        verify(fake.syscalls()).close(21);
        verify(fake.syscalls()).close(121);
    }

    @Test
    void testRunsTheProgramItBeganWithWhenItIsClosedMeanwhile() {
        fake.answer(BpfCommand.PROG_LOAD, 9);
        NativeProgram program = (NativeProgram) ((Accepted) load(IMAGE)).program();
        fake.answer(BpfCommand.PROG_TEST_RUN, attribute -> {
            program.close();
            verify(fake.syscalls(), never()).close(900);
            return 0;
        });

        program.testRun(new TestRun.Input(Bytes.wrap(new byte[0], "test"), Bytes.wrap(new byte[0], "test")));

        assertThat(fake.call(BpfCommand.PROG_TEST_RUN).u32(0)).isEqualTo(900);
        verify(fake.syscalls()).close(900);
    }

    @Test
    void refusesAnIndexBeyondTheMapTable() {
        Instructions program = Instructions.of(
                new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_IDX, 0, 1), Insn.highHalf(0), Insn.exit());

        assertThatThrownBy(() -> load(ProgramImage.of("on_open", ProgramType.KPROBE, program, List.of(map(21)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("program 'on_open' refers to map 1 of 1");
        assertThat(fake.openBlocks()).isZero();
    }

    @Test
    void refusesAClosedMap() {
        MapHandle map = map(21);
        map.close();
        Instructions program = Instructions.of(
                new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_IDX, 0, 0), Insn.highHalf(0), Insn.exit());

        assertThatThrownBy(() -> load(ProgramImage.of("on_open", ProgramType.KPROBE, program, List.of(map))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("map 'counts' is closed");
    }

    @Test
    void loadsTypesOnceForAllProgramsThatShareThem() {
        fake.answer(BpfCommand.BTF_LOAD, 30).answer(BpfCommand.PROG_LOAD, 9, 10);

        load(typed());
        load(typed());

        assertThat(fake.calls(BpfCommand.BTF_LOAD)).hasSize(1);
        Call call = fake.calls(BpfCommand.PROG_LOAD).get(1);
        assertThat(call.u32(72)).isEqualTo(30);
        assertThat(call.u32(76)).isEqualTo(8);
        assertThat(fake.memoryAt(call.u64(80), 8)).isEqualTo(new byte[] {0, 0, 0, 0, 3, 0, 0, 0});
        assertThat(call.u32(88)).isEqualTo(1);
        assertThat(call.u32(92)).isEqualTo(16);
        assertThat(fake.memoryAt(call.u64(96), 16))
                .isEqualTo(new byte[] {1, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 2, 4, 0, 0});
        assertThat(call.u32(104)).isEqualTo(1);
    }

    @Test
    void loadsWithoutTypesThatTheKernelRefusesAndKeepsTheReason() {
        fake.answer(BpfCommand.BTF_LOAD, -Errno.EINVAL.number())
                .answer(BpfCommand.BTF_LOAD, attribute -> {
                    fake.write(attribute.getLong(8), "magic: 0xeb9f\nInvalid kind:17\n".getBytes(UTF_8));
                    return -Errno.EINVAL.number();
                })
                .answer(BpfCommand.PROG_LOAD, 9);

        Accepted accepted = (Accepted) load(typed());

        assertThat(fake.call(BpfCommand.PROG_LOAD).u32(72)).isZero();
        assertThat(((NativeProgram) accepted.program()).typesRefusal().orElseThrow())
                .hasMessage("cannot load program types: EINVAL (22): Invalid kind:17");
    }

    @Test
    void tellsThatARejectedProgramHadLostItsTypes() {
        fake.answer(BpfCommand.BTF_LOAD, -Errno.EINVAL.number())
                .answer(BpfCommand.PROG_LOAD, verifier(-Errno.EINVAL.number(), "missing btf func_info"));

        assertThat(load(typed()).log())
                .isEqualTo("missing btf func_info\n"
                        + "program types were refused: cannot load program types: EINVAL (22)\n");
    }

    @Test
    void remembersThatTypesAreRefused() {
        fake.answer(BpfCommand.BTF_LOAD, -Errno.EINVAL.number()).answer(BpfCommand.PROG_LOAD, 9, 10);

        load(typed());
        load(typed());

        assertThat(fake.calls(BpfCommand.BTF_LOAD))
                .as("the question and the one for its log")
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOMEM", "EMFILE", "ENFILE", "EAGAIN"})
    void offersTypesAgainThatTheMachineHadNoRoomFor(Errno errno) {
        fake.answer(BpfCommand.BTF_LOAD, -errno.number(), -errno.number(), 30).answer(BpfCommand.PROG_LOAD, 9, 10);

        load(typed());
        load(typed());

        assertThat(fake.calls(BpfCommand.PROG_LOAD))
                .extracting(call -> call.u32(72))
                .containsExactly(0, 30);
    }

    @Test
    void freesAllMemoryAndClosesTheProgramWithItsKernel() {
        fake.answer(BpfCommand.PROG_LOAD, 9);
        Accepted accepted = (Accepted) load(IMAGE);
        assertThat(fake.openBlocks()).isZero();

        owner.close();

        verify(fake.syscalls()).close(9);
        assertThat(accepted.program().isClosed()).isTrue();
    }

    private MapHandle map(int fd) {
        MapSpec spec = MapSpec.of("counts", MapType.ARRAY, 4, 8, 1);
        return new NativeMap(bpf, spec, Fd.own(fake.syscalls(), fd), 8, owner);
    }

    private static ProgramImage typed() {
        ProgramBtf btf = new ProgramBtf(
                Bytes.copyOf(new byte[] {1, 2, 3}, "object"),
                List.of(new ProgramBtf.FuncInfo(0, 3)),
                List.of(new ProgramBtf.LineInfo(1, 4, 5, 1 << 10 | 2)));
        return new ProgramImage("on_open", ProgramType.KPROBE, 0, "GPL", RETURN_ZERO, List.of(), 0, btf, 0, 0);
    }
}
