// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a type makes of a place: the leaf that is read there, or why that makes no sense. */
final class FetchMeaning {
    /** {@code TASK_COMM_LEN}: the length of a task's name, NUL included. */
    static final int COMM_BYTES = 16;

    private static final FetchLeaf DEFAULT = new FetchLeaf.Int(8, false);

    private final DefinitionScanner scanner;
    private final FetchOperand operand;
    private final List<Deref> derefs;
    private final @Nullable FetchType type;
    private final int typeColumn;

    FetchMeaning(
            DefinitionScanner scanner,
            FetchOperand operand,
            List<Deref> derefs,
            @Nullable FetchType type,
            int typeColumn) {
        this.scanner = scanner;
        this.operand = operand;
        this.derefs = derefs;
        this.type = type;
        this.typeColumn = typeColumn;
    }

    /** The memory accesses; {@code ustring} makes the last one of them one of user memory. */
    List<Deref> derefs() {
        if (type instanceof FetchType.Text text && text.space() == AddressSpaceKind.USER && !derefs.isEmpty()) {
            Deref last = derefs.get(derefs.size() - 1);
            derefs.set(derefs.size() - 1, new Deref(last.offset(), AddressSpaceKind.USER));
        }
        return derefs;
    }

    FetchLeaf leaf() {
        if (operand instanceof FetchOperand.Comm || operand instanceof FetchOperand.TextConstant) {
            return constantText();
        }
        if (type == null) {
            return DEFAULT;
        }
        requireMemory(type);
        return type instanceof FetchType.Array array ? elements(array) : single(type);
    }

    private FetchLeaf constantText() {
        boolean comm = operand instanceof FetchOperand.Comm;
        boolean plainText =
                type == null || type instanceof FetchType.Text text && text.space() == AddressSpaceKind.KERNEL;
        if (!derefs.isEmpty() || !plainText) {
            throw scanner.errorAt(
                    operand.column(),
                    (comm ? "$comm" : "a constant text") + " is text and cannot be dereferenced or read as a number");
        }
        if (type instanceof FetchType.Text text && text.maxBytes() != TextType.DEFAULT_BYTES) {
            return new FetchLeaf.Text(text.maxBytes());
        }
        return new FetchLeaf.Text(
                operand instanceof FetchOperand.TextConstant constant
                        ? constant.value().length() + 1
                        : COMM_BYTES);
    }

    private FetchLeaf single(FetchType type) {
        if (type instanceof FetchType.Int value) {
            return new FetchLeaf.Int(value.bits() / 8, value.radix() == FetchType.Radix.SIGNED);
        } else if (type instanceof FetchType.Char) {
            return new FetchLeaf.Int(1, false);
        } else if (type instanceof FetchType.Bits bits) {
            return new FetchLeaf.Bits(bits.containerBits() / 8, bits.shift(), bits.widthBits(), bits.signed());
        } else if (type instanceof FetchType.Text text) {
            return new FetchLeaf.Text(text.maxBytes());
        } else if (type instanceof FetchType.PathName) {
            return new FetchLeaf.Text(TextType.DEFAULT_BYTES);
        }
        return DEFAULT;
    }

    private FetchLeaf elements(FetchType.Array array) {
        if (array.element() instanceof FetchType.Text text) {
            boolean userPointers =
                    !derefs.isEmpty() && derefs.get(derefs.size() - 1).space() == AddressSpaceKind.USER;
            return new FetchLeaf.Texts(
                    array.count(), text.maxBytes(), userPointers ? AddressSpaceKind.USER : text.space());
        }
        if (array.element() instanceof FetchType.SymbolText) {
            throw scanner.errorAt(
                    typeColumn, "symstr is text of its own: there are no arrays of it; of symbol there are");
        }
        FetchLeaf.Int element = (FetchLeaf.Int) single(array.element());
        return new FetchLeaf.Memory(element.sizeBytes() * array.count());
    }

    private void requireMemory(FetchType type) {
        boolean text = type instanceof FetchType.Text;
        if (!text && !(type instanceof FetchType.Array)) {
            return;
        }
        boolean inMemory = !derefs.isEmpty()
                || operand instanceof FetchOperand.Symbol
                || operand instanceof FetchOperand.Address
                || operand instanceof FetchOperand.FileOffset
                || operand instanceof FetchOperand.Variable
                || operand instanceof FetchOperand.Cast
                || operand instanceof FetchOperand.AllArguments
                || operand instanceof FetchOperand.Field;
        // The kernel asks BTF whether a return value is a pointer to text.
        boolean maybeText = text && scanner.readsKernelLanguage() && operand instanceof FetchOperand.ReturnValue;
        if (inMemory || maybeText) {
            return;
        }
        if (type.equals(new FetchType.Text(AddressSpaceKind.USER, TextType.DEFAULT_BYTES))) {
            throw scanner.errorAt(typeColumn, "ustring needs a dereference such as +0(…): text lies in memory");
        }
        String place = scanner.text()
                .substring(operand.column() - 1, typeColumn - 1)
                .replace(":", "")
                .strip();
        throw scanner.errorAt(
                typeColumn,
                "text and arrays lie in memory, not in a register: dereference it, such as +0(" + place + ")");
    }
}
