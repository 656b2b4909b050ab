// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The bytes that each command sends on a little-endian machine, field by field as {@code linux/bpf.h} has them. */
class BpfAttributeTest {
    private static final long KEY = 0x1111_1111_1111L;
    private static final long VALUE = 0x2222_2222_2222L;

    static Stream<Arguments> commands() {
        return Stream.of(
                arguments(
                        BpfAttribute.mapLookupElem(7, KEY, VALUE, 0),
                        1,
                        "07000000 00000000 1111111111110000 2222222222220000"),
                arguments(
                        BpfAttribute.mapLookupElem(7, KEY, VALUE, 4),
                        1,
                        "07000000 00000000 1111111111110000 2222222222220000 0400000000000000"),
                arguments(
                        BpfAttribute.mapUpdateElem(7, KEY, VALUE, 1),
                        2,
                        "07000000 00000000 1111111111110000 2222222222220000 0100000000000000"),
                arguments(BpfAttribute.mapDeleteElem(7, KEY), 3, "07000000 00000000 1111111111110000"),
                arguments(
                        BpfAttribute.mapGetNextKey(7, 0, VALUE),
                        4,
                        "07000000 00000000 0000000000000000 2222222222220000"),
                arguments(BpfAttribute.mapFreeze(7), 22, "07000000"),
                arguments(
                        BpfAttribute.progTestRun(7, 0, 0, 0, 0, KEY, 16, 0),
                        10,
                        "07000000 00000000 00000000 00000000 0000000000000000 0000000000000000"
                                + " 00000000 00000000 10000000 00000000 1111111111110000 0000000000000000"),
                arguments(
                        BpfAttribute.progTestRun(7, KEY, 14, VALUE, 64, 0, 0, 1000),
                        10,
                        "07000000 00000000 0e000000 40000000 1111111111110000 2222222222220000"
                                + " e8030000 00000000 00000000 00000000 0000000000000000 0000000000000000"),
                arguments(BpfAttribute.objGetInfoByFd(7, 104, KEY), 15, "07000000 68000000 1111111111110000"),
                arguments(BpfAttribute.rawTracepointOpen(KEY, 7), 17, "1111111111110000 07000000"),
                arguments(BpfAttribute.btfLoad(KEY, 73, 0, 0, 0), 18, "1111111111110000 0000000000000000 49000000"),
                arguments(
                        BpfAttribute.btfLoad(KEY, 73, VALUE, 4096, 1),
                        18,
                        "1111111111110000 2222222222220000 49000000 00100000 01000000"),
                arguments(BpfAttribute.linkCreate(7, 8, 41), 28, "07000000 08000000 29000000 00000000"),
                arguments(BpfAttribute.linkCreate(7, -1, 41), 28, "07000000 ffffffff 29000000 00000000"),
                arguments(new MapCreateAttribute(2, 4, 8, 16).build(), 0, "02000000 04000000 08000000 10000000"),
                arguments(
                        new MapCreateAttribute(12, 4, 4, 16)
                                .flags(0x40)
                                .innerMapFd(9)
                                .name("outer")
                                .extra(6)
                                .build(),
                        0,
                        "0c000000 04000000 04000000 10000000 40000000 09000000 00000000"
                                + " 6f757465720000000000000000000000 00000000 00000000 00000000 00000000"
                                + " 00000000 0600000000000000"),
                arguments(
                        new MapCreateAttribute(1, 4, 8, 16)
                                .numaNode(3)
                                .types(9, 5, 6)
                                .build(),
                        0,
                        "01000000 04000000 08000000 10000000 00000000 00000000 03000000"
                                + " 00000000000000000000000000000000 00000000 09000000 05000000 06000000"),
                arguments(BpfAttribute.objPin(KEY, 9), 6, "1111111111110000 09000000"),
                arguments(BpfAttribute.objGet(KEY), 7, "1111111111110000"),
                arguments(
                        new ProgLoadAttribute(2, KEY, 3, VALUE).build(),
                        5,
                        "02000000 03000000 1111111111110000 2222222222220000"),
                arguments(
                        new ProgLoadAttribute(2, KEY, 3, VALUE)
                                .log(1, 0x3333, 65536)
                                .kernelVersion(0x60100)
                                .flags(16)
                                .name("on_open")
                                .expectedAttachType(42)
                                .types(11, 0x4444, 2, 0x5555, 6)
                                .attachBtfId(12, 13)
                                .descriptors(0x6666)
                                .build(),
                        5,
                        "02000000 03000000 1111111111110000 2222222222220000 01000000 00000100 3333000000000000"
                                + " 00010600 10000000 6f6e5f6f70656e000000000000000000 00000000 2a000000 0b000000"
                                + " 08000000 4444000000000000 02000000 10000000 5555000000000000 06000000 0c000000"
                                + " 0d000000 00000000 6666000000000000 0000000000000000 00000000 00000000"),
                arguments(BpfAttribute.btfGetFdById(9), 19, "09000000"),
                arguments(BpfAttribute.btfGetNextId(9), 23, "09000000 00000000"));
    }

    @ParameterizedTest(name = "{0}: command {1}")
    @MethodSource("commands")
    void sendsTheFieldsAtTheirOffsetsAndNothingBeyondTheLast(BpfAttribute attribute, int command, String hex) {
        assertThat(attribute.command().number()).isEqualTo(command);
        assertThat(HexFormat.of().formatHex(attribute.bytes())).isEqualTo(hex.replace(" ", ""));
    }

    @Test
    void namesEveryCommandInTheTable() {
        assertThat(commands()
                        .map(arguments -> ((BpfAttribute) arguments.get()[0]).command())
                        .distinct())
                .containsExactlyInAnyOrder(BpfCommand.values());
    }

    @Test
    void cutsNamesToFifteenBytesAndCleansThem() {
        byte[] bytes = new MapCreateAttribute(2, 4, 8, 1)
                .name("open-cöunts.of/everything")
                .build()
                .bytes();

        assertThat(new String(bytes, 28, 16, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("open_c_unts.of_\0");
    }

    @Test
    void printsItsCommand() {
        assertThat(BpfAttribute.mapFreeze(7).toString().toLowerCase(Locale.ROOT))
                .contains("map_freeze");
    }
}
