// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.event;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.NarrowRule;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.arch.ValueShape;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ValueShapes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call or of one pass of a tracepoint: given by name or position, seen by programs as registers and
 * stack, or as words of 8 bytes. What is not given is 0.
 */
public final class Arguments {
    /** Positions of functions that the types do not describe: more than any call has. */
    private static final int MOST_UNTYPED = 12;

    private final TargetKernel kernel;
    private final KernelObjects objects;
    private final Signature signature;
    private final TreeMap<Integer, long[]> given = new TreeMap<>();
    private @Nullable KernelObject stack;
    private @Nullable KernelObject processRegisters;

    public Arguments(TargetKernel kernel, KernelObjects objects, Signature signature) {
        this.kernel = kernel;
        this.objects = objects;
        this.signature = signature;
    }

    public void give(String name, long value) {
        give(position(name), value);
    }

    /** A pointer to an object or, for a parameter that is a struct by value, the object itself. */
    public void give(String name, KernelObject object) {
        give(position(name), object);
    }

    /** @param position from 1 */
    public void give(int position, long value) {
        if (words(check(position)) > 1) {
            throw wrong(position, "is a struct by value: give an object of its type");
        }
        put(position - 1, new long[] {value});
    }

    /** @param position from 1 */
    public void give(int position, KernelObject object) {
        int index = check(position);
        if (!isByValue(index)) {
            put(index, new long[] {object.address()});
            return;
        }
        byte[] bytes = object.bytes("");
        int size =
                Math.toIntExact(btf().sizeOf(signature.parameters().get(index).typeId()));
        if (bytes.length != size) {
            throw wrong(position, "has " + size + " bytes, not the " + bytes.length + " of " + object);
        }
        long[] words = new long[words(index)];
        ByteBuffer whole = ByteBuffer.wrap(Arrays.copyOf(bytes, words.length * Long.BYTES))
                .order(kernel.arch().byteOrder());
        for (int word = 0; word < words.length; word++) {
            words[word] = whole.getLong(word * Long.BYTES);
        }
        put(index, words);
    }

    private void put(int index, long[] words) {
        given.put(index, words);
        stack = null;
        processRegisters = null;
    }

    private int position(String name) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < signature.parameters().size(); i++) {
            if (signature.parameters().get(i).name().equals(name)) {
                return i + 1;
            }
            names.add(signature.parameters().get(i).name());
        }
        names.removeIf(String::isEmpty);
        List<String> near = Nearest.of(name, names);
        String hint = names.isEmpty()
                ? "; its arguments have no names there: give them by position, from 1"
                : near.isEmpty() ? "; it has " + String.join(", ", names) : Nearest.suffix(near);
        throw new EventException(
                signature.subject() + " of kernel " + kernel.name() + " has no argument '" + name + "'" + hint);
    }

    private int check(int position) {
        int most = count();
        if (position < 1 || position > most) {
            throw new EventException(signature.subject() + " of kernel " + kernel.name() + " has no argument "
                    + position + (signature.isTyped() ? "; it has " + most + ", counted from 1" : ""));
        }
        return position - 1;
    }

    private int count() {
        if (signature.isTyped()) {
            return signature.parameters().size();
        }
        return signature.wrapper().isPresent()
                ? kernel.arch().syscallArgumentRegisters().size()
                : MOST_UNTYPED;
    }

    private EventException wrong(int position, String problem) {
        String name =
                signature.isTyped() ? signature.parameters().get(position - 1).name() : "";
        return new EventException("argument " + position + (name.isEmpty() ? "" : " '" + name + "'") + " of "
                + signature.subject() + " of kernel " + kernel.name() + " " + problem);
    }

    /** The registers at the entry of the function, arguments on the stack in memory that the stack pointer leads to. */
    public PtRegs registers(PtRegs start) {
        PtRegs registers = start;
        Arch arch = kernel.arch();
        if (signature.wrapper().isPresent()) {
            return start.with(
                    arch.argumentRegisters().get(0), processRegisters().address());
        }
        List<ArgumentPlace> places = places();
        byte[] onStack = new byte[0];
        for (var argument : given.entrySet()) {
            ArgumentPlace place = places.get(argument.getKey());
            long[] words = argument.getValue();
            if (place instanceof ArgumentPlace.ByReference reference) {
                words = new long[] {copy(words).address()};
                place = reference.pointer();
            }
            if (place instanceof ArgumentPlace.InRegisters in) {
                for (int word = 0; word < Math.min(words.length, in.registers().size()); word++) {
                    registers = registers.with(in.registers().get(word), widened(argument.getKey(), words[word]));
                }
            } else if (place instanceof ArgumentPlace.OnStack on) {
                int end = on.offsetBytes() + words.length * Long.BYTES;
                onStack = Arrays.copyOf(onStack, Math.max(onStack.length, end));
                ByteBuffer slots = ByteBuffer.wrap(onStack).order(arch.byteOrder());
                for (int word = 0; word < words.length; word++) {
                    slots.putLong(on.offsetBytes() + word * Long.BYTES, widened(argument.getKey(), words[word]));
                }
            } else if (place instanceof ArgumentPlace.Unreachable nowhere) {
                throw wrong(argument.getKey() + 1, "cannot be passed here: it is " + nowhere.reason());
            }
        }
        if (onStack.length == 0) {
            return registers;
        }
        if (stack == null) {
            stack = objects.bytes(onStack);
        }
        return registers.with(arch.stackPointer(), stack.address());
    }

    private KernelObject copy(long[] words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES)
                .order(kernel.arch().byteOrder());
        for (long word : words) {
            bytes.putLong(word);
        }
        return objects.bytes(bytes.array());
    }

    /** The registers that the process had when it made the system call, as the wrapper's only argument leads to them. */
    private KernelObject processRegisters() {
        KernelObject made = processRegisters;
        if (made == null) {
            PtRegs registers = PtRegs.zero(kernel.arch());
            for (var argument : given.entrySet()) {
                Register register = signature
                        .wrapper()
                        .flatMap(wrapper -> wrapper.argument(argument.getKey()))
                        .orElseThrow(() -> wrong(argument.getKey() + 1, "has no register"))
                        .register();
                registers = registers.with(register, argument.getValue()[0]);
                registers = alike(registers, argument.getKey(), argument.getValue()[0]);
            }
            made = objects.object("struct pt_regs").clear("").set("", registers.image());
            long[] first = given.get(0);
            // What the result overwrites is kept twice; fetches of the first argument may use either.
            if (first != null && made.has("orig_x0")) {
                made.set("orig_x0", first[0]);
            }
            processRegisters = made;
        }
        return made;
    }

    private PtRegs alike(PtRegs registers, int index, long value) {
        boolean native64 =
                kernel.arch().name().equals("riscv64") || kernel.arch().name().equals("s390x");
        return native64 && index == 0
                ? registers.with(kernel.arch().argumentRegisters().get(0), value)
                : registers;
    }

    /** The registers that hold a result, at the return of the function. */
    public PtRegs withResult(PtRegs start, long result) {
        return start.with(kernel.arch().returnValue(), narrowed(signature.returnTypeId(), result));
    }

    private List<ArgumentPlace> places() {
        List<ValueShape> shapes = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            shapes.add(
                    signature.isTyped()
                            ? ValueShapes.of(
                                    btf(), signature.parameters().get(i).typeId())
                            : new ValueShape(ValueShape.Kind.INTEGER, Long.BYTES));
        }
        ValueShape result = ValueShapes.of(btf(), signature.returnTypeId());
        return kernel.arch().callingConvention().place(result, shapes);
    }

    /** The words of a trampoline's context: a struct by value has as many as it fills. */
    public List<Long> words() {
        if (signature.wrapper().isPresent()) {
            return List.of(processRegisters().address());
        }
        return words(true);
    }

    /** The words of a tracepoint: narrow values with zeros before them, also negative ones. */
    public List<Long> tracepointWords() {
        return words(false);
    }

    private List<Long> words(boolean asInRegisters) {
        int last = signature.isTyped() ? count() - 1 : given.isEmpty() ? -1 : given.lastKey();
        List<Long> words = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            long[] argument = given.getOrDefault(i, new long[words(i)]);
            for (long word : argument) {
                words.add(asInRegisters ? widened(i, word) : word & mask(i));
            }
        }
        return words;
    }

    /** What a trampoline hands on as the result. */
    public long resultWord(long result) {
        return narrowed(signature.returnTypeId(), result);
    }

    private boolean isByValue(int index) {
        return signature.isTyped()
                && btf().resolve(signature.parameters().get(index).typeId()) instanceof BtfType.Composite;
    }

    private int words(int index) {
        return isByValue(index)
                ? Math.toIntExact(
                        (btf().sizeOf(signature.parameters().get(index).typeId()) + Long.BYTES - 1) / Long.BYTES)
                : 1;
    }

    private long widened(int index, long value) {
        return signature.isTyped() ? narrowed(signature.parameters().get(index).typeId(), value) : value;
    }

    private long mask(int index) {
        int bits = signature.isTyped() ? bits(signature.parameters().get(index).typeId()) : Long.SIZE;
        return bits >= Long.SIZE ? -1 : (1L << bits) - 1;
    }

    /** A narrow value as compilers leave it in a register: extended by the convention, else with zeros before it. */
    private long narrowed(int typeId, long value) {
        int bits = bits(typeId);
        if (bits >= Long.SIZE) {
            return value;
        }
        BtfType type = btf().resolve(typeId);
        boolean signed = type instanceof BtfType.Int number && number.signed()
                || type instanceof BtfType.Enum names && names.signed();
        NarrowRule rule = kernel.arch().narrowArguments();
        boolean extend = rule == NarrowRule.SIGN_EXTENDED && (signed || bits == Integer.SIZE)
                || rule == NarrowRule.EXTENDED_BY_TYPE && signed;
        int unused = Long.SIZE - bits;
        return extend ? value << unused >> unused : value << unused >>> unused;
    }

    private int bits(int typeId) {
        BtfType type = btf().resolve(typeId);
        int bytes = type instanceof BtfType.Int number
                ? number.size()
                : type instanceof BtfType.Enum names ? names.size() : Long.BYTES;
        return Byte.SIZE * bytes;
    }

    private Btf btf() {
        return kernel.btf();
    }
}
