// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KallsymsTest {
    @TempDir
    Path directory;

    private Kallsyms symbols(String lines) throws IOException {
        return new Kallsyms(Files.writeString(directory.resolve("kallsyms"), lines), directory.resolve("blacklist"));
    }

    @Test
    void findsSymbolsOfTheKernelAndOfModules() throws IOException {
        Kallsyms symbols = symbols("ffffffff81000000 T _text\nffffffffc0001000 t nf_hook\t[nf_tables]\n");

        assertThat(symbols.address("_text")).hasValue(0xffffffff81000000L);
        assertThat(symbols.address("nf_hook")).hasValue(0xffffffffc0001000L);
        assertThat(symbols.address("nf_hoock")).isEmpty();
    }

    @Test
    void knowsNoAddressForANameThatHasTwo() throws IOException {
        Kallsyms symbols =
                symbols("ffffffff81000010 t cleanup\nffffffff81000020 t cleanup\nffffffff81000030 t cleanup\n");

        assertThat(symbols.address("cleanup")).isEmpty();
        assertThat(symbols.isAmbiguous("cleanup")).isTrue();
        assertThat(symbols.isAmbiguous("clean")).isFalse();
        assertThat(symbols.names()).containsExactly("cleanup");
    }

    @Test
    void takesTheSuffixOfLinkTimeOptimisationOffVariables() throws IOException {
        Kallsyms symbols = symbols("ffffffff81000010 d counter.llvm.123\nffffffff81000020 t work.llvm.456\n");

        assertThat(symbols.address("counter")).hasValue(0xffffffff81000010L);
        assertThat(symbols.address("counter.llvm.123")).hasValue(0xffffffff81000010L);
        assertThat(symbols.address("work")).isEmpty();
    }

    @Test
    void knowsNothingWhereTheKernelHidesAddresses() throws IOException {
        Kallsyms symbols = symbols("0000000000000000 T _text\n");

        assertThat(symbols.address("_text")).isEmpty();
        assertThat(symbols.isKnown()).isFalse();
    }

    @Test
    void readsTheFileOnTheFirstQuestionOnly() throws IOException {
        Kallsyms symbols = symbols("ffffffff81000000 T _text\n");
        symbols.address("_text");
        Files.delete(directory.resolve("kallsyms"));

        assertThat(symbols.address("_text")).isPresent();
    }

    @Test
    void saysWhichFileItCannotRead() {
        Kallsyms absent = new Kallsyms(directory.resolve("absent"), directory.resolve("absent"));

        assertThatThrownBy(() -> absent.address("_text"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("symbols of the running kernel: ")
                .hasMessageContaining(directory.resolve("absent").toString());
    }

    @Test
    void knowsTheFunctionsThatTakeNoProbesWhereTheListCanBeRead() throws IOException {
        Kallsyms symbols = symbols("ffffffff81000000 T do_int3\n");
        assertThat(symbols.forbidsProbes("do_int3")).isFalse();

        Files.writeString(
                directory.resolve("blacklist"),
                "0xffffffff81000000-0xffffffff81000040\tdo_int3\n0x0000000000000000-0x0000000000000000\tnotify_die\n");
        Kallsyms listed = symbols("ffffffff81000000 T do_int3\n");

        assertThat(listed.forbidsProbes("do_int3")).isTrue();
        assertThat(listed.forbidsProbes("notify_die")).isTrue();
        assertThat(listed.forbidsProbes("vfs_read")).isFalse();
    }
}
