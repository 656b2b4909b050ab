// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.List;

/**
 * One step of a {@link PathExpression}. Every operator of the language has one operand, so an expression is its root and
 * the operators in the order in which C applies them: {@code ((struct sock *)arg)->sk_family} is a root, a {@link Cast} and a
 * {@link Member}.
 */
public sealed interface PathStep {
    /** Where the step's name, index or operator starts in the definition, from 1. */
    int column();

    /**
     * Selects a member.
     *
     * @param arrow true for {@code ->}, which follows a pointer (or takes an array as one), false for {@code .}
     */
    record Member(String name, boolean arrow, int column) implements PathStep {
        @Override
        public String toString() {
            return (arrow ? "->" : ".") + name;
        }
    }

    /** Indexes an array in place, or a pointer's target. */
    record Index(long index, int column) implements PathStep {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** {@code *x}: what a pointer points to, the same as {@code x[0]}. */
    record Dereference(int column) implements PathStep {
        @Override
        public String toString() {
            return "*";
        }
    }

    /** {@code &x}: the address of what the path leads to, which is not read. */
    record AddressOf(int column) implements PathStep {
        @Override
        public String toString() {
            return "&";
        }
    }

    /** {@code (TYPE)x}: the value as another integer, enum or pointer. */
    record Cast(TypeName type, int column) implements PathStep {
        @Override
        public String toString() {
            return "(" + type + ")";
        }
    }

    /**
     * {@code container_of(x, TYPE, MEMBER)}: from the address of a member to the address of the struct it is in.
     *
     * @param type the struct, without {@code *}
     * @param member {@link Member}s without arrow and {@link Index}es, the first a member
     */
    record ContainerOf(TypeName type, List<PathStep> member, int column) implements PathStep {
        public ContainerOf {
            member = List.copyOf(member);
        }

        /** The member as it is written: {@code rcu.next}, {@code slots[2]}. */
        public String memberText() {
            StringBuilder text = new StringBuilder();
            member.forEach(text::append);
            return text.substring(Math.min(1, text.length()));
        }

        @Override
        public String toString() {
            return "container_of";
        }
    }

    /**
     * {@code x@user}, {@code x@kernel}: which memory the pointer {@code x} leads to. It holds for every access from there
     * on, until another step says otherwise.
     */
    record Space(AddressSpaceKind space, int column) implements PathStep {
        @Override
        public String toString() {
            return space == AddressSpaceKind.USER ? "@user" : "@kernel";
        }
    }

    /** perf's {@code @user}: every pointer from here on, this one if it is one, leads to user memory. */
    record UserPointers(int column) implements PathStep {
        @Override
        public String toString() {
            return "";
        }
    }
}
