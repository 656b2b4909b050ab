// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.instance.PrologueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a prologue is bound to hand to the body, and what it did hand over, in one comparable form per argument. Each
 * layout has its contract: the struct layout reports every failed argument by a bit and keeps the others; perf's has
 * one error for all, widens without sign, and leaves bare registers whole; registers without a struct hold numbers as the
 * struct does.
 */
final class Handover {
    private Handover() {}

    /**
     * One argument at the first instruction of the body.
     *
     * @param failed reported as not fetched
     * @param value as text for messages and comparison
     */
    record Handed(boolean failed, String value) {
        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Handed that && failed == that.failed && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return 31 * Boolean.hashCode(failed) + value.hashCode();
        }
    }

    /** What the layout promises, given what each expression leads to; empty for arguments that are not judged. */
    static List<Optional<Handed>> expected(
            PrologueLayout layout,
            List<FetchArgument> arguments,
            List<Optional<Meaning>> meanings,
            ProbeState context) {
        List<Optional<Outcome>> outcomes = meanings.stream()
                .map(meaning -> meaning.map(stated -> Outcome.of(stated, context)))
                .toList();
        if (layout == PrologueLayout.PERF) {
            return perf(meanings, outcomes, context);
        }
        List<Optional<Handed>> expected = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            FetchLeaf leaf = arguments.get(i).fetch().leaf();
            expected.add(outcomes.get(i)
                    .map(outcome -> outcome instanceof Outcome.Fault
                            ? new Handed(true, zero(leaf))
                            : new Handed(false, show(outcome))));
        }
        return expected;
    }

    /** One that is not judged may fail, and all others are gone with it. */
    private static List<Optional<Handed>> perf(
            List<Optional<Meaning>> meanings, List<Optional<Outcome>> outcomes, ProbeState context) {
        boolean anyUnknown = outcomes.stream().anyMatch(Optional::isEmpty);
        boolean anyFault = outcomes.stream().anyMatch(outcome -> outcome.orElse(null) instanceof Outcome.Fault);
        List<Optional<Handed>> expected = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (anyUnknown) {
                expected.add(Optional.empty());
            } else if (anyFault) {
                expected.add(Optional.of(new Handed(true, "0x0")));
            } else {
                String value = perfValue(
                        meanings.get(i).orElseThrow(), outcomes.get(i).orElseThrow(), context);
                expected.add(Optional.of(new Handed(false, value)));
            }
        }
        return expected;
    }

    /** perf hands over bare registers whole, whatever their type, and widens what it read without a sign. */
    private static String perfValue(Meaning meaning, Outcome outcome, ProbeState context) {
        if (meaning.accesses().isEmpty() && !(meaning.end() instanceof Meaning.Address)) {
            return hex(new StartValue(context).of(meaning.start()).orElseThrow());
        }
        long value = ((Outcome.Number) outcome).value();
        int unused = meaning.end() instanceof Meaning.Whole whole ? 64 - whole.sizeBytes() * 8 : 0;
        return hex(value << unused >>> unused);
    }

    /** What the body was handed, read from registers or the argument struct. */
    static List<Handed> observed(
            PrologueLayout layout, List<FetchArgument> arguments, Observation observation, ByteOrder order) {
        long[] registers = observation.registers();
        if (registers == null) {
            throw new IllegalStateException("the body was never reached");
        }
        return layout == PrologueLayout.PERF || layout == PrologueLayout.REGISTERS
                ? fromRegisters(layout, arguments.size(), registers)
                : fromStruct(arguments, registers[2], observation.struct(), order);
    }

    private static List<Handed> fromRegisters(PrologueLayout layout, int count, long[] registers) {
        List<Handed> handed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean failed = layout == PrologueLayout.PERF ? registers[2] != 0 : (registers[2] >>> i & 1) != 0;
            handed.add(new Handed(failed, hex(registers[3 + i])));
        }
        return handed;
    }

    private static List<Handed> fromStruct(
            List<FetchArgument> arguments,
            long failed,
            byte @org.jspecify.annotations.Nullable [] struct,
            ByteOrder order) {
        List<Handed> handed = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < arguments.size(); i++) {
            boolean bit = (failed >>> i & 1) != 0;
            FetchLeaf leaf = arguments.get(i).fetch().leaf();
            if (struct == null) {
                handed.add(new Handed(bit, "no struct behind r3"));
            } else {
                handed.add(new Handed(bit, slot(leaf, struct, at, order)));
            }
            at += slotBytes(leaf);
        }
        return handed;
    }

    private static String slot(FetchLeaf leaf, byte[] struct, int at, ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.wrap(struct).order(order);
        if (leaf instanceof FetchLeaf.Text text) {
            long length = buffer.getLong(at);
            if (length < 0 || length > text.maxBytes()) {
                return "text of " + length + " bytes";
            }
            for (int i = (int) length; i < text.maxBytes(); i++) {
                if (struct[at + 8 + i] != 0) {
                    return "text of " + length + " bytes with something behind it";
                }
            }
            return content(Arrays.copyOfRange(struct, at + 8, at + 8 + (int) length));
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return content(Arrays.copyOfRange(struct, at, at + memory.sizeBytes()));
        }
        return hex(buffer.getLong(at));
    }

    /** Bytes that an argument takes in the struct. */
    static int slotBytes(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Text text) {
            return 8 + (text.maxBytes() + 7) / 8 * 8;
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return (memory.sizeBytes() + 7) / 8 * 8;
        }
        return 8;
    }

    /** Bytes of the whole argument struct; 0 for layouts without one. */
    static int structBytes(PrologueLayout layout, List<FetchArgument> arguments) {
        return layout == PrologueLayout.STRUCT
                ? arguments.stream().mapToInt(a -> slotBytes(a.fetch().leaf())).sum()
                : 0;
    }

    private static String zero(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Text) {
            return content(new byte[0]);
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return content(new byte[memory.sizeBytes()]);
        }
        return hex(0);
    }

    static String show(Outcome outcome) {
        if (outcome instanceof Outcome.Number number) {
            return hex(number.value());
        } else if (outcome instanceof Outcome.Content bytes) {
            return content(bytes.bytes());
        }
        return "a fault at " + hex(((Outcome.Fault) outcome).address());
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static String content(byte[] bytes) {
        boolean text = bytes.length > 0 && bytes[bytes.length - 1] == 0;
        for (int i = 0; text && i < bytes.length - 1; i++) {
            text = bytes[i] >= ' ' && bytes[i] < 127;
        }
        return text
                ? '"' + new String(bytes, 0, bytes.length - 1, java.nio.charset.StandardCharsets.US_ASCII) + '"'
                : bytes.length + " bytes " + HexFormat.of().formatHex(bytes);
    }
}
