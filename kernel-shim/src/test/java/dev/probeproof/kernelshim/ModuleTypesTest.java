// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.kernelshim.testing.FakeSyscalls.Call;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** Programs that need the types of modules, before a kernel that has some: 1 vmlinux, 4 a program's, 6 nf_nat, 7 tcp_bbr. */
class ModuleTypesTest {
    private static final Map<Integer, String> NAMES = Map.of(1, "vmlinux", 4, "nf_nat", 6, "nf_nat", 7, "tcp_bbr");
    private static final int OF_A_PROGRAM = 4;
    private static final int FIRST_FD = 100;

    private final FakeSyscalls fake = new FakeSyscalls();
    private final OpenResources owner = new OpenResources();
    private final Bpf bpf = new Bpf(fake.syscalls());
    private final ModuleTypes types = new ModuleTypes(bpf, owner);

    @BeforeEach
    void describeModules() {
        fake.answer(BpfCommand.BTF_GET_NEXT_ID, attribute -> {
            int start = attribute.getInt(0);
            int next = NAMES.keySet().stream()
                    .filter(id -> id > start)
                    .sorted()
                    .findFirst()
                    .orElse(0);
            attribute.putInt(4, next);
            return next == 0 ? -Errno.ENOENT.number() : 0;
        });
        fake.answer(BpfCommand.BTF_GET_FD_BY_ID, attribute -> FIRST_FD + attribute.getInt(0));
        fake.answer(BpfCommand.OBJ_GET_INFO_BY_FD, attribute -> {
            int id = attribute.getInt(0) - FIRST_FD;
            ByteBuffer info =
                    ByteBuffer.wrap(fake.memoryAt(attribute.getLong(8), 32)).order(ByteOrder.nativeOrder());
            fake.write(info.getLong(16), (NAMES.get(id) + "\0").getBytes(StandardCharsets.UTF_8));
            info.putInt(28, id == OF_A_PROGRAM ? 0 : 1);
            fake.write(attribute.getLong(8), info.array());
            return 0;
        });
    }

    @Test
    void findsAModuleByNameAndNotAProgramOfThatName() {
        assertThat(types.of("nf_nat").number()).isEqualTo(106);
        verify(fake.syscalls()).close(101);
        verify(fake.syscalls()).close(104);
        verify(fake.syscalls(), never()).close(106);
    }

    @Test
    void asksOnceForAModule() {
        types.of("nf_nat");
        int calls = fake.calls(BpfCommand.BTF_GET_NEXT_ID).size();

        assertThat(types.of("nf_nat").number()).isEqualTo(106);
        assertThat(fake.calls(BpfCommand.BTF_GET_NEXT_ID)).hasSize(calls);
    }

    @Test
    void namesAModuleThatIsNotLoaded() {
        assertThatThrownBy(() -> types.of("zram"))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refusal -> assertThat(refusal.errno()).isEqualTo(Errno.ENOENT.number()))
                .hasMessageContaining("cannot find the types of module 'zram': ENOENT (2): the module is not loaded");
    }

    @Test
    void passesOverTypesThatGoWhileTheyAreListed() {
        fake.answerOnly(BpfCommand.BTF_GET_FD_BY_ID, -Errno.ENOENT.number());

        assertThatThrownBy(() -> types.of("nf_nat")).hasMessageContaining("the module is not loaded");
    }

    @Test
    void handsTheKernelDescriptorsInThePlaceOfNumbers() {
        Instruction call = new Instruction(Opcode.CALL, 0, Opcode.PSEUDO_KFUNC_CALL, 2, 70_000);
        ProgramImage image = new ProgramImage(
                "calls",
                ProgramType.TRACING,
                24,
                "GPL",
                Instructions.of(
                        new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_BTF_ID, 0, 80_000),
                        new Instruction(0, 0, 0, 0, 1),
                        new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_BTF_ID, 0, 90),
                        Insn.highHalf(0),
                        call,
                        Insn.exit()),
                List.of(),
                0,
                null,
                60_000,
                0,
                List.of("nf_nat", "tcp_bbr"),
                "tcp_bbr");
        fake.answer(BpfCommand.PROG_LOAD, 200);

        new ProgramLoading(bpf, new LoadedTypes(bpf, owner), owner).load(image, VerifierLogLevel.ON_REJECTION);

        Call load = fake.call(BpfCommand.PROG_LOAD);
        assertThat(load.u32(108)).as("attach_btf_id").isEqualTo(60_000);
        assertThat(load.u32(112)).as("attach_btf_obj_fd").isEqualTo(107);
        ByteBuffer descriptors =
                ByteBuffer.wrap(fake.memoryAt(load.u64(120), 12)).order(ByteOrder.nativeOrder());
        assertThat(List.of(descriptors.getInt(0), descriptors.getInt(4), descriptors.getInt(8)))
                .as("fd_array: 0 is the kernel itself")
                .containsExactly(0, 106, 107);
        ByteBuffer slots = ByteBuffer.wrap(fake.memoryAt(load.u64(8), 48)).order(ByteOrder.nativeOrder());
        assertThat(slots.getInt(12)).as("module of the first load").isEqualTo(106);
        assertThat(slots.getInt(28)).as("no module").isZero();
        assertThat(slots.getShort(34)).as("number of the called module").isEqualTo((short) 2);
    }
}
