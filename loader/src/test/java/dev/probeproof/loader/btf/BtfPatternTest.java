// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BtfPatternTest {
    @ParameterizedTest
    @CsvSource({
        "vfs_read, vfs_read, true",
        "vfs_read, vfs_reads, false",
        "vfs_*, vfs_, true",
        "vfs_*, xvfs_, false",
        "*read*, vfs_readv, true",
        "*a*b, aab, true",
        "*a*b, aabc, false",
        "?fs, vfs, true",
        "?fs, fs, false",
        "struct *, anything, true"
    })
    void matchesNames(String pattern, String name, boolean matches) {
        assertThat(BtfPattern.of(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void findsWhatItsWordSays() {
        BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        int struct = editor.add(new BtfType.Composite("file", false, 0, List.of()));
        int union = editor.add(new BtfType.Composite("file", true, 0, List.of()));
        int proto = editor.add(new BtfType.FuncProto(0, List.of()));
        int function = editor.add(new BtfType.Func("file", proto, 0));
        Btf btf = editor.toBtf();

        assertThat(BtfPattern.of("struct file").find(btf)).containsExactly(struct);
        assertThat(BtfPattern.of(" union  fi*").find(btf)).containsExactly(union);
        assertThat(BtfPattern.of("file").find(btf)).containsExactly(struct, union, function);
        assertThat(BtfPattern.of("enum file").find(btf)).isEmpty();
    }
}
