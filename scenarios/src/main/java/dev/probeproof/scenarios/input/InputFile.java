// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.input;

import dev.probeproof.loader.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Reads a file whole, unpacking {@code .gz} and {@code .xz} by their first bytes and not by their names. Never more
 * than a limit, whatever the file, its header or its compression promises.
 */
public final class InputFile {
    /** The most that is taken from disk: larger than any kernel image with its debugging information stripped. */
    static final int MAX_FILE_BYTES = 256 << 20;

    /** The most that a compressed file may unpack to; the types of the largest kernels take a tenth of it. */
    static final int MAX_UNPACKED_BYTES = 64 << 20;

    private static final int XZ_MEMORY_KIB = 128 << 10;
    private static final int MAGIC_BYTES = 6;

    private InputFile() {}

    /**
     * The bytes of a file, unpacked if it is compressed.
     *
     * @throws UnreadableFileException if it is absent, closed to us, no file, too large, or damaged as an archive
     */
    public static Bytes read(Path file) {
        return read(file, MAX_FILE_BYTES, MAX_UNPACKED_BYTES);
    }

    /**
     * The bytes of a file that is too large to be read whole and of which little is needed, such as a kernel with debug
     * information. It is not unpacked.
     *
     * @throws UnreadableFileException if it is absent, closed to us, no file, or larger than 2 GiB
     */
    public static Bytes map(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new UnreadableFileException(file, "it is a directory", null);
            }
            return Bytes.map(file);
        } catch (IOException e) {
            throw new UnreadableFileException(file, reason(e), e);
        }
    }

    /** Whether a word that a user typed names a file that is there. */
    public static boolean exists(String typed) {
        try {
            return Files.exists(Path.of(typed));
        } catch (InvalidPathException e) {
            return false; // No path on this system names it.
        }
    }

    /** The path that a user typed. */
    public static Path path(String typed) {
        try {
            return Path.of(typed);
        } catch (InvalidPathException e) {
            throw new UnreadableFileException(Path.of(""), "'" + typed + "' is not a path: " + e.getReason(), e);
        }
    }

    /**
     * The lines of a UTF-8 text file, whatever its line ends.
     *
     * @throws UnreadableFileException as {@link #read}, and if it is not UTF-8
     */
    public static List<String> lines(Path file) {
        Bytes bytes = read(file);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes.toArray()))
                    .toString()
                    .lines()
                    .toList();
        } catch (CharacterCodingException e) {
            throw new UnreadableFileException(file, "it is not UTF-8 text", e);
        }
    }

    static Bytes read(Path file, int maxFileBytes, int maxUnpackedBytes) {
        try (InputStream in = open(file)) {
            byte[] head = in.readNBytes(MAGIC_BYTES);
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
            byte[] bytes;
            if (isGzip(head)) {
                bytes = limited(file, new GZIPInputStream(whole, 1 << 16), maxUnpackedBytes, "unpacked, it");
            } else if (isXz(head)) {
                bytes = limited(file, new XZInputStream(whole, XZ_MEMORY_KIB), maxUnpackedBytes, "unpacked, it");
            } else {
                bytes = limited(file, whole, maxFileBytes, "it");
            }
            return Bytes.wrap(bytes, file.toString());
        } catch (IOException e) {
            throw new UnreadableFileException(file, reason(e), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UnreadableFileException(file, "it is a directory", null);
        }
        return Files.newInputStream(file);
    }

    /** One byte more than allowed is asked for, so that no size field has to be believed. */
    private static byte[] limited(Path file, InputStream in, int max, String what) throws IOException {
        byte[] bytes = in.readNBytes(max + 1);
        if (bytes.length > max) {
            throw new UnreadableFileException(file, what + " has more than " + (max >> 20) + " MiB", null);
        }
        return bytes;
    }

    private static boolean isGzip(byte[] head) {
        return head.length >= 2 && head[0] == 0x1f && (head[1] & 0xff) == 0x8b;
    }

    private static boolean isXz(byte[] head) {
        return head.length == MAGIC_BYTES
                && (head[0] & 0xff) == 0xfd
                && head[1] == '7'
                && head[2] == 'z'
                && head[3] == 'X'
                && head[4] == 'Z';
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof java.io.EOFException) {
            return "the compressed data ends too early";
        }
        String message = e.getMessage();
        return message == null ? "damaged (" + e.getClass().getSimpleName() + ")" : message;
    }
}
