// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InputFileTest {
    @TempDir
    Path folder;

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] xz(byte[] bytes, LZMA2Options options) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new XZOutputStream(packed, options)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("input"), bytes);
    }

    @Test
    void readsPlainGzipAndXzByContent() throws IOException {
        byte[] bytes = "content".getBytes(StandardCharsets.UTF_8);

        assertThat(InputFile.read(file(bytes)).toArray()).isEqualTo(bytes);
        assertThat(InputFile.read(file(gzip(bytes))).toArray()).isEqualTo(bytes);
        assertThat(InputFile.read(file(xz(bytes, new LZMA2Options()))).toArray())
                .isEqualTo(bytes);
    }

    @Test
    void stopsUnpackingAtTheLimit() throws IOException {
        Path bomb = file(gzip(new byte[4 << 20]));

        assertThatThrownBy(() -> InputFile.read(bomb, 8 << 20, 1 << 20))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage("cannot read '" + bomb + "': unpacked, it has more than 1 MiB");
    }

    @Test
    void stopsReadingAtTheLimit() throws IOException {
        Path large = file(new byte[2 << 20]);

        assertThatThrownBy(() -> InputFile.read(large, 1 << 20, 1 << 20))
                .hasMessageContaining("it has more than 1 MiB");
    }

    @Test
    void refusesAnArchiveThatAsksForTooMuchMemory() throws IOException {
        byte[] archive = xz(new byte[100], new LZMA2Options());
        // The size of the dictionary in the block header, now 512 MiB, and the header's checksum.
        archive[16] = 34;
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        int headerSize = 4 * (archive[12] + 1);
        crc.update(archive, 12, headerSize - 4);
        java.nio.ByteBuffer.wrap(archive)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(12 + headerSize - 4, (int) crc.getValue());
        Path file = file(archive);

        assertThatThrownBy(() -> InputFile.read(file))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessageContaining("memory");
    }

    @Test
    void refusesACutArchive() throws IOException {
        byte[] gz = gzip(new byte[100_000]);
        byte[] xz = xz(new byte[100_000], new LZMA2Options());

        assertThatThrownBy(() -> InputFile.read(file(Arrays.copyOf(gz, gz.length / 2))))
                .hasMessageEndingWith("the compressed data ends too early");
        assertThatThrownBy(() -> InputFile.read(file(Arrays.copyOf(xz, xz.length / 2))))
                .hasMessageEndingWith("the compressed data ends too early");
    }

    @Test
    void saysWhyAFileCannotBeRead() {
        Path absent = folder.resolve("absent");

        assertThatThrownBy(() -> InputFile.read(absent)).hasMessage("cannot read '" + absent + "': no such file");
        assertThatThrownBy(() -> InputFile.read(folder)).hasMessage("cannot read '" + folder + "': it is a directory");
    }

    @Test
    void refusesTextThatIsNotUtf8() throws IOException {
        Path file = file(new byte[] {'a', (byte) 0xff});

        assertThatThrownBy(() -> InputFile.lines(file)).hasMessageEndingWith("it is not UTF-8 text");
    }
}
