// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.verify;

import dev.probeproof.emulator.verifier.explain.ProgramSource;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program of an object that a log is about: the one that the log names or the caller asks for, or else the only one
 * that has the instructions of the log in their places.
 *
 * @param program null if there is none, or several
 */
public record LoggedProgram(Optional<ProgramSpec> program, ProgramSource source) {
    private static final Pattern NAMED =
            Pattern.compile("prog '([^']+)': (?:--|BPF program load failed|failed to load)");
    private static final Pattern OPCODE = Pattern.compile("(?m)^\\s*(\\d{1,7}): (?:[0-9.]{10} )?\\(([0-9a-f]{2})\\) ");

    /**
     * @param wanted the program's name, or empty
     * @param kernel whose types decide how the instructions look; places of functions do not depend on it
     */
    public static LoggedProgram find(BpfObject object, String log, String wanted, TargetKernel kernel) {
        Matcher named = NAMED.matcher(log);
        String name = !wanted.isEmpty() ? wanted : named.find() ? named.group(1) : "";
        RelocatedObject relocated = Relocator.relocate(object, kernel);
        Map<Integer, Integer> opcodes = opcodes(log);
        List<LoggedProgram> found = new ArrayList<>();
        for (ProgramSpec program : object.programs()) {
            if (name.isEmpty()
                    ? !program.autoload() && opcodes.isEmpty()
                    : !program.name().equals(name)) {
                continue;
            }
            try {
                RelocatedProgram body = relocated.program(program.name());
                if (!name.isEmpty() || agrees(body.instructions(), opcodes)) {
                    found.add(new LoggedProgram(Optional.of(program), source(object, body)));
                }
            } catch (ProbeproofException notRelocated) {
                // A program that this kernel's types do not fit is not the one, or cannot be matched: the log alone
                // remains.
                continue;
            }
        }
        return found.size() == 1 ? found.get(0) : new LoggedProgram(Optional.empty(), ProgramSource.NONE);
    }

    private static ProgramSource source(BpfObject object, RelocatedProgram body) {
        return body.btf() == null || object.btf() == null
                ? ProgramSource.NONE
                : ProgramSource.of(body.btf(), object.btf());
    }

    private static Map<Integer, Integer> opcodes(String log) {
        Map<Integer, Integer> opcodes = new TreeMap<>();
        Matcher line = OPCODE.matcher(log);
        while (line.find()) {
            opcodes.put(Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2), 16));
        }
        return opcodes;
    }

    private static boolean agrees(Instructions program, Map<Integer, Integer> opcodes) {
        return opcodes.entrySet().stream()
                .allMatch(entry -> entry.getKey() < program.size()
                        && program.get(entry.getKey()).opcode() == entry.getValue());
    }
}
