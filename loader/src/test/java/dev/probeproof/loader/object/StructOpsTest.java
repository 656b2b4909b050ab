// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class StructOpsTest {
    private static final int STRUCT_BYTES = 56;
    private static final int BPF_F_LINK = 0x2000;

    static Stream<String> objects() {
        return TestObjects.of("struct_ops").stream();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void areMapsBehindAllOthers(String name) {
        assertThat(TestObjects.read(name).maps())
                .extracting(MapSpec::name, MapSpec::type, MapSpec::keySize, MapSpec::valueSize, MapSpec::flags)
                .containsExactly(
                        tuple("struct_o.data", MapType.ARRAY.number(), 4, 8, 0x400),
                        tuple("plain", MapType.STRUCT_OPS.number(), 4, STRUCT_BYTES, 0),
                        tuple("second", MapType.STRUCT_OPS.number(), 4, STRUCT_BYTES, 0),
                        tuple("linked", MapType.STRUCT_OPS.number(), 4, STRUCT_BYTES, BPF_F_LINK),
                        tuple("optional", MapType.STRUCT_OPS.number(), 4, STRUCT_BYTES, BPF_F_LINK));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void nameTheProgramOfEveryMember(String name) {
        BpfObject object = TestObjects.read(name);

        assertThat(object.structOps())
                .extracting(StructOps::map, StructOps::typeName, StructOps::link, StructOps::autocreate)
                .containsExactly(
                        tuple("plain", "counting_ops", false, true),
                        tuple("second", "counting_ops", false, true),
                        tuple("linked", "counting_ops", true, true),
                        tuple("optional", "counting_ops", true, false));
        assertThat(object.structOps())
                .extracting(StructOps::members)
                .containsExactly(
                        List.of(
                                new StructOps.Member("start", 1, 8, "start_unit"),
                                new StructOps.Member("read", 3, 24, "read_unit")),
                        List.of(new StructOps.Member("read", 3, 24, "read_unit")),
                        List.of(
                                new StructOps.Member("start", 1, 8, "start_unit"),
                                new StructOps.Member("stop", 2, 16, "stop_unit")),
                        List.of(new StructOps.Member("stop", 2, 16, "stop_unit")));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void keepWhatTheSourceFills(String name) {
        BpfObject object = TestObjects.read(name);

        Bytes initial = object.structOps().get(0).initial();
        assertThat(initial.size()).isEqualTo(STRUCT_BYTES);
        assertThat(initial.u32(0)).isEqualTo(5);
        assertThat(initial.u64(8)).isZero();
        assertThat(initial.cString(32)).isEqualTo("plain");
    }

    @ParameterizedTest
    @MethodSource("objects")
    void leaveTheAttachTypeOfTheirProgramsToTheKernel(String name) {
        BpfObject object = TestObjects.read(name);

        assertThat(object.programs())
                .extracting(
                        ProgramSpec::name,
                        ProgramSpec::type,
                        ProgramSpec::expectedAttachType,
                        ProgramSpec::flags,
                        ProgramSpec::target)
                .containsExactly(
                        tuple("start_unit", ProgramType.STRUCT_OPS, 0, 0, "start"),
                        tuple("read_unit", ProgramType.STRUCT_OPS, 0, 0, "read"),
                        tuple("stop_unit", ProgramType.STRUCT_OPS, 0, 16, "stop"),
                        tuple("unused", ProgramType.STRUCT_OPS, 0, 0, "unused"));
    }

    @Test
    void refuseMembersThatAreNoPrograms() {
        // The relocation of member `start` of `plain` moves by eight bytes, to `stop`, then to the number in front.
        assertThatThrownBy(() -> read(moved(8)))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("program 'start_unit' is already used for member");
        assertThatThrownBy(() -> read(moved(-8)))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("no member of struct counting_ops that points to a function starts at byte 0");
    }

    private static BpfObject read(byte[] file) {
        return ObjectReader.read(Bytes.wrap(file, "moved.o"), "moved.o");
    }

    /** The object with its first relocation in {@code .struct_ops} moved by so many bytes. */
    private static byte[] moved(long bytes) {
        Bytes object = TestObjects.bytes("struct_ops.clang-19.el.o");
        byte[] file = object.toArray();
        ElfSection table = ElfReader.read(object).section(".rel.struct_ops").orElseThrow();
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = (int) table.offset();
        buffer.putLong(at, buffer.getLong(at) + bytes);
        return file;
    }

    @Test
    void areNothingWithoutTypes() {
        byte[] renamed = TestObjects.bytes("struct_ops.clang-19.el.o").toArray();
        String text = new String(renamed, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(".BTF"); at >= 0; at = text.indexOf(".BTF", at + 1)) {
            renamed[at + 1] = 'X';
        }

        assertThatThrownBy(() -> read(renamed))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining(".struct_ops: no BTF describes the tables of functions in it");
    }
}
