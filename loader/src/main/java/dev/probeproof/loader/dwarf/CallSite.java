// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A call that is described: {@code DW_TAG_call_site}, or {@code DW_TAG_GNU_call_site} before version 5.
 *
 * @param die its DIE
 */
public record CallSite(Die die) {
    /**
     * What was passed, as far as the caller can still tell.
     *
     * @param location where: an expression that is one register, or one place relative to the stack pointer
     * @param value an expression of the caller, at the call; empty if not known
     */
    public record Parameter(Die die, Optional<Bytes> location, Optional<Bytes> value) {}

    static boolean is(int tag) {
        return tag == DwarfTag.CALL_SITE || tag == DwarfTag.GNU_CALL_SITE;
    }

    /** The function it calls, as it was declared there; empty for calls through pointers. */
    public Optional<Die> target() {
        return die.reference(DwarfAttribute.CALL_ORIGIN)
                .or(() -> die.reference(DwarfAttribute.ABSTRACT_ORIGIN));
    }

    /** Where the call returns to. */
    public OptionalLong returnPc() {
        AttributeValue value = die.value(DwarfAttribute.CALL_RETURN_PC);
        value = value != null ? value : die.value(DwarfAttribute.LOW_PC);
        return value == null || value.kind() != AttributeValue.Kind.ADDRESS
                ? OptionalLong.empty()
                : OptionalLong.of(value.number());
    }

    /** True if it jumps there and leaves its own frame before. */
    public boolean isTailCall() {
        return die.flag(DwarfAttribute.CALL_TAIL_CALL) || die.flag(DwarfAttribute.GNU_TAIL_CALL);
    }

    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (Die child : die.children()) {
            if (child.is(DwarfTag.CALL_SITE_PARAMETER) || child.is(DwarfTag.GNU_CALL_SITE_PARAMETER)) {
                parameters.add(new Parameter(
                        child,
                        expression(child, DwarfAttribute.LOCATION),
                        expression(child, DwarfAttribute.CALL_VALUE)
                                .or(() -> expression(child, DwarfAttribute.GNU_CALL_SITE_VALUE))));
            }
        }
        return parameters;
    }

    private static Optional<Bytes> expression(Die die, int attribute) {
        return die.attribute(attribute).map(AttributeValue::bytes);
    }

    /** The functions around it, outermost first, as in {@link InlinedCopy#callers}. */
    public CodeScopes scopes() {
        return CodeScopes.around(die, returnPc().orElse(0) - 1);
    }
}
