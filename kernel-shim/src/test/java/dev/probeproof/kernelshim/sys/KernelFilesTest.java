// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KernelFilesTest {
    @TempDir
    Path root;

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private KernelFiles files() {
        return KernelFiles.below(root);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 1", "0-1 | 2", "0-3,8-11 | 8", "0,2,4-7 | 6"})
    void countsPossibleCpus(String ranges, int expected) throws IOException {
        file("sys/devices/system/cpu/possible", ranges + "\n");

        assertThat(files().possibleCpus()).isEqualTo(expected);
    }

    @Test
    void saysWhichFileHoldsWhatIsNotANumber() throws IOException {
        file("sys/devices/system/cpu/possible", "0-many\n");

        assertThatThrownBy(() -> files().possibleCpus())
                .isInstanceOf(IOException.class)
                .hasMessage("sys/devices/system/cpu/possible holds 'many' where a number belongs");
    }

    @Test
    void readsTypeAndFormatOfAPerfEventSource() throws IOException {
        file("sys/bus/event_source/devices/uprobe/type", "8\n");
        file("sys/bus/event_source/devices/uprobe/format/retprobe", "config:0\n");

        assertThat(files().perfSourceType("uprobe")).hasValue(8);
        assertThat(files().perfFormatBit("uprobe", "retprobe")).hasValue(0);
    }

    @Test
    void findsNoPerfEventSourceWhereThereIsNone() throws IOException {
        assertThat(files().perfSourceType("kprobe")).isEmpty();
        assertThat(files().perfFormatBit("kprobe", "retprobe")).isEmpty();
    }

    @Test
    void prefersTheTracefsOfToday() throws IOException {
        file("sys/kernel/debug/tracing/events/enable", "0");
        assertThat(files().tracefs()).contains(root.resolve("sys/kernel/debug/tracing"));

        file("sys/kernel/tracing/events/enable", "0");
        assertThat(files().tracefs()).contains(root.resolve("sys/kernel/tracing"));
    }

    @Test
    void takesAnEmptyDirectoryForNoTracefs() throws IOException {
        Files.createDirectories(root.resolve("sys/kernel/tracing"));

        assertThat(files().tracefs()).isEmpty();
    }

    @Test
    void readsTheNumberOfATracepoint() throws IOException {
        file("sys/kernel/tracing/events/sched/sched_switch/id", "316\n");
        Path tracefs = files().tracefs().orElseThrow();

        assertThat(files().tracepointId(tracefs, "sched", "sched_switch")).hasValue(316);
        assertThat(files().tracepointId(tracefs, "sched", "sched_swich")).isEmpty();
    }
}
