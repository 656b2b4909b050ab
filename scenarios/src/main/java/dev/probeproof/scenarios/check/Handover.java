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
import java.util.Objects;
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
     * @param number what it is, if there is no text
     * @param text what it is, in words
     */
    record Handed(boolean failed, long number, @Nullable String text) {
        private static Handed number(boolean failed, long number) {
            return new Handed(failed, number, null);
        }

        private static Handed text(boolean failed, String text) {
            return new Handed(failed, 0, text);
        }

        /** As messages show it. */
        String value() {
            return text == null ? hex(number) : text;
        }

        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Handed that
                    && failed == that.failed
                    && number == that.number
                    && Objects.equals(text, that.text);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Boolean.hashCode(failed) + Long.hashCode(number)) + Objects.hashCode(text);
        }
    }

    /** What the layout promises, given what each expression leads to; empty for arguments that are not judged. */
    static List<Optional<Handed>> expected(
            PrologueLayout layout, List<FetchArgument> arguments, List<Optional<Meaning>> meanings, ProbeState state) {
        List<@Nullable Outcome> outcomes = new ArrayList<>();
        boolean anyUnknown = false;
        boolean anyFault = false;
        for (Optional<Meaning> meaning : meanings) {
            Outcome outcome = meaning.isPresent() ? Outcome.of(meaning.get(), state) : null;
            anyUnknown |= outcome == null;
            anyFault |= outcome instanceof Outcome.Fault;
            outcomes.add(outcome);
        }
        List<Optional<Handed>> expected = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            // With perf's layout, one that is not judged may fail, and all others are gone with it.
            if (outcome == null || layout == PrologueLayout.PERF && anyUnknown) {
                expected.add(Optional.empty());
            } else if (layout == PrologueLayout.PERF) {
                expected.add(Optional.of(
                        anyFault
                                ? Handed.number(true, 0)
                                : Handed.number(false, perfValue(meanings.get(i).orElseThrow(), outcome, state))));
            } else if (outcome instanceof Outcome.Fault) {
                expected.add(Optional.of(zero(arguments.get(i).fetch().leaf())));
            } else if (outcome instanceof Outcome.Number number) {
                expected.add(Optional.of(Handed.number(false, number.value())));
            } else {
                expected.add(Optional.of(Handed.text(false, show(outcome))));
            }
        }
        return expected;
    }

    /** perf hands over bare registers whole, whatever their type, and widens what it read without a sign. */
    private static long perfValue(Meaning meaning, Outcome outcome, ProbeState state) {
        if (meaning.accesses().isEmpty() && !(meaning.end() instanceof Meaning.Address)) {
            return new StartValue(state).of(meaning.start()).orElseThrow();
        }
        long value = ((Outcome.Number) outcome).value();
        int unused = meaning.end() instanceof Meaning.Whole whole ? 64 - whole.sizeBytes() * 8 : 0;
        return value << unused >>> unused;
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
            handed.add(Handed.number(failed, registers[3 + i]));
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
                handed.add(Handed.text(bit, "no struct behind r3"));
            } else {
                handed.add(slot(bit, leaf, struct, at, order));
            }
            at += slotBytes(leaf);
        }
        return handed;
    }

    private static Handed slot(boolean failed, FetchLeaf leaf, byte[] struct, int at, ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.wrap(struct).order(order);
        if (leaf instanceof FetchLeaf.Text text) {
            long length = buffer.getLong(at);
            if (length < 0 || length > text.maxBytes()) {
                return Handed.text(failed, "text of " + length + " bytes");
            }
            for (int i = (int) length; i < text.maxBytes(); i++) {
                if (struct[at + 8 + i] != 0) {
                    return Handed.text(failed, "text of " + length + " bytes with something behind it");
                }
            }
            return Handed.text(failed, content(Arrays.copyOfRange(struct, at + 8, at + 8 + (int) length)));
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return Handed.text(failed, content(Arrays.copyOfRange(struct, at, at + memory.sizeBytes())));
        }
        return Handed.number(failed, buffer.getLong(at));
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

    private static Handed zero(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Text) {
            return Handed.text(true, content(new byte[0]));
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return Handed.text(true, content(new byte[memory.sizeBytes()]));
        }
        return Handed.number(true, 0);
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
