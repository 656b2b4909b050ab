// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.testing.PlausibleProgram;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A program and what kernels say to it, from a file of {@code verifier/programs}; {@code README.md} there describes the
 * format.
 *
 * @param line of its name in the file, from 1
 */
record VerifierCase(
        String name,
        int line,
        ProgramType type,
        int expectedAttachType,
        int flags,
        String license,
        List<MapSpec> maps,
        List<Answer> answers,
        String assembly) {

    /**
     * What one release says.
     *
     * @param errno name of the errno, or empty if it accepts
     * @param message a line of the log, or empty if that does not matter
     */
    record Answer(String release, String errno, String message) {
        boolean accepts() {
            return errno.isEmpty();
        }
    }

    static List<VerifierCase> read(String file) {
        List<VerifierCase> cases = new ArrayList<>();
        Reader reader = null;
        int number = 0;
        for (String line : file.lines().toList()) {
            number++;
            if (line.startsWith("== ")) {
                if (reader != null) {
                    cases.add(reader.read());
                }
                reader = new Reader(line.substring(3).strip(), number);
            } else if (reader != null) {
                reader.line(line, number);
            }
        }
        if (reader != null) {
            cases.add(reader.read());
        }
        return cases;
    }

    /** The program, with maps made in a kernel. */
    ProgramImage image(KernelBackend kernel) {
        List<MapHandle> handles = maps.stream().map(kernel::createMap).toList();
        Instructions instructions = Assembler.assemble(assembly);
        return new ProgramImage("case", type, expectedAttachType, license, instructions, handles, flags, null, 0, 0);
    }

    /** Gathers the lines of one case. */
    private static final class Reader {
        private final String name;
        private final int line;
        private ProgramType type = ProgramType.KPROBE;
        private int attachType;
        private int flags;
        private String license = "GPL";
        private final List<MapSpec> maps = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();
        private final StringBuilder assembly = new StringBuilder();
        private boolean inProgram;

        Reader(String name, int line) {
            this.name = name;
            this.line = line;
        }

        void line(String text, int number) {
            if (inProgram) {
                assembly.append(text).append('\n');
            } else if (text.isBlank()) {
                inProgram = true;
            } else if (!text.startsWith("#")) {
                int colon = text.indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException("line " + number + ": no header: " + text);
                }
                header(
                        text.substring(0, colon).strip(),
                        text.substring(colon + 1).strip());
            }
        }

        private void header(String key, String value) {
            switch (key) {
                case "type" -> type = ProgramType.valueOf(value.toUpperCase(Locale.ROOT));
                case "attach type" -> attachType = Integer.decode(value);
                case "flags" -> flags = Integer.decode(value);
                case "license" -> license = value;
                case "maps" -> {
                    for (String map : value.split(";")) {
                        map(map.strip());
                    }
                }
                default -> {
                    for (String release : key.split(",")) {
                        answers.add(answer(release.strip(), value));
                    }
                }
            }
        }

        private static Answer answer(String release, String value) {
            if (value.equals("accept")) {
                return new Answer(release, "", "");
            }
            String[] words = value.split(" ", 3);
            if (words.length < 2 || !words[0].equals("reject")) {
                throw new IllegalArgumentException("neither 'accept' nor 'reject ERRNO message': " + value);
            }
            return new Answer(release, words[1], words.length == 3 ? words[2] : "");
        }

        private void map(String text) {
            if (text.equals("plausible")) {
                maps.addAll(PlausibleProgram.MAPS);
                return;
            }
            String[] words = text.split(" +");
            MapType mapType = MapType.valueOf(words[0].toUpperCase(Locale.ROOT));
            MapSpec.Builder map = MapSpec.of(
                            "m" + maps.size(),
                            mapType,
                            Integer.decode(words[1]),
                            Integer.decode(words[2]),
                            Integer.decode(words[3]))
                    .change();
            for (int i = 4; i < words.length; i++) {
                if (words[i].startsWith("flags=")) {
                    map.flags(Integer.decode(words[i].substring(6)));
                } else if (words[i].equals("frozen")) {
                    map.section(null, null, true);
                } else if (words[i].equals("of")) {
                    map.inner(maps.remove(maps.size() - 1));
                } else {
                    throw new IllegalArgumentException("not a property of a map: " + words[i]);
                }
            }
            maps.add(map.build());
        }

        VerifierCase read() {
            return new VerifierCase(name, line, type, attachType, flags, license, maps, answers, assembly.toString());
        }
    }
}
