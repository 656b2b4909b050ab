// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads instructions in the {@link Dialect}s that {@link Disassembler} prints, one a line: llvm-objdump's and the kernel's
 * log, with or without slots, opcodes and raw bytes in front, so that both can be pasted. Comments start with {@code ;},
 * a line that ends in a colon is a label, and jumps, calls and function addresses take labels as well as distances.
 * {@code call 113}, {@code call 0x71} and {@code call bpf_probe_read_kernel} are the same.
 *
 * <pre>{@code
 * r6 = *(u32 *)(r1 + 0)
 * r0 = 0
 * if r6 == 0x2a goto out
 * r0 = 1
 * out:
 * exit
 * }</pre>
 *
 * <p>One thing means different things to different tools: {@code r1 = 0x7} moves a number for LLVM, which writes
 * {@code r1 = 0x7 ll} for the 64-bit load that a kernel's log means. An opcode in front decides, else the dialect.
 */
public final class Assembler {
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_.$][\\w.$]*):|[0-9a-f]{8,16} <(.+)>:");
    /** What llvm-objdump prints around the code. */
    private static final Pattern HEADING =
            Pattern.compile("Disassembly of section .*:|.*:\\s+file format .*|[0-9a-f]+:\\s+R_BPF_.*");

    private static final Pattern PREFIX = Pattern.compile(
            "(?:\\d+:\\s*)?(?:\\(([0-9a-f]{2})\\) *)?((?:[0-9a-f]{2} ){7}(?:[0-9a-f]{2}(?: |\\s*$|\\t))(?:(?:[0-9a-f]{2}[ \\t]){8})?)?\\s*");
    private static final Pattern FIELDS = Pattern.compile("(.*\\S) *\\{([a-z0-9= -]+)\\}");
    private static final Pattern FIELD = Pattern.compile("(dst|src|off|imm)(2?)=(-?\\d+)");
    private static final Pattern KERNEL_UNKNOWN = Pattern.compile("unknown (dst=.*)");

    private final Dialect dialect;
    private final List<Instruction> slots = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();

    /** A slot whose jump distance is known once the label is. */
    private record Reference(int slot, String label, int line) {}

    private Assembler(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Reads any dialect; a hexadecimal number without {@code ll} is LLVM's.
     *
     * @throws IllegalArgumentException naming the line that is no instruction, or the label that does not exist
     */
    public static Instructions assemble(String text) {
        return assemble(text, Dialect.LLVM);
    }

    /**
     * Reads any dialect.
     *
     * @param dialect what decides where dialects contradict each other
     * @throws IllegalArgumentException naming the line that is no instruction, or the label that does not exist
     */
    public static Instructions assemble(String text, Dialect dialect) {
        Assembler assembler = new Assembler(dialect);
        String[] lines = text.split("\n", -1);
        for (int line = 0; line < lines.length; line++) {
            String code = lines[line].split(";", 2)[0].strip();
            if (!code.isEmpty() && !HEADING.matcher(code).matches()) {
                assembler.line(code, line + 1);
            }
        }
        assembler.resolve();
        return Instructions.of(assembler.slots);
    }

    private void line(String code, int line) {
        Matcher label = LABEL.matcher(code);
        if (label.matches()) {
            String name = label.group(1) != null ? label.group(1) : label.group(2);
            if (labels.put(name, slots.size()) != null) {
                throw new IllegalArgumentException("line " + line + ": label '" + name + "' exists already");
            }
            return;
        }
        Matcher prefix = PREFIX.matcher(code);
        String text = prefix.lookingAt() ? code.substring(prefix.end()) : code;
        int opcode = prefix.group(1) == null ? -1 : Integer.parseInt(prefix.group(1), 16);
        Matcher fields = FIELDS.matcher(text);
        boolean hasFields = fields.matches();
        OperationReader reader = new OperationReader(dialect, opcode);
        List<Instruction> read = read(reader, hasFields ? fields.group(1) : text, opcode, line, code);
        if (prefix.group(2) != null) {
            read = withCallKind(read, prefix.group(2));
        }
        if (reader.label() != null) {
            references.add(new Reference(slots.size(), reader.label(), line));
        }
        slots.addAll(hasFields ? withFields(read, fields.group(2), line, code) : read);
    }

    private static List<Instruction> read(OperationReader reader, String text, int opcode, int line, String code) {
        try {
            Matcher unknown = KERNEL_UNKNOWN.matcher(text);
            Operation operation = reader.read(
                    opcode >= 0 && unknown.matches() ? ".insn op=" + opcode + " " + unknown.group(1) : text);
            if (operation == null) {
                throw new IllegalArgumentException("not an instruction: " + code);
            }
            List<Instruction> slots = operation.encode();
            if (opcode >= 0 && opcode != slots.get(0).opcode()) {
                throw new IllegalArgumentException(
                        "opcode " + String.format(java.util.Locale.ROOT, "%02x", opcode) + " is not that of: " + text);
            }
            return slots;
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException("line " + line + ": " + problem.getMessage(), problem);
        }
    }

    /**
     * llvm-objdump prints all calls by number alike; which is meant, the raw bytes tell. A call has no destination, so
     * one nibble of the second byte is zero in either byte order.
     */
    private static List<Instruction> withCallKind(List<Instruction> read, String bytes) {
        Instruction first = read.get(0);
        int registers = Integer.parseInt(bytes.substring(3, 5), 16);
        return first.isCall() ? List.of(first.withSrc(registers >> 4 | registers & 15)) : read;
    }

    /** Values that the text of the instruction cannot tell. */
    private static List<Instruction> withFields(List<Instruction> read, String text, int line, String code) {
        List<Instruction> changed = new ArrayList<>(read);
        for (String word : text.strip().split(" +")) {
            Matcher field = FIELD.matcher(word);
            int half = word.contains("2=") ? 1 : 0;
            if (!field.matches() || half >= changed.size()) {
                throw new IllegalArgumentException("line " + line + ": not a field: " + word + " in " + code);
            }
            try {
                int value = Integer.parseInt(field.group(3));
                Instruction it = changed.get(half);
                changed.set(
                        half,
                        switch (field.group(1)) {
                            case "dst" -> new Instruction(it.opcode(), value, it.src(), it.off(), it.imm());
                            case "src" -> it.withSrc(value);
                            case "off" -> it.withOff(value);
                            default -> it.withImm(value);
                        });
            } catch (IllegalArgumentException problem) {
                throw new IllegalArgumentException("line " + line + ": " + word + " does not fit: " + code, problem);
            }
        }
        return changed;
    }

    private void resolve() {
        for (Reference reference : references) {
            Integer target = labels.get(reference.label());
            if (target == null) {
                throw new IllegalArgumentException(
                        "line " + reference.line() + ": no label '" + reference.label() + "'");
            }
            Instruction instruction = slots.get(reference.slot());
            int delta = target - reference.slot() - 1;
            boolean byImmediate =
                    instruction.isCall() || instruction.isWide() || instruction.opcode() == Opcode.GOTO_LONG;
            if (!byImmediate && delta != (short) delta) {
                throw new IllegalArgumentException("line " + reference.line() + ": label '" + reference.label()
                        + "' is " + delta + " instructions away, a jump reaches 32767; use gotol");
            }
            slots.set(reference.slot(), byImmediate ? instruction.withImm(delta) : instruction.withOff(delta));
        }
    }
}
