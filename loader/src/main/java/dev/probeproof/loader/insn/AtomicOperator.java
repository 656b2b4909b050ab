// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What an {@link Operation.Atomic} does with memory and its register. */
public enum AtomicOperator {
    ADD(Opcode.ADD, "add"),
    OR(Opcode.OR, "or"),
    AND(Opcode.AND, "and"),
    XOR(Opcode.XOR, "xor"),
    FETCH_ADD(Opcode.ADD | Opcode.FETCH, "fetch_add"),
    FETCH_OR(Opcode.OR | Opcode.FETCH, "fetch_or"),
    FETCH_AND(Opcode.AND | Opcode.FETCH, "fetch_and"),
    FETCH_XOR(Opcode.XOR | Opcode.FETCH, "fetch_xor"),
    EXCHANGE(Opcode.XCHG, "xchg"),
    COMPARE_EXCHANGE(Opcode.CMPXCHG, "cmpxchg"),
    LOAD_ACQUIRE(Opcode.LOAD_ACQUIRE, "load_acquire"),
    STORE_RELEASE(Opcode.STORE_RELEASE, "store_release");

    private static final List<AtomicOperator> ALL = List.of(values());

    private final int immediate;
    private final String word;

    AtomicOperator(int immediate, String word) {
        this.immediate = immediate;
        this.word = word;
    }

    /** The immediate of the instruction. */
    public int immediate() {
        return immediate;
    }

    /** As both syntaxes write it: {@code fetch_add}. */
    public String word() {
        return word;
    }

    /** True if memory changes and no register does. */
    public boolean isWithoutResult() {
        return this == ADD || this == OR || this == AND || this == XOR;
    }

    /** {@code +=} of an operation without a result. */
    String symbol() {
        return BinaryOperator.ofBits(immediate).orElseThrow().symbol();
    }

    static Optional<AtomicOperator> ofImmediate(int immediate) {
        return first(one -> one.immediate == immediate);
    }

    static Optional<AtomicOperator> ofWord(String word) {
        return first(one -> one.word.equals(word));
    }

    /** A loop and no stream: decoding a large program asks this for every instruction. */
    private static Optional<AtomicOperator> first(Predicate<AtomicOperator> wanted) {
        for (AtomicOperator one : ALL) {
            if (wanted.test(one)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
