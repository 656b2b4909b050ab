// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchOperand;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in a definition that uses a form of the language.
 *
 * @param column from 1
 */
record TracefsUse(TracefsFeature feature, int column) {
    /** Steps of one argument in the kernel's own code, the last of which ends it. */
    static final int MAX_OPERATIONS = 16;

    /** All uses of a probe, in the order in which they are written. */
    static List<TracefsUse> of(TracefsProbe probe) {
        List<TracefsUse> uses = new ArrayList<>();
        switch (probe.kind()) {
            case FPROBE -> uses.add(new TracefsUse(TracefsFeature.FUNCTION_PROBES, 1));
            case TRACEPOINT -> uses.add(new TracefsUse(TracefsFeature.TRACEPOINT_PROBES, 1));
            case EVENT -> uses.add(new TracefsUse(TracefsFeature.EVENT_PROBES, 1));
            default -> {}
        }
        head(probe, uses);
        for (TracefsArgument argument : probe.arguments()) {
            FetchExpression fetch = argument.fetch();
            operand(probe, fetch, uses);
            boolean userText = fetch.type() instanceof FetchType.Text text && text.space() == AddressSpaceKind.USER;
            long user = fetch.derefs().stream()
                    .filter(deref -> deref.space() == AddressSpaceKind.USER)
                    .count();
            if (user > (userText ? 1 : 0)) {
                uses.add(new TracefsUse(TracefsFeature.USER_MEMORY, fetch.column()));
            }
            type(fetch, uses);
        }
        return uses;
    }

    private static void head(TracefsProbe probe, List<TracefsUse> uses) {
        if (probe.group() != null && probe.event() == null) {
            uses.add(new TracefsUse(TracefsFeature.GROUP_ALONE, probe.headColumn()));
        }
        if (probe.group() != null && probe.group().indexOf('-') >= 0) {
            uses.add(new TracefsUse(TracefsFeature.HYPHEN_IN_GROUP, probe.headColumn()));
        }
        int end = probe.headColumn()
                - 1
                + (probe.group() == null ? 0 : probe.group().length());
        if (probe.group() != null && probe.text().charAt(end) == '.') {
            uses.add(new TracefsUse(TracefsFeature.DOT_SEPARATOR, end + 1));
        }
        if (probe.onReturn()
                && probe.kind() != TracefsProbe.Kind.FPROBE
                && probe.text().strip().charAt(0) == 'p') {
            uses.add(new TracefsUse(TracefsFeature.RETURN_SUFFIX, probe.place().column()));
        }
        if (probe.place() instanceof TracefsPlace.FileOffset file && file.counterOffset() != null) {
            uses.add(new TracefsUse(TracefsFeature.REFERENCE_COUNTER, file.column()));
        }
    }

    private static void operand(TracefsProbe probe, FetchExpression fetch, List<TracefsUse> uses) {
        FetchOperand operand = fetch.operand();
        int column = operand.column();
        if (probe.kind() == TracefsProbe.Kind.EVENT && !(operand instanceof FetchOperand.Cast)) {
            return;
        }
        if (operand instanceof FetchOperand.Comm) {
            uses.add(new TracefsUse(TracefsFeature.TASK_NAME, column));
        } else if (operand instanceof FetchOperand.Argument) {
            uses.add(new TracefsUse(
                    probe.onReturn() ? TracefsFeature.ARGUMENT_AT_RETURN : TracefsFeature.ARGUMENT, column));
        } else if (operand instanceof FetchOperand.Immediate || operand instanceof FetchOperand.TextConstant) {
            uses.add(new TracefsUse(TracefsFeature.CONSTANT, column));
        } else if (operand instanceof FetchOperand.AllArguments) {
            uses.add(new TracefsUse(TracefsFeature.ALL_ARGUMENTS, column));
        } else if (operand instanceof FetchOperand.Variable variable) {
            boolean fields = !variable.path().steps().isEmpty();
            uses.add(new TracefsUse(fields ? TracefsFeature.FIELDS : TracefsFeature.PARAMETERS, column));
        } else if (operand instanceof FetchOperand.Cast) {
            uses.add(new TracefsUse(TracefsFeature.CASTS, column));
        }
        if (operand instanceof FetchOperand.ReturnValue
                && fetch.type() instanceof FetchType.Text
                && fetch.derefs().isEmpty()) {
            uses.add(new TracefsUse(TracefsFeature.TEXT_BY_TYPE, column));
        }
    }

    private static void type(FetchExpression fetch, List<TracefsUse> uses) {
        FetchType type = fetch.type();
        int column = fetch.column() + Math.max(0, fetch.text().indexOf(':'));
        if (type instanceof FetchType.Array array) {
            uses.add(new TracefsUse(TracefsFeature.ARRAYS, column));
            type = array.element();
        }
        if (type instanceof FetchType.Int value && value.radix() == FetchType.Radix.HEXADECIMAL) {
            uses.add(new TracefsUse(TracefsFeature.HEXADECIMAL_TYPES, column));
        } else if (type instanceof FetchType.Text text && text.space() == AddressSpaceKind.USER) {
            uses.add(new TracefsUse(TracefsFeature.USER_TEXT, column));
        } else if (type instanceof FetchType.Char) {
            uses.add(new TracefsUse(TracefsFeature.CHARACTER_TYPE, column));
        } else if (type instanceof FetchType.Symbol) {
            uses.add(new TracefsUse(TracefsFeature.SYMBOL_TYPE, column));
        } else if (type instanceof FetchType.SymbolText) {
            uses.add(new TracefsUse(TracefsFeature.SYMBOL_TEXT, column));
        } else if (type instanceof FetchType.PathName) {
            uses.add(new TracefsUse(TracefsFeature.PATH_NAMES, column));
        }
    }

    /** Steps that the kernel needs for an argument: the base, one for each memory access, what the type adds, the end. */
    static int operations(FetchExpression fetch) {
        boolean inMemory = fetch.operand() instanceof FetchOperand.Symbol
                || fetch.operand() instanceof FetchOperand.Address
                || fetch.operand() instanceof FetchOperand.FileOffset;
        int accesses = fetch.derefs().size() + (inMemory ? 1 : 0);
        FetchType type = fetch.type();
        int more = type instanceof FetchType.Bits || type instanceof FetchType.Array ? 1 : 0;
        return 1 + Math.max(1, accesses) + more + 1;
    }

    /** Bytes that an argument takes in the record of an event; of text only where it lies in the record. */
    static int recordBytes(FetchExpression fetch) {
        FetchType type = fetch.type();
        FetchType element = type instanceof FetchType.Array array ? array.element() : type;
        int count = type instanceof FetchType.Array array ? array.count() : 1;
        int bytes = 8;
        if (element instanceof FetchType.Int value) {
            bytes = value.bits() / 8;
        } else if (element instanceof FetchType.Char) {
            bytes = 1;
        } else if (element instanceof FetchType.Bits bits) {
            bytes = bits.containerBits() / 8;
        } else if (fetch.leaf() instanceof FetchLeaf.Text || fetch.leaf() instanceof FetchLeaf.Texts) {
            bytes = 4;
        }
        return bytes * count;
    }
}
