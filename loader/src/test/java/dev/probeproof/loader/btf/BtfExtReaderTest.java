// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BtfExtReaderTest {
    private final BtfEditor editor = BtfEditor.empty(ByteOrder.BIG_ENDIAN);
    private final int proto = editor.add(new BtfType.FuncProto(0, List.of()));
    private final int function = editor.add(new BtfType.Func("run", proto, 1));
    private final int section = editor.string("kprobe");
    private final int file = editor.string("a.c");
    private final int access = editor.string("0:1");
    private final Btf btf = editor.toBtf();

    /** Header of 32 bytes, then functions at 0, lines at 20 with records of 20 bytes, CO-RE records at 52. */
    private byte[] sound() {
        ByteBuffer ext = ByteBuffer.allocate(32 + 20 + 32 + 28).order(ByteOrder.BIG_ENDIAN);
        ext.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(32);
        ext.putInt(0).putInt(20).putInt(20).putInt(32).putInt(52).putInt(28);
        ext.putInt(8).putInt(section).putInt(1).putInt(16).putInt(function);
        ext.putInt(20)
                .putInt(section)
                .putInt(1)
                .putInt(24)
                .putInt(file)
                .putInt(access)
                .putInt(7 << 10 | 3);
        ext.putInt(0xdead);
        ext.putInt(16)
                .putInt(section)
                .putInt(1)
                .putInt(32)
                .putInt(proto)
                .putInt(access)
                .putInt(2);
        return ext.array();
    }

    @Test
    void readsAllListsAndStepsOverWhatNewerRecordsAdd() {
        BtfExt ext = BtfExtReader.read(Bytes.wrap(sound(), "a.o"), btf);

        assertThat(ext.functions().get("kprobe")).containsExactly(new BtfExt.FuncInfo(16, function));
        assertThat(ext.lines().get("kprobe"))
                .containsExactly(new BtfExt.LineInfo(24, file, access, 7 << 10 | 3))
                .allSatisfy(line -> assertThat(line.line()).isEqualTo(7))
                .allSatisfy(line -> assertThat(line.column()).isEqualTo(3));
        assertThat(ext.coreRelocations().get("kprobe"))
                .containsExactly(new BtfExt.CoreRelocation(32, proto, access, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 'starts with 0x0'",
        "4, 4294967295, 'a header of 4294967295 bytes'",
        "12, 4294967295, 'records end at byte'",
        "32, 4294967292, 'records of 4294967292 bytes'",
        "32, 4, 'records of 4 bytes'",
        "36, 4294967295, 'a text at byte 4294967295 of the string table'",
        "40, 4294967295, '4294967295 records of 8 bytes do not fit'",
        "40, 0, '0 records'",
        "44, 12, 'an instruction at byte 12'",
        "48, 99, 'there is no type 99'",
        "68, 4294967295, 'a text at byte 4294967295'",
    })
    void namesPartAndByteOfDamage(int offset, long value, String message) {
        byte[] damaged = sound();
        ByteBuffer.wrap(damaged).order(ByteOrder.BIG_ENDIAN).putInt(offset, (int) value);

        assertThatThrownBy(() -> BtfExtReader.read(Bytes.wrap(damaged, "a.o"), btf))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageStartingWith("a.o: ")
                .hasMessageContaining(message);
    }
}
