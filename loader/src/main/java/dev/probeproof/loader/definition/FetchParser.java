// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads the fetch arguments of {@code kprobe_events} (Linux {@code Documentation/trace/kprobetrace.rst}), as far as they
 * are about fetching:
 *
 * <pre>
 * fetch   := operand [ ':' type ]
 * operand := '%'REG | '$stack'[N] | '$arg'N | '$retval' | '$comm' | '@'ADDR | '@'SYM[(+|-)OFF] | '\'IMM
 *          | (+|-)[u]OFF '(' operand ')'                                      'u': user memory
 * type    := (u|s|x)(8|16|32|64) [ '[' N ']' ] | [u]string | b WIDTH '@' SHIFT '/' (8|16|32|64)
 * </pre>
 *
 * <p>Two things are ours: {@code string(N)} bounds the text, and {@code sb…} is a signed bit-field.
 */
final class FetchParser {
    /** {@code TASK_COMM_LEN}: the length of a task's name, NUL included. */
    static final int COMM_BYTES = 16;

    private static final FetchLeaf DEFAULT_TYPE = new FetchLeaf.Int(8, false);

    /** Elements of an array; larger than any struct of a kernel. */
    private static final int MAX_ARRAY = 1 << 24;

    /** Nested dereferences; the kernel allows 12. */
    private static final int MAX_DEREFS = 64;

    private static final List<String> TYPES = List.of(
            "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "x8", "x16", "x32", "x64", "string", "ustring");

    private final DefinitionScanner scanner;

    FetchParser(DefinitionScanner scanner) {
        this.scanner = scanner;
    }

    FetchExpression fetch() {
        int start = scanner.skipBlanks().position();
        List<Deref> outermostFirst = new ArrayList<>();
        while (scanner.peek() == '+' || scanner.peek() == '-') {
            if (outermostFirst.size() == MAX_DEREFS) {
                throw scanner.error("more than " + MAX_DEREFS + " nested dereferences");
            }
            outermostFirst.add(deref());
        }
        FetchOperand operand = operand();
        for (int n = 0; n < outermostFirst.size(); n++) {
            scanner.skipBlanks().expect(")", "after the operand of a dereference");
        }
        List<Deref> derefs = new ArrayList<>(outermostFirst);
        Collections.reverse(derefs);
        int typeColumn = scanner.skipBlanks().column();
        FetchLeaf leaf = operand instanceof FetchOperand.Comm ? new FetchLeaf.Text(COMM_BYTES) : DEFAULT_TYPE;
        if (scanner.take(":")) {
            typeColumn = scanner.skipBlanks().column();
            leaf = type(operand, derefs);
        }
        requireMeaning(operand, derefs, leaf, typeColumn);
        return new FetchExpression(operand, derefs, leaf, scanner.since(start), start + 1);
    }

    private Deref deref() {
        int sign = scanner.take("-") ? -1 : 1;
        if (sign == 1) {
            scanner.expect("+", "before an offset");
        }
        AddressSpaceKind space = scanner.take("u") ? AddressSpaceKind.USER : AddressSpaceKind.KERNEL;
        int column = scanner.column();
        long offset = scanner.number("an offset");
        if (offset < 0) {
            throw scanner.errorAt(column, "an offset beyond 63 bits");
        }
        scanner.skipBlanks().expect("(", "after the offset of a dereference");
        scanner.skipBlanks();
        return new Deref(sign * offset, space);
    }

    private FetchOperand operand() {
        int column = scanner.column();
        if (scanner.take("%")) {
            return new FetchOperand.Register(scanner.registerName(), column);
        }
        if (scanner.take("$")) {
            return variable(column);
        }
        if (scanner.take("@")) {
            return memory(column);
        }
        if (scanner.take("\\")) {
            return new FetchOperand.Immediate(scanner.signedNumber("a constant"), column);
        }
        throw scanner.error("expected a parameter or one of ( * & % $ @ \\ + - but found " + scanner.found());
    }

    private FetchOperand variable(int column) {
        String name = scanner.name("a name after $");
        switch (name) {
            case "retval":
                return new FetchOperand.ReturnValue(column);
            case "comm":
                return new FetchOperand.Comm(column);
            case "stack":
                return new FetchOperand.StackPointer(column);
            default:
                break;
        }
        if (name.matches("stack[0-9]{1,4}")) {
            return new FetchOperand.StackWord(Integer.parseInt(name.substring("stack".length())), column);
        }
        if (name.matches("arg[1-9][0-9]{0,2}")) {
            return new FetchOperand.Argument(Integer.parseInt(name.substring("arg".length())), column);
        }
        throw scanner.errorAt(
                column,
                "unknown variable '$" + name + "'; there are $retval, $argN from 1, $stackN, $stack, $comm,"
                        + " $global(NAME) and $percpu(NAME)",
                Nearest.of(name, List.of("retval", "stack", "comm", "global", "percpu"), "$"));
    }

    private FetchOperand memory(int column) {
        if (scanner.startsDigit()) {
            return new FetchOperand.Address(scanner.number("an address"), column);
        }
        String symbol = scanner.symbol("an address or symbol after @");
        boolean hasOffset = scanner.peek() == '+' || scanner.peek() == '-';
        return new FetchOperand.Symbol(symbol, hasOffset ? scanner.signedNumber("an offset") : 0, column);
    }

    /** The type after the colon; {@code ustring} makes the last dereference one of user memory. */
    private FetchLeaf type(FetchOperand operand, List<Deref> derefs) {
        int column = scanner.column();
        String name = scanner.name("a type");
        if (name.equals("string") || name.equals("ustring")) {
            boolean sized = scanner.peek() == '(';
            int bytes = textBytes(scanner);
            if (name.equals("ustring")) {
                if (derefs.isEmpty()) {
                    throw scanner.errorAt(column, "ustring needs a dereference such as +0(…): text lies in memory");
                }
                Deref last = derefs.remove(derefs.size() - 1);
                derefs.add(new Deref(last.offset(), AddressSpaceKind.USER));
            }
            return new FetchLeaf.Text(!sized && operand instanceof FetchOperand.Comm ? COMM_BYTES : bytes);
        }
        if (name.matches("s?b[0-9]{1,2}") && scanner.peek() == '@') {
            return bits(name, column);
        }
        if (!name.matches("[usx](8|16|32|64)")) {
            throw scanner.errorAt(column, "unknown type '" + name + "'", Nearest.of(name, TYPES));
        }
        int bytes = Integer.parseInt(name.substring(1)) / 8;
        if (scanner.take("[")) {
            int count = scanner.number("an array length", 0, MAX_ARRAY);
            scanner.expect("]", "after an array length");
            return new FetchLeaf.Memory(bytes * count);
        }
        return new FetchLeaf.Int(bytes, name.charAt(0) == 's');
    }

    private FetchLeaf bits(String name, int column) {
        int width = Integer.parseInt(name.substring(name.indexOf('b') + 1));
        scanner.expect("@", "in a bit-field type");
        int shift = scanner.number("the shift of a bit-field", 0, 63);
        scanner.expect("/", "in a bit-field type");
        int container = scanner.number("the container of a bit-field", 8, 64);
        if (Integer.bitCount(container) != 1) {
            throw scanner.errorAt(column, "the container of a bit-field has 8, 16, 32 or 64 bits, not " + container);
        }
        if (width == 0 || width + shift > container) {
            throw scanner.errorAt(
                    column, width + " bits from bit " + shift + " on do not fit a container of " + container);
        }
        return new FetchLeaf.Bits(container / 8, shift, width, name.charAt(0) == 's');
    }

    /** The size of {@code string(N)}, or the default. */
    static int textBytes(DefinitionScanner scanner) {
        if (!scanner.take("(")) {
            return TextType.DEFAULT_BYTES;
        }
        scanner.skipBlanks();
        int bytes = scanner.number("the size of a string", 1, TextType.MAX_BYTES);
        scanner.skipBlanks().expect(")", "after the size of a string");
        return bytes;
    }

    private void requireMeaning(FetchOperand operand, List<Deref> derefs, FetchLeaf leaf, int typeColumn) {
        boolean comm = operand instanceof FetchOperand.Comm;
        if (comm && (!derefs.isEmpty() || !(leaf instanceof FetchLeaf.Text))) {
            throw scanner.errorAt(operand.column(), "$comm is text and cannot be dereferenced or read as a number");
        }
        boolean inMemory = !derefs.isEmpty()
                || operand instanceof FetchOperand.Symbol
                || operand instanceof FetchOperand.Address
                || comm;
        boolean needsMemory = leaf instanceof FetchLeaf.Text || leaf instanceof FetchLeaf.Memory;
        if (needsMemory && !inMemory) {
            throw scanner.errorAt(
                    typeColumn,
                    "text and arrays lie in memory, not in a register: dereference it, such as +0("
                            + scanner.text()
                                    .substring(operand.column() - 1, typeColumn - 1)
                                    .replace(":", "")
                                    .strip()
                            + ")");
        }
    }
}
