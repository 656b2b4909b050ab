// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.TextType;
import dev.probeproof.loader.definition.TypeName;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.probe.UserPointers;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works out the {@link Meaning} of a C path at a function, step by step, from the kernel's declarations and the
 * calling convention alone. What C leaves open (the sign of a plain {@code char}) is taken as the fetch has it.
 */
final class MeaningReader {
    private static final int REGISTER_BITS = 64;

    private final Btf btf;
    private final Arch arch;
    private final BtfType.FuncProto function;
    private final UserParameters userParameters;
    private final List<Meaning.Access> accesses = new ArrayList<>();
    private boolean spaceAssumed;

    /** Whether a parameter of the probed function, by index from 0, points to user memory, and who says so. */
    interface UserParameters {
        UserPointers.Answer isUser(int parameter);
    }

    // Where the value stands while steps are taken: in the register itself, or at a bit of the object last pointed to.
    private boolean inRegister = true;
    private List<Register> registers = List.of();
    private int typeId;
    /** Pointers on top of that type, which only casts and {@code &} make. */
    private int pointers;

    private boolean atAddress;
    private Optional<Meaning.Whole> number = Optional.empty();
    private @Nullable AddressSpaceKind marked;
    private boolean inMarkedUserMemory;
    private long bit;
    private int bitfieldBits;
    private String object = "";
    private int objectType;
    private long objectBytes;
    private String member = "";
    private AddressSpaceKind space = AddressSpaceKind.KERNEL;
    private String user = "";
    private boolean spaceIsKnown;
    private int parameter = -1;

    private MeaningReader(TargetKernel kernel, int functionId, UserParameters userParameters) {
        this.btf = kernel.btf();
        this.arch = kernel.arch();
        this.function = (BtfType.FuncProto) btf.resolve(((BtfType.Func) btf.type(functionId)).proto());
        this.userParameters = userParameters;
    }

    /**
     * The meaning of a path that the resolver could resolve too.
     *
     * @param leaf what the fetch ends with, for what C leaves open
     * @throws MeaninglessPathException if the declarations do not allow a step
     */
    static Meaning read(
            PathExpression path, FetchLeaf leaf, TargetKernel kernel, int functionId, UserParameters userParameters) {
        return new MeaningReader(kernel, functionId, userParameters).meaning(path, leaf);
    }

    /** A fetch that nobody gave a meaning to, taken at its word: it can be run and made to fault, not proved. */
    static Optional<Meaning> atItsWord(FetchArgument argument, ByteOrder order) {
        FetchArgument.Fetch fetch = argument.fetch();
        if (!(fetch.base() instanceof FetchBase.Register base) || fetch.leaf() instanceof FetchLeaf.Texts) {
            return Optional.empty();
        }
        List<Meaning.Access> accesses = new ArrayList<>();
        for (int i = 0; i < fetch.derefs().size(); i++) {
            Deref deref = fetch.derefs().get(i);
            int size = i == fetch.derefs().size() - 1 ? leafBytes(fetch.leaf()) : 8;
            accesses.add(new Meaning.Access("memory", "", 0, 0, deref.offset(), size, deref.space(), ""));
        }
        return Optional.of(new Meaning(base.register(), accesses, end(fetch.leaf(), order), false));
    }

    private static Meaning.End end(FetchLeaf leaf, ByteOrder order) {
        if (leaf instanceof FetchLeaf.Int value) {
            return new Meaning.Whole(value.sizeBytes(), value.signed());
        } else if (leaf instanceof FetchLeaf.Bits run) {
            int first = order == ByteOrder.LITTLE_ENDIAN
                    ? run.shift()
                    : run.containerBytes() * 8 - run.shift() - run.widthBits();
            return new Meaning.BitRun(first, run.widthBits(), run.signed());
        } else if (leaf instanceof FetchLeaf.Text text) {
            return new Meaning.Text(text.maxBytes());
        }
        return new Meaning.Raw(((FetchLeaf.Memory) leaf).sizeBytes());
    }

    private static int leafBytes(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Int value) {
            return value.sizeBytes();
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return bits.containerBytes();
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return memory.sizeBytes();
        }
        return 0;
    }

    private Meaning meaning(PathExpression path, FetchLeaf leaf) {
        start(path);
        path.steps().forEach(this::step);
        TextType text = path.textType();
        Meaning.End end = text == null ? value(leaf) : text(text);
        return new Meaning(register(), accesses, end, spaceAssumed);
    }

    private void step(PathStep step) {
        if (step instanceof PathStep.Member selected) {
            select(selected);
        } else if (step instanceof PathStep.Index indexed) {
            index(indexed.index());
        } else if (step instanceof PathStep.Dereference) {
            index(0);
        } else if (step instanceof PathStep.AddressOf) {
            takeAddress();
        } else if (step instanceof PathStep.Cast cast) {
            cast(cast.type());
        } else if (step instanceof PathStep.ContainerOf container) {
            goToContainer(container);
        } else if (step instanceof PathStep.Space mark) {
            marked = mark.space();
        } else if (step instanceof PathStep.UserPointers) {
            marked = AddressSpaceKind.USER;
        }
    }

    /** The register of several that holds the bit where the value stands, or that the first pointer is in. */
    private Register register() {
        return registers.get(0);
    }

    private void start(PathExpression path) {
        if (path.start() instanceof PathRoot.Global || path.start() instanceof PathRoot.PerCpu) {
            throw unchecked("'" + path + "'", "what starts at a variable of the kernel is not emulated yet");
        }
        if (path.isReturnValue()) {
            typeId = function.returnType();
            at(arch.callingConvention().resultPlace(ParameterPlaces.shape(btf, typeId)), 0);
            return;
        }
        List<BtfType.Param> params = function.params();
        for (int i = 0; i < params.size(); i++) {
            boolean numbered = path.start() instanceof PathRoot.Argument argument && argument.number() == i + 1;
            if (numbered || params.get(i).name().equals(path.root())) {
                parameter = i;
                typeId = params.get(i).type();
                at(new ParameterPlaces(btf, arch, function).place(i), i);
                return;
            }
        }
        throw new MeaninglessPathException("no parameter '" + path.root() + "'");
    }

    private void at(ArgumentPlace place, int index) {
        if (place instanceof ArgumentPlace.InRegisters held) {
            registers = held.registers();
        } else if (place instanceof ArgumentPlace.OnStack stack) {
            onStack(index, stack.offsetBytes());
        } else {
            throw new MeaninglessPathException("it lies neither in a register nor on the stack");
        }
        boolean aggregate = btf.resolve(typeId) instanceof BtfType.Composite;
        if (aggregate && arch.byteOrder() == ByteOrder.BIG_ENDIAN) {
            throw new MeaninglessPathException("structs by value on big-endian machines are not checked yet");
        }
    }

    /** A narrow number lies at the end of its slot where the most significant byte comes first. */
    private void onStack(int index, int slotBytes) {
        boolean number = !(btf.resolve(typeId) instanceof BtfType.Composite);
        long size = btf.sizeOf(typeId);
        boolean atEnd = number && size < 8 && arch.byteOrder() == ByteOrder.BIG_ENDIAN;
        inRegister = false;
        object = "the stack";
        member = "argument " + (index + 1);
        bit = 8 * (atEnd ? slotBytes + 8 - size : slotBytes);
        registers = List.of(arch.stackPointer());
    }

    /** Of several registers, the one that holds where the value stands now; bits are counted within it from here on. */
    private void chooseRegister(long sizeBits) {
        int word = Math.toIntExact(bit / REGISTER_BITS);
        bit %= REGISTER_BITS;
        if (word >= registers.size() || bit + sizeBits > REGISTER_BITS) {
            throw new MeaninglessPathException("it does not lie in one register");
        }
        registers = List.of(registers.get(word));
    }

    private void select(PathStep.Member step) {
        if (step.arrow()) {
            followPointer();
        }
        if (pointers > 0) {
            throw new MeaninglessPathException("." + step.name() + " on a pointer");
        }
        MemberFinder.Found found = MemberFinder.find(btf, typeId, step.name())
                .orElseThrow(
                        () -> new MeaninglessPathException("no member '" + step.name() + "' in " + typeName(typeId)));
        bit += found.bit();
        bitfieldBits = found.widthBits();
        typeId = found.typeId();
        member = member.isEmpty() ? step.name() : member + "." + step.name();
    }

    private void index(long index) {
        BtfType type = btf.resolve(typeId);
        if (pointers == 0 && type instanceof BtfType.Array array) {
            typeId = array.elementType();
            bit += 8 * index * btf.sizeOf(typeId);
        } else if (pointers > 0 || type instanceof BtfType.Ptr) {
            followPointer();
            bit += 8 * index * (pointers > 0 ? 8 : btf.sizeOf(typeId));
        } else {
            throw new MeaninglessPathException("[" + index + "] on " + typeName(typeId));
        }
        member += "[" + index + "]";
    }

    /** Reads the pointer that stands here and goes to the start of what it points to. An array stays where it is. */
    private void followPointer() {
        BtfType type = btf.resolve(typeId);
        if (pointers == 0 && type instanceof BtfType.Array array) {
            typeId = array.elementType();
            return;
        }
        if (pointers == 0 && !(type instanceof BtfType.Ptr)) {
            throw new MeaninglessPathException(typeName(typeId) + " is no pointer");
        }
        int pointee = pointers > 0 ? typeId : ((BtfType.Ptr) type).type();
        int left = Math.max(0, pointers - 1);
        if (atAddress) {
            if (marked != null) {
                space = marked;
                inMarkedUserMemory = marked == AddressSpaceKind.USER;
            }
        } else {
            leaveFor(pointee, left);
        }
        marked = null;
        number = Optional.empty();
        atAddress = false;
        inRegister = false;
        pointers = left;
        typeId = pointee;
        bitfieldBits = 0;
    }

    private void leaveFor(int pointee, int left) {
        if (inRegister) {
            chooseRegister(REGISTER_BITS);
        } else {
            accesses.add(access(8));
        }
        boolean fromParameter = accesses.isEmpty() || accesses.size() == 1 && object.equals("the stack");
        if (fromParameter && parameter >= 0) {
            enter(userParameters.isUser(parameter));
            // Who passes a struct of the kernel's passes it in kernel memory; a char * or void * may be anything.
            spaceAssumed = !spaceIsKnown && !(left == 0 && btf.resolve(pointee) instanceof BtfType.Composite);
        } else {
            enter(userMember(pointee));
        }
        objectType = left == 0 ? pointee : 0;
        object = left == 0 ? typeName(pointee) : "pointer";
        objectBytes = left == 0 ? sizeOrZero(pointee) : 8;
        member = "";
        bit = 0;
    }

    private void takeAddress() {
        if (inRegister || bitfieldBits > 0 || atAddress || number.isPresent()) {
            throw new MeaninglessPathException("what & is applied to lies at no address");
        }
        atAddress = true;
        pointers++;
    }

    private void goToContainer(PathStep.ContainerOf step) {
        int container = named(step.type());
        int inner = container;
        long offset = 0;
        for (PathStep part : step.member()) {
            if (part instanceof PathStep.Member selected) {
                MemberFinder.Found found = MemberFinder.find(btf, inner, selected.name())
                        .orElseThrow(() -> new MeaninglessPathException("no member '" + selected.name() + "'"));
                offset += found.bit();
                inner = found.typeId();
            } else if (btf.resolve(inner) instanceof BtfType.Array array) {
                inner = array.elementType();
                offset += 8 * ((PathStep.Index) part).index() * btf.sizeOf(inner);
            }
        }
        followPointer();
        bit -= offset;
        typeId = container;
        pointers = 1;
        atAddress = true;
        objectType = bit == 0 ? container : 0;
        member = "container";
    }

    private void cast(TypeName name) {
        boolean array = pointers == 0 && btf.resolve(typeId) instanceof BtfType.Array;
        if (array) {
            takeAddress();
        }
        marked = name.space() == null ? marked : name.space();
        Meaning.Whole from = number.orElseGet(this::numberHere);
        if (name.isPointer()) {
            if (from.sizeBytes() != 8) {
                throw unchecked("a pointer out of " + 8 * from.sizeBytes() + " bits", "it has to be computed");
            }
            number = Optional.empty();
            typeId = name.name().equals("void") ? 0 : named(name);
            pointers = name.pointers();
            return;
        }
        Meaning.Whole to = CastTarget.of(btf, name, arch);
        if (atAddress && to.sizeBytes() < 8 || bitfieldBits > 0) {
            throw unchecked("(" + name + ") of an address or a bit-field", "it has to be computed");
        } else if (to.sizeBytes() <= from.sizeBytes()) {
            boolean bigEndian = arch.byteOrder() == ByteOrder.BIG_ENDIAN;
            bit += !inRegister && bigEndian ? 8L * (from.sizeBytes() - to.sizeBytes()) : 0;
            number = Optional.of(to);
        } else if (from.signed() && !to.signed() && to.sizeBytes() < 8) {
            throw unchecked("(" + name + ") of a signed number", "it has to be computed");
        } else {
            number = Optional.of(from);
        }
    }

    private Meaning.Whole numberHere() {
        if (pointers > 0) {
            return new Meaning.Whole(8, false);
        }
        BtfType type = btf.resolve(typeId);
        return new Meaning.Whole(
                Math.toIntExact(btf.sizeOf(typeId)), signed(type).orElse(arch.plainCharIsSigned()));
    }

    /** What a pointer of that type points to at last. */
    private int named(TypeName name) {
        BtfKind kind = switch (name.kind()) {
            case STRUCT -> BtfKind.STRUCT;
            case UNION -> BtfKind.UNION;
            case ENUM -> BtfKind.ENUM;
            case PLAIN -> BtfKind.TYPEDEF;
        };
        List<Integer> found = btf.findAll(kind, name.name());
        if (!found.isEmpty()) {
            return found.get(0);
        }
        return btf.find(BtfKind.INT, CastTarget.inBtf(name.name()))
                .orElseThrow(() -> new MeaninglessPathException("no type '" + name + "'"));
    }

    private static UnsupportedFeatureException unchecked(String what, String why) {
        return new UnsupportedFeatureException("check of " + what, why);
    }

    private void enter(UserPointers.Answer answer) {
        spaceIsKnown = answer.verdict() != UserPointers.Verdict.UNKNOWN;
        if (!spaceIsKnown && marked != null) {
            inMarkedUserMemory = marked == AddressSpaceKind.USER;
        }
        // What nobody knows is as the definition says; what it says of one pointer holds for those behind it.
        boolean isUser = spaceIsKnown ? answer.verdict() == UserPointers.Verdict.YES : inMarkedUserMemory;
        space = isUser ? AddressSpaceKind.USER : AddressSpaceKind.KERNEL;
        user = spaceIsKnown ? answer.why() : "";
    }

    private UserPointers.Answer userMember(int pointee) {
        String place = object + "." + member;
        UserPointers.Answer declared = UserPointers.isUserMember(place);
        if (declared.verdict() == UserPointers.Verdict.YES) {
            return declared;
        }
        int id = pointee;
        for (int depth = 0; depth < 32 && btf.type(id) instanceof BtfType.Alias alias; depth++) {
            if (alias.kind() == BtfKind.TYPE_TAG && alias.name().equals("user")) {
                return new UserPointers.Answer(UserPointers.Verdict.YES, "its BTF type is tagged user");
            }
            id = alias.type();
        }
        return new UserPointers.Answer(UserPointers.Verdict.UNKNOWN, "nothing says");
    }

    private Meaning.Access access(int sizeBytes) {
        return new Meaning.Access(
                object, member, objectBytes, objectType, Math.floorDiv(bit, 8L), sizeBytes, space, user);
    }

    private Meaning.End text(TextType text) {
        BtfType type = btf.resolve(typeId);
        if (pointers == 0 && type instanceof BtfType.Array) {
            int room = Math.toIntExact(Math.min(btf.sizeOf(typeId), TextType.MAX_BYTES));
            accesses.add(access(room));
            return new Meaning.Text(room == 0 ? text.maxBytes() : Math.min(room, text.maxBytes()));
        }
        followPointer();
        if (!spaceIsKnown && text.space() == AddressSpaceKind.USER) {
            space = AddressSpaceKind.USER;
        }
        accesses.add(access(0));
        return new Meaning.Text(text.maxBytes());
    }

    private Meaning.End value(FetchLeaf leaf) {
        if (atAddress) {
            return new Meaning.Address(Math.floorDiv(bit, 8L));
        } else if (number.isPresent() || pointers > 0) {
            return converted(leaf);
        }
        BtfType type = btf.resolve(typeId);
        int size = Math.toIntExact(btf.sizeOf(typeId));
        boolean signed = signed(type).orElseGet(() -> isSigned(leaf));
        if (inRegister) {
            chooseRegister(bitfieldBits > 0 ? bitfieldBits : 8L * size);
        }
        if (bitfieldBits > 0) {
            int first = (int) Math.floorMod(bit, 8L);
            if (!inRegister) {
                accesses.add(access((first + bitfieldBits + 7) / 8));
            }
            return new Meaning.BitRun(inRegister ? (int) bit : first, bitfieldBits, signed);
        }
        boolean whole = type instanceof BtfType.Int || type instanceof BtfType.Ptr || type instanceof BtfType.Enum;
        if (inRegister) {
            return bit == 0 && (whole || size <= 8)
                    ? new Meaning.Whole(registerBytes(size), signed)
                    : new Meaning.BitRun((int) bit, size * 8, signed);
        }
        accesses.add(access(size));
        return whole && size <= 8 ? new Meaning.Whole(size, signed) : new Meaning.Raw(size);
    }

    /** A number that a cast has changed: all that counts is how many bytes, and whether they have a sign. */
    private Meaning.End converted(FetchLeaf leaf) {
        Meaning.Whole whole = number.orElse(new Meaning.Whole(8, false));
        if (inRegister) {
            chooseRegister(8L * whole.sizeBytes());
        } else {
            accesses.add(access(whole.sizeBytes()));
        }
        boolean open = number.isPresent() && leaf instanceof FetchLeaf.Int value && value.sizeBytes() == 1;
        return open ? new Meaning.Whole(1, isSigned(leaf)) : whole;
    }

    private static int registerBytes(int size) {
        return size == 1 || size == 2 || size == 4 ? size : 8;
    }

    /** Empty where BTF does not say: plain char, and enums without a sign flag that use the highest bit. */
    private static Optional<Boolean> signed(BtfType type) {
        if (type instanceof BtfType.Int value) {
            boolean plain = !value.signed()
                    && (value.name().equals("char") || value.name().equals("signed char"));
            return plain ? Optional.empty() : Optional.of(value.signed());
        } else if (type instanceof BtfType.Enum value) {
            long highest = 1L << value.size() * 8 - 1;
            boolean open = !value.signed() && value.values().stream().anyMatch(each -> (each.value() & highest) != 0);
            return open ? Optional.empty() : Optional.of(value.signed());
        }
        return Optional.of(false);
    }

    private static boolean isSigned(FetchLeaf leaf) {
        return leaf instanceof FetchLeaf.Int value && value.signed()
                || leaf instanceof FetchLeaf.Bits bits && bits.signed();
    }

    private long sizeOrZero(int id) {
        return switch (btf.kind(btf.strip(id))) {
            case VOID, FUNC_PROTO, FWD -> 0;
            default -> btf.sizeOf(id);
        };
    }

    private String typeName(int id) {
        int stripped = btf.strip(id);
        BtfType type = btf.type(stripped);
        return switch (type.kind()) {
            case STRUCT -> "struct " + named(type);
            case UNION -> "union " + named(type);
            case ENUM, ENUM64 -> "enum " + named(type);
            case PTR -> "pointer";
            case ARRAY -> "array";
            case FUNC_PROTO -> "function";
            default -> type.name();
        };
    }

    private static String named(BtfType type) {
        return type.name().isEmpty() ? "{…}" : type.name();
    }

    /** The declarations do not allow what the path asks for. The resolver says the same with candidates. */
    static final class MeaninglessPathException extends dev.probeproof.loader.error.ProbeproofException {
        MeaninglessPathException(String problem) {
            super(problem);
        }
    }
}
