// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.TextType;
import dev.probeproof.loader.definition.TypeName;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.kernel.TargetKernel;
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
    private final Btf btf;
    private final Arch arch;
    private final UserParameters userParameters;
    private final List<Meaning.Access> accesses = new ArrayList<>();
    private final List<Meaning.Whole> casts = new ArrayList<>();
    private boolean spaceAssumed;

    /** Whether a parameter of the probed function, by index from 0, points to user memory, and who says so. */
    interface UserParameters {
        UserPointers.Answer isUser(int parameter);
    }

    // Where the value stands while steps are taken: in the root itself, or at a bit of the object last pointed to.
    private @Nullable MeaningRoot root;
    private Start start;
    private List<Meaning.Support> supports;
    private String toUser;
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
    private final int parameter;

    private MeaningReader(Btf btf, Arch arch, PathStart from, UserParameters userParameters) {
        this.btf = btf;
        this.arch = arch;
        this.userParameters = userParameters;
        this.root = from.root();
        this.start = from.start();
        this.supports = from.supports();
        this.toUser = from.toUser();
        this.typeId = from.typeId();
        this.bit = from.bit();
        this.object = from.object();
        this.member = from.member();
        this.parameter = from.parameter();
        accesses.addAll(from.accesses());
    }

    /**
     * The meaning of a path that the resolver could resolve too.
     *
     * @param leaf what the fetch ends with, for what C leaves open
     * @throws MeaninglessPathException if the declarations do not allow a step
     */
    static Meaning read(
            PathExpression path, FetchLeaf leaf, TargetKernel kernel, int functionId, UserParameters userParameters) {
        Btf btf = kernel.btf();
        BtfType.Func function = (BtfType.Func) btf.type(functionId);
        BtfType.FuncProto prototype = (BtfType.FuncProto) btf.resolve(function.proto());
        return read(
                path,
                leaf,
                kernel,
                new PathStartReader(btf, kernel.arch(), function.name(), prototype, Mechanism.KPROBE),
                userParameters);
    }

    /** The same where the context may be another than the registers. */
    static Meaning read(
            PathExpression path,
            FetchLeaf leaf,
            TargetKernel kernel,
            PathStartReader starts,
            UserParameters userParameters) {
        return new MeaningReader(kernel.btf(), kernel.arch(), starts.read(path), userParameters).meaning(path, leaf);
    }

    /** The meaning of a path from a variable that debug information places. */
    static Meaning read(PathExpression path, FetchLeaf leaf, Btf btf, Arch arch, LocatedVariable variable) {
        UserParameters none = index -> new UserPointers.Answer(UserPointers.Verdict.UNKNOWN, "nothing says");
        return new MeaningReader(btf, arch, variable.start(), none).meaning(path, leaf);
    }

    private Meaning meaning(PathExpression path, FetchLeaf leaf) {
        path.steps().forEach(this::step);
        TextType text = path.textType();
        Meaning.End end = text == null ? value(leaf) : text(text);
        return new Meaning(start, accesses, end, casts, supports, spaceAssumed);
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

    /** Of what holds the root, the part where the value stands now; bits are counted within it from here on. */
    private void cutRoot(MeaningRoot held, long widthBits) {
        MeaningRoot.Cut cut = held.cut(bit, widthBits);
        start = cut.start();
        bit = cut.bit();
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
        root = null;
        pointers = left;
        typeId = pointee;
        bitfieldBits = 0;
    }

    private void leaveFor(int pointee, int left) {
        if (!casts.isEmpty()) {
            throw new NotJudgedException("a pointer is followed that has to be computed from a cast number");
        }
        if (root != null) {
            cutRoot(root, Long.SIZE);
        } else {
            accesses.add(access(8));
        }
        boolean fromParameter = accesses.isEmpty() || accesses.size() == 1 && object.equals("the stack");
        if (fromParameter && parameter >= 0) {
            enter(userParameters.isUser(parameter));
            // Who passes a struct of the kernel's passes it in kernel memory; a char * or void * may be anything.
            spaceAssumed = !spaceIsKnown && !(left == 0 && btf.resolve(pointee) instanceof BtfType.Composite);
        } else if (!toUser.isEmpty()) {
            inMarkedUserMemory = marked != AddressSpaceKind.KERNEL;
            enter(new UserPointers.Answer(UserPointers.Verdict.UNKNOWN, toUser));
            toUser = "";
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
        if (root != null || bitfieldBits > 0 || atAddress || number.isPresent()) {
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
        Meaning.Whole from = casts.isEmpty() ? number.orElseGet(this::numberHere) : casts.get(casts.size() - 1);
        boolean isComputed = !casts.isEmpty() || atAddress || bitfieldBits > 0;
        if (name.isPointer()) {
            if (from.sizeBytes() != 8 || bitfieldBits > 0) {
                readAs(from);
                casts.add(new Meaning.Whole(8, false));
            } else {
                number = Optional.empty();
            }
            typeId = name.name().equals("void") ? 0 : named(name);
            pointers = name.pointers();
            return;
        }
        Meaning.Whole to = CastTarget.of(btf, name, arch);
        if (isComputed && (to.sizeBytes() < 8 || from.sizeBytes() < 8)) {
            readAs(from);
            casts.add(to);
        } else if (to.sizeBytes() <= from.sizeBytes()) {
            boolean bigEndian = arch.byteOrder() == ByteOrder.BIG_ENDIAN;
            boolean lastBytes = bigEndian && (root == null || root instanceof MeaningRoot.Located);
            bit += lastBytes ? 8L * (from.sizeBytes() - to.sizeBytes()) : 0;
            number = Optional.of(to);
        } else {
            readAs(from);
            casts.add(to);
        }
    }

    /** What is read before it is converted. */
    private void readAs(Meaning.Whole from) {
        if (casts.isEmpty() && !atAddress && bitfieldBits == 0) {
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
        } else if (bitfieldBits == 0 && (number.isPresent() || pointers > 0)) {
            return converted(leaf);
        }
        BtfType type = btf.resolve(typeId);
        int size = Math.toIntExact(btf.sizeOf(typeId));
        boolean signed = signed(type).orElseGet(() -> isSigned(leaf));
        MeaningRoot held = root;
        if (held != null) {
            cutRoot(held, bitfieldBits > 0 ? bitfieldBits : 8L * size);
        }
        if (bitfieldBits > 0) {
            int first = (int) Math.floorMod(bit, 8L);
            if (held == null) {
                accesses.add(access((first + bitfieldBits + 7) / 8));
            }
            return new Meaning.BitRun(held != null ? (int) bit : first, bitfieldBits, signed);
        }
        boolean whole = type instanceof BtfType.Int || type instanceof BtfType.Ptr || type instanceof BtfType.Enum;
        if (held instanceof MeaningRoot.Located) {
            boolean number = Integer.bitCount(size) == 1 && size <= 8;
            return whole || number && leaf instanceof FetchLeaf.Int
                    ? new Meaning.Whole(size, signed)
                    : new Meaning.Raw(size);
        } else if (held != null) {
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
        if (root != null) {
            cutRoot(root, 8L * whole.sizeBytes());
        } else {
            accesses.add(access(whole.sizeBytes()));
        }
        boolean open = number.isPresent()
                && casts.isEmpty()
                && whole.sizeBytes() == 1
                && leaf instanceof FetchLeaf.Int value
                && value.sizeBytes() == 1;
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
