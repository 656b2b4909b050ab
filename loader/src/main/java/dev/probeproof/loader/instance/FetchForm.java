// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.instance.PrologueException.Reason;
import java.util.List;

/** Which fetches make sense at all, and what they need. Layouts refuse more. */
final class FetchForm {
    /** Bytes of a task's name. */
    static final int COMM_BYTES = 16;

    private FetchForm() {}

    /**
     * Refuses what no prologue can fetch; all others have a place in an {@link ArgumentStruct}.
     *
     * @param place how messages start
     * @throws PrologueException if one has no address, no bytes, or more than a stack holds
     */
    static void check(List<FetchArgument> arguments, String place) {
        for (FetchArgument argument : arguments) {
            String named = place + "argument '" + argument.name() + "' (" + argument.expression() + ")";
            checkBase(argument.fetch(), named);
            checkSize(argument.fetch().leaf(), named);
        }
    }

    private static void checkBase(FetchArgument.Fetch fetch, String named) {
        FetchBase base = fetch.base();
        boolean hasDerefs = !fetch.derefs().isEmpty();
        if (base instanceof FetchBase.Comm) {
            if (hasDerefs || !(fetch.leaf() instanceof FetchLeaf.Text)) {
                throw unsupported(named + ": $comm is a text and nothing else");
            }
        } else if (base instanceof FetchBase.Pieces pieces) {
            checkPieces(pieces, fetch, named);
        } else if (!(base instanceof FetchBase.Absent) && !hasDerefs && !isNumber(fetch.leaf())) {
            throw unsupported(named + ": texts and bytes lie in memory, but nothing is dereferenced");
        }
        if (base instanceof FetchBase.Computed computed) {
            checkTree(computed.value(), named);
        }
    }

    private static void checkPieces(FetchBase.Pieces pieces, FetchArgument.Fetch fetch, String named) {
        if (!fetch.derefs().isEmpty() || !(fetch.leaf() instanceof FetchLeaf.Memory memory)) {
            throw unsupported(named + ": a value in pieces is bytes and nothing else");
        }
        long bytes = 0;
        for (FetchBase.Piece piece : pieces.pieces()) {
            if (piece.sizeBytes() < 1 || !piece.inMemory() && piece.sizeBytes() > 8) {
                throw unsupported(named + ": it has a piece of " + piece.sizeBytes() + " bytes");
            }
            bytes += piece.sizeBytes();
            checkTree(piece.value(), named);
        }
        if (bytes != memory.sizeBytes()) {
            throw unsupported(named + ": its pieces have " + bytes + " bytes, the value has " + memory.sizeBytes());
        }
    }

    private static void checkTree(FetchValue value, String named) {
        // Levels first: counting nodes recurses as deep as the tree is.
        if (levels(value, FetchValue.MAX_DEPTH + 1) > FetchValue.MAX_DEPTH
                || nodes(value, FetchValue.MAX_NODES + 1) > FetchValue.MAX_NODES) {
            throw unsupported(named + ": its computation is larger than " + FetchValue.MAX_NODES
                    + " steps or deeper than " + FetchValue.MAX_DEPTH);
        }
    }

    private static int levels(FetchValue value, int limit) {
        int deepest = 0;
        for (FetchValue operand : limit == 0 ? List.<FetchValue>of() : operands(value)) {
            deepest = Math.max(deepest, levels(operand, limit - 1));
        }
        return deepest + 1;
    }

    private static int nodes(FetchValue value, int limit) {
        int sum = 1;
        for (FetchValue operand : operands(value)) {
            sum += sum > limit ? 0 : nodes(operand, limit - sum);
        }
        return sum;
    }

    /** What a value is computed from; none for leaves of the tree. */
    static List<FetchValue> operands(FetchValue value) {
        if (value instanceof FetchValue.Binary binary) {
            return List.of(binary.left(), binary.right());
        } else if (value instanceof FetchValue.Unary unary) {
            return List.of(unary.value());
        } else if (value instanceof FetchValue.Extend extend) {
            return List.of(extend.value());
        }
        return value instanceof FetchValue.Memory memory ? List.of(memory.address()) : List.of();
    }

    /** Flexible arrays and empty structs have a place, but nothing at it. */
    private static void checkSize(FetchLeaf leaf, String named) {
        if (leafBytes(leaf) <= 0) {
            throw unsupported(named + " has no bytes to fetch");
        } else if (leafBytes(leaf) > StackUse.LIMIT) {
            // Here and not with the frame's sum, so that sums and offsets fit their types.
            throw new PrologueException(
                    Reason.STACK,
                    named + " takes up to " + leafBytes(leaf) + " bytes; a frame has at most " + StackUse.LIMIT
                            + "\n  hint: fetch the members that matter, or shorten the text");
        }
    }

    static int leafBytes(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Text text) {
            return text.maxBytes();
        } else if (leaf instanceof FetchLeaf.Texts texts) {
            // In any case more than a stack holds, if it does not fit an int.
            return (int) Math.min(Integer.MAX_VALUE, (8L + texts.maxBytes()) * texts.count());
        }
        return leaf instanceof FetchLeaf.Memory memory ? memory.sizeBytes() : 8;
    }

    /** Integers and bit-fields: what fits a register. */
    static boolean isNumber(FetchLeaf leaf) {
        return leaf instanceof FetchLeaf.Int || leaf instanceof FetchLeaf.Bits;
    }

    /** Whether fetching calls a helper that kernels keep for programs under a GPL-compatible licence. */
    static boolean readsMemory(FetchArgument.Fetch fetch) {
        FetchBase base = fetch.base();
        if (base instanceof FetchBase.Absent) {
            return false;
        } else if (!fetch.derefs().isEmpty() || base instanceof FetchBase.Comm || base instanceof FetchBase.PerCpu) {
            return true;
        } else if (base instanceof FetchBase.Pieces pieces) {
            return pieces.pieces().stream().anyMatch(piece -> piece.inMemory() || readsMemory(piece.value()));
        }
        return base instanceof FetchBase.Computed computed && readsMemory(computed.value());
    }

    static boolean readsMemory(FetchValue value) {
        return value instanceof FetchValue.Memory || operands(value).stream().anyMatch(FetchForm::readsMemory);
    }

    private static PrologueException unsupported(String message) {
        return new PrologueException(Reason.UNSUPPORTED, message);
    }
}
