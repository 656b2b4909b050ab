// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every kernel does with programs and handles, whichever backend it is. Errnos are those of Linux 6.18. */
public abstract class KernelBackendContract {
    private static final String RETURN_0 = "r0 = 0\nexit";

    private ContractKernel kernel;

    /** A kernel of the backend under test; the test closes it. */
    protected abstract KernelBackend open();

    @BeforeEach
    void openKernel() {
        kernel = new ContractKernel(open());
    }

    @AfterEach
    void closeKernel() {
        kernel.close();
    }

    @Nested
    class Handles {
        @Test
        void areClosedWithTheirKernel() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 1);
            ProgramHandle program = kernel.load(RETURN_0);

            kernel.close();

            assertThat(map.isClosed()).isTrue();
            assertThat(program.isClosed()).isTrue();
        }

        @Test
        void areUnusableWhenClosed() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 1);
            ProgramHandle program = kernel.load(RETURN_0);
            map.close();
            program.close();

            assertThatThrownBy(() -> map.lookup(kernel.u32(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("map 'map' is closed");
            assertThatThrownBy(() -> kernel.run(program)).isInstanceOf(IllegalStateException.class);
        }

        @ParameterizedTest
        @EnumSource(names = {"RINGBUF", "PERF_EVENT_ARRAY", "HASH"})
        void ofMapsHaveNoEventsWhenClosed(MapType type) {
            MapHandle map = type == MapType.RINGBUF ? kernel.map(type, 0, 0, 4096) : kernel.map(type, 4, 4, 1);
            map.close();

            assertThatThrownBy(() -> kernel.backend().events(map))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("map 'map' is closed");
        }

        @Test
        void areNoLongerMadeOnceTheKernelIsClosed() {
            KernelBackend backend = kernel.backend();
            MapSpec spec = MapSpec.of("map", MapType.ARRAY, 4, 8, 1);
            kernel.close();

            assertThatThrownBy(() -> backend.createMap(spec)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(backend::target).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> backend.supports(KernelFeature.RINGBUF)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void mayBeClosedTwice() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 1);
            map.close();

            assertThatCode(map::close).doesNotThrowAnyException();
            kernel.close();
            assertThatCode(kernel::close).doesNotThrowAnyException();
        }

        @Test
        void keepTheirDefinition() {
            MapSpec spec = MapSpec.of("counts", MapType.HASH, 4, 8, 7);

            assertThat(kernel.backend().createMap(spec).spec()).isEqualTo(spec);
            assertThat(kernel.load(RETURN_0).image().name()).isEqualTo("contract");
        }

        @Test
        void ofMapsMayBeClosedWhileProgramsUseThem() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 1);
            ProgramHandle program = kernel.load("""
                    *(u32 *)(r10 -4) = 0
                    r1 = map[idx:0]
                    r2 = r10
                    r2 += -4
                    call bpf_map_lookup_elem
                    if r0 == 0 goto out
                    r1 = 1
                    lock *(u64 *)(r0 +0) += r1
                    r0 = *(u64 *)(r0 +0)
                    out:
                    exit
                    """, map);
            map.close();

            assertThat(kernel.run(program)).isEqualTo(1);
            assertThat(kernel.run(program)).isEqualTo(2);
        }
    }

    @Nested
    class Loading {
        @Test
        void acceptsWhatReturns() {
            ProgramLoadResult result = kernel.backend()
                    .load(ContractKernel.image(ProgramType.RAW_TRACEPOINT, RETURN_0), VerifierLogLevel.ON_REJECTION);

            assertThat(result).isInstanceOf(ProgramLoadResult.Accepted.class);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                r0 = 0                                               | last insn is not an exit or jmp
                r0 = 0; goto pc+5; exit                              | jump out of range from insn 1 to 7
                r0 = 0; goto pc-5; exit                              | jump out of range from insn 1 to -3
                r0 = 0; exit; r0 = 0; exit                           | unreachable insn 2
                call pc+100; exit                                    | call to invalid destination
                r0 = 0; if r0 == 1 goto pc+1; r0 = 0x1 ll; exit      | jump into the middle of ldimm64 insn 2
                call 9999; exit                                      | invalid func unknown#9999
                call bpf_skb_store_bytes; exit                       | program of this type cannot use helper bpf_skb_store_bytes#9
                """)
        void refusesBrokenStructure(String program, String message) {
            ProgramImage image = ContractKernel.image(ProgramType.RAW_TRACEPOINT, program.replace("; ", "\n"));

            ProgramLoadResult.Rejected rejected = kernel.rejected(image);

            assertThat(rejected.errnoName()).isEqualTo(Errno.EINVAL.toString());
            assertThat(rejected.log()).contains(message);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x00, 0xff, 0x8d})
        void refusesUnknownOpcodes(int opcode) {
            Instructions program =
                    Instructions.of(new Instruction(opcode, 0, 0, 0, 0)).append(Assembler.assemble(RETURN_0));
            ProgramImage image = ProgramImage.of("contract", ProgramType.RAW_TRACEPOINT, program, List.of());

            ProgramLoadResult.Rejected rejected = kernel.rejected(image);

            assertThat(rejected.errnoName()).isEqualTo(Errno.EINVAL.toString());
            assertThat(rejected.log()).contains(String.format(Locale.ROOT, "unknown opcode %02x", opcode));
        }

        @Test
        void refusesEmptyPrograms() {
            ProgramImage image =
                    ProgramImage.of("contract", ProgramType.RAW_TRACEPOINT, Instructions.of(List.of()), List.of());

            assertThat(kernel.rejected(image).errnoName()).isEqualTo(Errno.E2BIG.toString());
        }

        @Test
        void refusesDirectValuesPastTheEnd() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 1);
            ProgramImage image =
                    ContractKernel.image(ProgramType.RAW_TRACEPOINT, "r1 = map[idx:0][0]+8\n" + RETURN_0, map);

            ProgramLoadResult.Rejected rejected = kernel.rejected(image);

            assertThat(rejected.errnoName()).isEqualTo(Errno.EINVAL.toString());
            assertThat(rejected.log()).contains("invalid access to map value pointer, value_size=8 off=8");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"
                })
        void allowsRestrictedHelpersUnderTheGpl(String license) {
            assertThat(kernel.backend().load(withLicense(license), VerifierLogLevel.ON_REJECTION))
                    .isInstanceOf(ProgramLoadResult.Accepted.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "gpl", "GPL-2.0", "MIT", "Apache-2.0", "Proprietary", "Dual LGPL/GPL"})
        void refusesRestrictedHelpersUnderOtherLicences(String license) {
            ProgramLoadResult.Rejected rejected = kernel.rejected(withLicense(license));

            assertThat(rejected.errnoName()).isEqualTo(Errno.EINVAL.toString());
            assertThat(rejected.log()).contains("cannot call GPL-restricted function from non-GPL compatible program");
        }

        private ProgramImage withLicense(String license) {
            Instructions program = Assembler.assemble("""
                    r1 = r10
                    r1 += -8
                    r2 = 8
                    r3 = 0
                    call bpf_probe_read_kernel
                    r0 = 0
                    exit
                    """);
            return new ProgramImage(
                    "contract", ProgramType.RAW_TRACEPOINT, 0, license, program, List.of(), 0, null, 0, 0);
        }

        @Test
        void refusesSyscallProgramsThatMayNotSleep() {
            ProgramLoadResult.Rejected rejected = kernel.rejected(ContractKernel.image(ProgramType.SYSCALL, RETURN_0));

            assertThat(rejected.errnoName()).isEqualTo(Errno.EINVAL.toString());
            assertThat(rejected.log()).contains("Syscall programs can only be sleepable");
        }
    }

    @Nested
    class TestRuns {
        @ParameterizedTest
        @ValueSource(strings = {"KPROBE", "TRACEPOINT", "PERF_EVENT"})
        void areUnknownToEventPrograms(ProgramType type) {
            ProgramHandle program = kernel.backend()
                    .load(ContractKernel.image(type, RETURN_0), VerifierLogLevel.ON_REJECTION)
                    .orThrow();

            ContractKernel.assertRefused(Errno.ENOTSUPP, () -> kernel.run(program, new byte[0]));
        }

        @Test
        void takeUpToTwelveArguments() {
            ProgramHandle program = kernel.load("r0 = 1\nexit");

            assertThat(kernel.run(program, new byte[0])).isEqualTo(1);
            assertThat(kernel.run(program, new byte[96])).isEqualTo(1);
            ContractKernel.assertRefused(Errno.EINVAL, () -> kernel.run(program, new byte[97]));
        }

        @Test
        void takeNoPacketForARawTracepoint() {
            ProgramHandle program = kernel.load(RETURN_0);
            TestRun.Input input =
                    new TestRun.Input(Bytes.wrap(new byte[14], "packet"), Bytes.wrap(new byte[96], "context"));

            ContractKernel.assertRefused(Errno.EINVAL, () -> kernel.backend().testRun(program, input));
        }

        @Test
        void happenOnceForARawTracepoint() {
            ProgramHandle program = kernel.load(RETURN_0);
            TestRun.Input twice =
                    new TestRun.Input(Bytes.wrap(new byte[0], "packet"), Bytes.wrap(new byte[96], "context"), 2);

            ContractKernel.assertRefused(Errno.EINVAL, () -> kernel.backend().testRun(program, twice));
        }

        @Test
        void returnTheLowHalfOfTheRegister() {
            assertThat(kernel.run("r0 = 0x1234567889abcdef\nexit")).isEqualTo(0x89abcdef);
        }

        @Test
        void handTheContextToTheProgram() {
            ProgramHandle program = kernel.load("r0 = *(u64 *)(r1 +88)\nexit");

            int last = kernel.run(program, kernel.u64s(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));

            assertThat(last).isEqualTo(11);
        }
    }
}
