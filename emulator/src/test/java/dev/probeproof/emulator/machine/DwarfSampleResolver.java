// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.dwarf.CodeScopes;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.DebugVariable;
import dev.probeproof.loader.dwarf.Die;
import dev.probeproof.loader.dwarf.DwarfAttribute;
import dev.probeproof.loader.dwarf.DwarfTag;
import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.dwarf.VariableLocator;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.testing.FetchValueEvaluator;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Locates variables by DWARF and evaluates where they are by the meaning of fetch trees, without any generated code: a short
 * independent reading of the same information.
 */
final class DwarfSampleResolver implements SampleResolver {
    private static final Pattern STEP = Pattern.compile("(->|\\.|\\[)(\\w+)\\]?");

    private final SampleBuild build;
    private final DebugInfo info;
    private final VariableLocator locator;

    DwarfSampleResolver(SampleBuild build) {
        this.build = build;
        this.info = DebugInfo.open(build.elf());
        this.locator = VariableLocator.ofProgram(info, build.arch());
    }

    /** A part of a variable: in memory, or of the bytes that were put together from elsewhere. */
    private record Part(@Nullable Long address, byte @Nullable [] bytes, boolean @Nullable [] known, Die type) {}

    private static final class NoValueException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Unavailable answer;

        NoValueException(boolean optimizedOut, String reason) {
            super(reason);
            answer = new Unavailable(optimizedOut, reason);
        }
    }

    @Override
    public Answer resolve(MachineStop stop, String function, String expression) {
        Optional<CodeScopes> all = info.scopesAt(stop.address());
        int end = 0;
        while (end < expression.length() && Character.isJavaIdentifierPart(expression.charAt(end))) {
            end++;
        }
        if (all.isEmpty()) {
            return new OutOfScope();
        }
        CodeScopes scopes = all.get();
        if (!scopes.innermostFunction().name().orElse("").equals(function)) {
            return new OutOfScope();
        }
        String name = expression.substring(0, end);
        Optional<DebugVariable> variable = scopes.variable(name);
        if (variable.isEmpty() || variable.get().die().has(DwarfAttribute.DECLARATION)) {
            variable = info.globals(name).stream()
                    .filter(global -> !global.die().has(DwarfAttribute.DECLARATION))
                    .findFirst()
                    .or(() -> info.globals(name).stream().findFirst());
        }
        if (variable.isEmpty()) {
            return new Unavailable(true, "no variable of that name is in scope");
        }
        try {
            Part part = part(variable.get(), locator.locate(variable.get(), scopes), stop);
            return walk(part, expression.substring(end), stop);
        } catch (NoValueException none) {
            return none.answer;
        }
    }

    private Part part(DebugVariable variable, VariableLocation location, MachineStop stop) throws NoValueException {
        Die type = bare(variable.type().orElseThrow());
        if (location instanceof VariableLocation.Memory memory) {
            return new Part(number(memory.address(), stop), null, null, type);
        }
        int size = size(type);
        byte[] bytes = new byte[size];
        boolean[] known = new boolean[8 * size];
        fill(location, 0, 0, bytes, known, 0, size, stop);
        return new Part(null, bytes, known, type);
    }

    /** Puts the bytes of a location from {@code from} on into {@code bytes}. */
    private void fill(
            VariableLocation location,
            long offsetBits,
            int depth,
            byte[] bytes,
            boolean[] known,
            int from,
            int count,
            MachineStop stop)
            throws NoValueException {
        if (offsetBits % 8 != 0) {
            throw new NoValueException(false, "a piece starts inside a byte");
        }
        if (location instanceof VariableLocation.Pieces pieces) {
            long at = 8L * from;
            for (VariableLocation.Piece piece : pieces.pieces()) {
                long length = Math.min(piece.sizeBits(), 8L * bytes.length - at);
                boolean whole = at % 8 == 0 && length % 8 == 0 && piece.offsetBits() % 8 == 0;
                if (piece.location() instanceof VariableLocation.Unavailable) {
                    at += length;
                    continue;
                }
                if (whole) {
                    fill(
                            piece.location(),
                            piece.offsetBits(),
                            depth + 1,
                            bytes,
                            known,
                            (int) (at / 8),
                            (int) (length / 8),
                            stop);
                } else {
                    fillBits(piece, bytes, known, at, length, stop);
                }
                at += length;
            }
            return;
        }
        byte[] source;
        if (location instanceof VariableLocation.Unavailable unavailable) {
            throw new NoValueException(unavailable.optimizedOut(), unavailable.reason());
        } else if (location instanceof VariableLocation.ImplicitPointer pointer) {
            throw new NoValueException(true, "it points to '" + pointer.name() + "', which is in no memory");
        } else if (location instanceof VariableLocation.Constant constant) {
            source = new byte[constant.bytes().size()];
            for (int i = 0; i < source.length; i++) {
                source[i] = constant.bytes().get(i);
            }
        } else if (location instanceof VariableLocation.Memory memory) {
            source = memory(number(memory.address(), stop) + offsetBits / 8, count, stop);
            offsetBits = 0;
        } else {
            long value = location instanceof VariableLocation.Register register
                    ? stop.registers().get(register.register())
                    : number(((VariableLocation.Value) location).value(), stop);
            byte[] word = BigInteger.valueOf(value).toByteArray();
            source = new byte[8];
            Arrays.fill(source, (byte) (value < 0 ? -1 : 0));
            System.arraycopy(word, 0, source, 8 - word.length, word.length);
            // The low bytes of the register, in the order that memory would have them.
            byte[] low = Arrays.copyOfRange(
                    source, Math.max(0, 8 - (int) (offsetBits / 8) - count), 8 - (int) (offsetBits / 8));
            source = little() ? reversed(low) : low;
            offsetBits = 0;
        }
        for (int i = 0; i < count && i + offsetBits / 8 < source.length; i++) {
            bytes[from + i] = source[(int) (i + offsetBits / 8)];
            Arrays.fill(known, 8 * (from + i), 8 * (from + i + 1), true);
        }
    }

    /** Compilers keep bit-fields each for itself: a piece that starts or ends inside a byte. */
    private void fillBits(
            VariableLocation.Piece piece, byte[] bytes, boolean[] known, long at, long length, MachineStop stop)
            throws NoValueException {
        byte[] word = new byte[8];
        fill(piece.location(), 0, 1, word, new boolean[64], 0, 8, stop);
        long value = number(word);
        for (int k = 0; k < length; k++) {
            long bit = piece.offsetBits() + (little() ? k : length - 1 - k);
            int index = (int) (at + k);
            int mask = 1 << (little() ? index % 8 : 7 - index % 8);
            bytes[index / 8] |= (value >>> bit & 1) != 0 ? (byte) mask : 0;
            known[index] = true;
        }
    }

    private Answer walk(Part start, String steps, MachineStop stop) throws NoValueException {
        Part part = start;
        int offset = 0;
        Matcher matcher = STEP.matcher(steps);
        while (matcher.find()) {
            if (matcher.group(1).equals("->")) {
                long pointer = number(bytes(part, offset, 8, stop));
                part = new Part(pointer, null, null, bare(part.type().typeDie().orElseThrow()));
                offset = 0;
            }
            if (matcher.group(1).equals("[")) {
                Die element = bare(part.type().typeDie().orElseThrow());
                offset += Integer.parseInt(matcher.group(2)) * size(element);
                part = new Part(part.address(), part.bytes(), part.known(), element);
                continue;
            }
            Die member = part.type().children().stream()
                    .filter(child -> child.name().orElse("").equals(matcher.group(2)))
                    .findFirst()
                    .orElseThrow();
            offset += (int) member.constant(DwarfAttribute.DATA_MEMBER_LOCATION).orElse(0);
            Die type = bare(member.typeDie().orElseThrow());
            if (member.has(DwarfAttribute.BIT_SIZE)) {
                return bitField(part, offset, member, type, stop);
            }
            part = new Part(part.address(), part.bytes(), part.known(), type);
        }
        int size = size(part.type());
        return new Fetched(number(bytes(part, offset, size, stop)), 8 * size);
    }

    /** DWARF 4 and 5 count bits from the struct's start; gcc -gdwarf-4 still counts from the end of a unit. */
    private Answer bitField(Part part, int offset, Die member, Die type, MachineStop stop) throws NoValueException {
        int width = (int) member.constant(DwarfAttribute.BIT_SIZE).orElseThrow();
        int unit = size(type);
        OptionalLong modern = member.constant(DwarfAttribute.DATA_BIT_OFFSET);
        long first;
        if (modern.isPresent()) {
            first = 8L * offset + modern.getAsLong();
        } else {
            long old = member.constant(DwarfAttribute.BIT_OFFSET).orElseThrow();
            first = 8L * offset + (little() ? 8L * unit - old - width : old);
        }
        int from = (int) (first / 8);
        int until = (int) ((first + width + 7) / 8);
        byte[] bytes = part.address() != null
                ? memory(part.address() + from, until - from, stop)
                : Arrays.copyOfRange(part.bytes(), from, until);
        require(part, first, width);
        BigInteger all = new BigInteger(1, little() ? reversed(bytes) : bytes);
        int shift = little() ? (int) (first - 8L * from) : (int) (8L * until - first - width);
        long value = all.shiftRight(shift).longValue() & (1L << width) - 1;
        return new Fetched(value, width);
    }

    private byte[] bytes(Part part, int offset, int count, MachineStop stop) throws NoValueException {
        if (part.address() != null) {
            return memory(part.address() + offset, count, stop);
        }
        require(part, 8L * offset, 8L * count);
        return Arrays.copyOfRange(part.bytes(), offset, offset + count);
    }

    private static void require(Part part, long firstBit, long bits) throws NoValueException {
        for (long bit = firstBit; part.known() != null && bit < firstBit + bits; bit++) {
            if (!part.known()[(int) bit]) {
                throw new NoValueException(true, "this part of it is nowhere (optimized out)");
            }
        }
    }

    private static byte[] memory(long address, int count, MachineStop stop) throws NoValueException {
        byte[] bytes = stop.read(address, count);
        if (bytes == null) {
            throw new NoValueException(false, "memory at 0x" + Long.toHexString(address) + " faults");
        }
        return bytes;
    }

    private long number(byte[] bytes) {
        return new BigInteger(1, little() ? reversed(bytes) : bytes).longValue();
    }

    private long number(FetchValue value, MachineStop stop) throws NoValueException {
        FetchValueEvaluator.Machine machine = new FetchValueEvaluator.Machine() {
            @Override
            public ByteOrder byteOrder() {
                return build.arch().byteOrder();
            }

            @Override
            public long register(dev.probeproof.loader.arch.Register register) {
                return stop.registers().get(register);
            }

            @Override
            public OptionalLong symbol(String name) {
                return OptionalLong.of(build.elf().symbol(name).orElseThrow().value());
            }

            @Override
            public byte @Nullable [] read(long address, int sizeBytes, AddressSpaceKind space) {
                return stop.read(address, sizeBytes);
            }
        };
        OptionalLong found = new FetchValueEvaluator(machine).evaluate(value);
        if (found.isEmpty()) {
            throw new NoValueException(false, "memory on the way faults");
        }
        return found.getAsLong();
    }

    private boolean little() {
        return build.arch().byteOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] other = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            other[i] = bytes[bytes.length - 1 - i];
        }
        return other;
    }

    private static Die bare(Die type) {
        Die die = type;
        while (List.of(DwarfTag.TYPEDEF, DwarfTag.CONST_TYPE, DwarfTag.VOLATILE_TYPE)
                .contains(die.tag())) {
            die = die.typeDie().orElseThrow();
        }
        return die;
    }

    private static int size(Die type) {
        if (type.is(DwarfTag.ARRAY_TYPE)) {
            Die range = type.children().get(0);
            long count = range.constant(DwarfAttribute.COUNT)
                    .orElseGet(() -> range.constant(DwarfAttribute.UPPER_BOUND).orElse(-1) + 1);
            return (int) count * size(bare(type.typeDie().orElseThrow()));
        }
        return (int) type.constant(DwarfAttribute.BYTE_SIZE).orElse(8);
    }
}
