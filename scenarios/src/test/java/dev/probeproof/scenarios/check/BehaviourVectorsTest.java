// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What perf's prologues did, faults, lost registers and over-reads included: run in the emulated kernel. */
class BehaviourVectorsTest {
    private static final long D = 0xffff_8880_0000_1000L;
    private static final long E = 0xffff_8880_0000_8000L;
    private static final long USER = 0x2000;
    private static final long NOT_TOLD = 0;

    private final TargetKernel kernel = Kernels.byName("6.12-amd64");

    /**
     * @param fetches in the kernel's fetch syntax
     * @param expected r2, then r3 and on
     */
    private record Vector(
            String name,
            String fetches,
            long di,
            long si,
            long dx,
            List<MemoryImage.Extent> memory,
            long... expected) {}

    private static MemoryImage.Extent at(long address, String hex) {
        return new MemoryImage.Extent(
                address, Bytes.wrap(HexFormat.ofDelimiter(" ").parseHex(hex), "vector"), "vector");
    }

    private static MemoryImage.Extent page(long address, int firstByte, String hex) {
        byte[] page = new byte[4096];
        byte[] content = HexFormat.ofDelimiter(" ").parseHex(hex);
        System.arraycopy(content, 0, page, firstByte, content.length);
        return new MemoryImage.Extent(address, Bytes.wrap(page, "vector"), "vector");
    }

    private static Stream<Vector> vectors() {
        List<MemoryImage.Extent> none = List.of();
        List<MemoryImage.Extent> object = List.of(at(D + 0x44, "44 33 22 11 ff ff ff ff"));
        String g4 = "+68(%di):x32, %si:s64, %dx:s32";
        return Stream.of(
                new Vector(
                        "reads four bytes of a member", "+68(%di):x32", D, NOT_TOLD, NOT_TOLD, object, 0, 0x11223344L),
                new Vector("reports a read through null", "+68(%di):x32", 0, NOT_TOLD, NOT_TOLD, none, 1, 0),
                new Vector(
                        "leaves a bare s32 whole",
                        g4,
                        D,
                        -1,
                        0x1234567800000002L,
                        object,
                        0,
                        0x11223344L,
                        -1,
                        0x1234567800000002L),
                new Vector("loses good registers with a bad read", g4, 8, 5, 6, none, 1, 0, 0, 0),
                new Vector(
                        "goes from kernel to user memory",
                        "+u16(+8(%di))",
                        D,
                        NOT_TOLD,
                        NOT_TOLD,
                        List.of(at(D + 8, "00 20 00 00 00 00 00 00"), at(USER + 16, "ef be ad de be ba fe ca")),
                        0,
                        0xcafebabedeadbeefL),
                new Vector(
                        "widens a negative s32 without its sign",
                        "+3(%di):u8, +4(%si):s32",
                        D,
                        E,
                        NOT_TOLD,
                        List.of(at(D + 3, "80 01 02 03 04 05 06 07"), at(E + 4, "fe ff ff ff 00 00 00 00")),
                        0,
                        0x80,
                        0xfffffffeL),
                new Vector(
                        "fails at the end of a page where one byte could be read",
                        "+7(%di):u8",
                        D + 0xff8,
                        NOT_TOLD,
                        NOT_TOLD,
                        List.of(page(D, 0xfff, "80")),
                        1,
                        0));
    }

    @TestFactory
    Stream<DynamicTest> perfsLayout() {
        return vectors().map(vector -> DynamicTest.dynamicTest(vector.name(), () -> assertBehaves(vector)));
    }

    private void assertBehaves(Vector vector) {
        ProbePoint point = ProbePointResolver.resolve(
                        ProbeDefinition.parse("vfs_read(" + vector.fetches() + ")"), kernel)
                .get(0);
        ProgramInstance instance = new ProloguePreprocessor(PrologueLayout.PERF)
                .prepare(Bodies.returnsZero(), List.of(point), kernel)
                .get(0);
        PtRegs registers = PtRegs.zero(kernel.arch())
                .with("di", vector.di())
                .with("si", vector.si())
                .with("dx", vector.dx());
        try (InstanceRunner runner = InstanceRunner.load(List.of(), instance, kernel)) {
            PointCheck.Run run = runner.run(KprobeEvent.at("vfs_read", registers, new MemoryImage(vector.memory())), 0);

            long[] atBody = run.observation().registers();
            assertThat(run.result().isComplete()).isTrue();
            assertThat(atBody).isNotNull();
            assertThat(Arrays.copyOfRange(atBody, 2, 2 + vector.expected().length))
                    .isEqualTo(vector.expected());
        }
    }
}
