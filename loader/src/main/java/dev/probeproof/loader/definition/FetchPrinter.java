// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.ArrayList;
import java.util.List;

/** Writes fetches: as {@code kprobe_events} does, and in words. */
public final class FetchPrinter {
    private FetchPrinter() {}

    /**
     * The fetch in the language that {@link FetchParser} reads: {@code +0(+40(+24(%di))):string}. Reading it again gives
     * an equal fetch. The kernel itself reads it too, but for {@code string(N)}, signed bit-fields and arrays of more
     * than 64 elements.
     *
     * @throws IllegalArgumentException for a fetch that the language cannot say: the address of a symbol, a symbol in
     *     user memory, a per-CPU variable, a value that is computed, in pieces, or absent
     */
    public static String print(FetchArgument.Fetch fetch) {
        List<Deref> derefs = new ArrayList<>(fetch.derefs());
        StringBuilder text = new StringBuilder(operand(fetch.base(), derefs));
        for (Deref deref : derefs) {
            text.insert(0, offset(deref) + "(").append(')');
        }
        return text + ":" + type(fetch);
    }

    /** A fetch as it was read, in the kernel's words and one normal form; reading it again gives an equal one. */
    public static String print(FetchExpression fetch) {
        StringBuilder text = new StringBuilder(operand(fetch.operand()));
        int last = fetch.derefs().size() - 1;
        boolean userText = fetch.type() instanceof FetchType.Text type && type.space() == AddressSpaceKind.USER;
        for (int i = 0; i <= last; i++) {
            Deref deref = fetch.derefs().get(i);
            // ustring says it for the last one.
            text.insert(
                    0,
                    offset(i == last && userText ? new Deref(deref.offset(), AddressSpaceKind.KERNEL) : deref) + "(");
            text.append(')');
        }
        return text + (fetch.type() == null ? "" : ":" + fetch.type());
    }

    private static String operand(FetchOperand operand) {
        if (operand instanceof FetchOperand.Register register) {
            return "%" + register.name();
        } else if (operand instanceof FetchOperand.StackWord word) {
            return "$stack" + word.index();
        } else if (operand instanceof FetchOperand.StackPointer) {
            return "$stack";
        } else if (operand instanceof FetchOperand.Argument argument) {
            return "$arg" + argument.number();
        } else if (operand instanceof FetchOperand.ReturnValue) {
            return "$retval";
        } else if (operand instanceof FetchOperand.Symbol symbol) {
            return "@" + symbol.name() + (symbol.offset() == 0 ? "" : signed(symbol.offset()));
        } else if (operand instanceof FetchOperand.Address address) {
            return "@0x" + Long.toHexString(address.address());
        } else if (operand instanceof FetchOperand.Immediate immediate) {
            return "\\" + immediate.value();
        } else if (operand instanceof FetchOperand.TextConstant text) {
            return "\\\"" + text.value() + "\"";
        } else if (operand instanceof FetchOperand.FileOffset offset) {
            return "@+0x" + Long.toHexString(offset.offset());
        } else if (operand instanceof FetchOperand.Variable variable) {
            return variable.path().toString();
        } else if (operand instanceof FetchOperand.AllArguments) {
            return "$arg*";
        } else if (operand instanceof FetchOperand.Field field) {
            return "$" + field.name();
        } else if (operand instanceof FetchOperand.Cast cast) {
            return "(" + cast.struct() + ")" + cast.path();
        }
        return "$comm";
    }

    private static String operand(FetchBase base, List<Deref> derefs) {
        if (base instanceof FetchBase.Register register) {
            return "%" + register.register().name();
        } else if (base instanceof FetchBase.Immediate immediate) {
            return "\\" + immediate.value();
        } else if (base instanceof FetchBase.Symbol symbol) {
            if (derefs.isEmpty() || derefs.get(0).space() == AddressSpaceKind.USER) {
                throw new IllegalArgumentException("@SYMBOL reads kernel memory at a symbol: " + symbol);
            }
            long offset = symbol.offset() + derefs.remove(0).offset();
            return "@" + symbol.name() + (offset == 0 ? "" : signed(offset));
        }
        if (base instanceof FetchBase.Comm) {
            return "$comm";
        }
        throw new IllegalArgumentException("the language has no words for " + ValueWords.of(base));
    }

    private static String offset(Deref deref) {
        String number = Long.toString(deref.offset());
        String digits = number.startsWith("-") ? number.substring(1) : number;
        return (deref.offset() < 0 ? "-" : "+") + (deref.space() == AddressSpaceKind.USER ? "u" : "") + digits;
    }

    private static String signed(long offset) {
        return offset < 0 ? Long.toString(offset) : "+" + offset;
    }

    private static String type(FetchArgument.Fetch fetch) {
        FetchLeaf leaf = fetch.leaf();
        if (leaf instanceof FetchLeaf.Int value) {
            return (value.signed() ? "s" : "u") + 8 * value.sizeBytes();
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return (bits.signed() ? "sb" : "b") + bits.widthBits() + "@" + bits.shift() + "/"
                    + 8 * bits.containerBytes();
        } else if (leaf instanceof FetchLeaf.Text text) {
            int usual = fetch.base() instanceof FetchBase.Comm ? FetchMeaning.COMM_BYTES : TextType.DEFAULT_BYTES;
            return "string" + (text.maxBytes() == usual ? "" : "(" + text.maxBytes() + ")");
        }
        if (leaf instanceof FetchLeaf.Texts texts) {
            return (texts.space() == AddressSpaceKind.USER ? "ustring[" : "string[") + texts.count() + "]";
        }
        return "u8[" + ((FetchLeaf.Memory) leaf).sizeBytes() + "]";
    }

    /**
     * The argument in words: {@code name: text of at most 64 bytes at [[di+24]+40]+0, kernel memory}. Brackets read a
     * pointer, {@code user[…]} one from user memory.
     */
    public static String describe(FetchArgument argument) {
        FetchArgument.Fetch fetch = argument.fetch();
        return argument.name() + ": " + leafWords(fetch.leaf()) + placeWords(fetch);
    }

    private static String placeWords(FetchArgument.Fetch fetch) {
        List<Deref> derefs = fetch.derefs();
        if (derefs.isEmpty()) {
            return baseWords(fetch.base());
        }
        String address = addressOf(fetch.base());
        for (Deref deref : derefs.subList(0, derefs.size() - 1)) {
            String pointer = address + signed(deref.offset());
            address = (deref.space() == AddressSpaceKind.USER ? "user[" : "[") + pointer + "]";
        }
        Deref last = derefs.get(derefs.size() - 1);
        return " at " + address + signed(last.offset()) + ", "
                + (last.space() == AddressSpaceKind.USER ? "user" : "kernel") + " memory";
    }

    private static String baseWords(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return " in register " + register.register().name();
        } else if (base instanceof FetchBase.Immediate immediate) {
            return ", the constant " + immediate.value();
        } else if (base instanceof FetchBase.Symbol symbol) {
            return ", the address of " + symbol.name() + signed(symbol.offset());
        } else if (base instanceof FetchBase.Comm) {
            return ", the name of the current task";
        } else if (base instanceof FetchBase.PerCpu) {
            return ", the address of " + ValueWords.of(base);
        } else if (base instanceof FetchBase.Absent absent) {
            return ", " + absent.reason();
        }
        return ": " + ValueWords.of(base);
    }

    private static String addressOf(FetchBase base) {
        return base instanceof FetchBase.Computed ? "(" + ValueWords.of(base) + ")" : ValueWords.of(base);
    }

    private static String leafWords(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Int value) {
            return (value.signed() ? "signed " : "unsigned ") + 8 * value.sizeBytes() + "-bit integer";
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return (bits.signed() ? "signed " : "unsigned ") + bits.widthBits() + "-bit field, bit " + bits.shift()
                    + " up of " + 8 * bits.containerBytes();
        } else if (leaf instanceof FetchLeaf.Text text) {
            return "text of at most " + text.maxBytes() + " bytes";
        }
        if (leaf instanceof FetchLeaf.Texts texts) {
            return texts.count() + " texts of at most " + texts.maxBytes() + " bytes each, behind pointers";
        }
        return ((FetchLeaf.Memory) leaf).sizeBytes() + " bytes";
    }
}
