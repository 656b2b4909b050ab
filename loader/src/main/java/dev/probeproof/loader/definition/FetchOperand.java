// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/** What a {@link FetchExpression} starts from. Columns are those of the definition, from 1. */
public sealed interface FetchOperand {
    int column();

    /** {@code %REG}: a register of the probe context, by any name that the architecture knows. */
    record Register(String name, int column) implements FetchOperand {}

    /** {@code $stackN}: the N-th word of the stack, from 0. */
    record StackWord(int index, int column) implements FetchOperand {}

    /** {@code $stack}: the stack pointer. */
    record StackPointer(int column) implements FetchOperand {}

    /** {@code $argN}: the N-th integer argument, from 1, where the calling convention puts it. */
    record Argument(int number, int column) implements FetchOperand {}

    /** {@code $retval}: the return value. */
    record ReturnValue(int column) implements FetchOperand {}

    /** {@code @SYM+OFF}: the memory at a kernel symbol. */
    record Symbol(String name, long offset, int column) implements FetchOperand {}

    /** {@code @ADDRESS}: the memory at a fixed address. */
    record Address(long address, int column) implements FetchOperand {}

    /** {@code \IMM}: a constant. */
    record Immediate(long value, int column) implements FetchOperand {}

    /** {@code $comm}: the name of the current task; text only. */
    record Comm(int column) implements FetchOperand {}

    /** {@code \"TEXT"}: a constant text. */
    record TextConstant(String value, int column) implements FetchOperand {}

    /** {@code @+OFFSET}: the memory to which a user program's file is mapped at an offset, in bytes. */
    record FileOffset(long offset, int column) implements FetchOperand {}

    /** {@code NAME->f.g} and {@code $retval->f}: a parameter of the function by its name in BTF, and fields of it. */
    record Variable(PathExpression path, int column) implements FetchOperand {}

    /** {@code $arg*}: all parameters, each an argument of its own; nothing else may belong to it. */
    record AllArguments(int column) implements FetchOperand {}

    /** {@code $NAME}: a field of the event that an event probe is attached to. */
    record Field(String name, int column) implements FetchOperand {}

    /** {@code (STRUCT)FIELD->f.g}: a field of that event, taken for a pointer to a struct. */
    record Cast(String struct, PathExpression path, int column) implements FetchOperand {}
}
