// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says where a fetch and the meaning of its expression part ways: the register, a hop, the address space, or the
 * width. It explains a difference that was seen in a run; it never decides whether there is one.
 */
final class Diagnosis {
    private final TargetKernel kernel;
    private final Optional<TargetKernel> builtFor;

    /**
     * @param kernel the kernel that the contexts are made of
     * @param builtFor the kernel whose types the fetches were resolved with, if it is another
     */
    Diagnosis(TargetKernel kernel, Optional<TargetKernel> builtFor) {
        this.kernel = kernel;
        this.builtFor = builtFor;
    }

    /**
     * @param hop number of the access from 1, 0 for the register, -1 if no difference of plan was found
     * @param evidence address read, bytes expected and got
     * @param words what most likely is wrong
     */
    record Cause(int hop, List<String> evidence, String words) {}

    Cause explain(FetchArgument argument, Meaning meaning, SyntheticContext context) {
        FetchArgument.Fetch fetch = argument.fetch();
        Optional<Cause> register = register(argument, meaning, context);
        if (register.isPresent()) {
            return register.get();
        }
        int hops = Math.min(fetch.derefs().size(), meaning.accesses().size());
        for (int i = 0; i < hops; i++) {
            Optional<Cause> hop = hop(i, fetch, meaning, context);
            if (hop.isPresent()) {
                return hop.get();
            }
        }
        if (fetch.derefs().size() != meaning.accesses().size()) {
            return new Cause(
                    hops + 1,
                    List.of(),
                    "the fetch makes " + count(fetch.derefs().size()) + ", the expression needs "
                            + count(meaning.accesses().size()));
        }
        return leaf(fetch.leaf(), meaning.end(), hops)
                .orElseGet(
                        () -> new Cause(
                                -1,
                                List.of(),
                                "the fetch is planned as the expression asks, but the instructions do something else: "
                                        + "a defect of probeproof or of the program's own start; please report it with the object"));
    }

    private Optional<Cause> register(FetchArgument argument, Meaning meaning, SyntheticContext context) {
        if (!(meaning.start() instanceof Start.Held held)) {
            return Optional.empty();
        }
        Register right = held.register();
        if (argument.fetch().base() instanceof FetchBase.Register base
                && !base.register().equals(right)) {
            return Optional.of(new Cause(
                    0,
                    List.of("register read: " + register(base.register(), context) + ", expected: "
                            + register(right, context)),
                    "wrong register: the fetch starts at %" + base.register().name() + ", but on "
                            + kernel.arch().name() + " '" + argument.name() + "' starts at %"
                            + right.name()));
        }
        if (!(argument.fetch().base() instanceof FetchBase.Register) && !(meaning.end() instanceof Meaning.Address)) {
            return Optional.of(new Cause(0, List.of(), "the fetch does not start at a register, the expression does"));
        }
        return Optional.empty();
    }

    private static String register(Register register, SyntheticContext context) {
        return "%" + register.name() + " = " + hex(context.registers().get(register));
    }

    private Optional<Cause> hop(int index, FetchArgument.Fetch fetch, Meaning meaning, SyntheticContext context) {
        Deref deref = fetch.derefs().get(index);
        Meaning.Access access = meaning.accesses().get(index);
        if (deref.space() != access.space()) {
            long address = FaultPlan.addressOf(meaning, index, context);
            String evidence = "address read: " + hex(address) + " as " + name(deref.space())
                    + " memory; bytes expected: " + bytes(context, address, bytesRead(meaning, index)) + ", got: none";
            return Optional.of(new Cause(index + 1, List.of(evidence), wrongSpace(index, deref, access)));
        }
        if (deref.offset() != access.offset() && !sameBits(index, fetch, meaning)) {
            long right = FaultPlan.addressOf(meaning, index, context);
            long wrong = right - access.offset() + deref.offset();
            List<String> evidence = new ArrayList<>();
            evidence.add("address read: " + hex(wrong) + " (" + access.object() + " + " + deref.offset()
                    + "), expected: " + hex(right) + " (" + access.object() + " + " + access.offset() + ")");
            int size = bytesRead(meaning, index);
            evidence.add("bytes expected: " + bytes(context, right, size) + ", got: " + bytes(context, wrong, size));
            return Optional.of(new Cause(index + 1, evidence, wrongOffset(index, deref, access)));
        }
        return Optional.empty();
    }

    /** Any container that covers the same bits is right. */
    private boolean sameBits(int index, FetchArgument.Fetch fetch, Meaning meaning) {
        if (index != meaning.accesses().size() - 1
                || !(fetch.leaf() instanceof FetchLeaf.Bits bits)
                || !(meaning.end() instanceof Meaning.BitRun run)) {
            return false;
        }
        int within = kernel.arch().byteOrder() == ByteOrder.LITTLE_ENDIAN
                ? bits.shift()
                : bits.containerBytes() * 8 - bits.shift() - bits.widthBits();
        return 8 * fetch.derefs().get(index).offset() + within
                == 8 * meaning.accesses().get(index).offset() + run.firstBit();
    }

    private static String name(AddressSpaceKind space) {
        return space.name().toLowerCase(Locale.ROOT);
    }

    private static int bytesRead(Meaning meaning, int index) {
        return index == meaning.accesses().size() - 1 ? leafBytes(meaning.end()) : 8;
    }

    private static String wrongSpace(int index, Deref deref, Meaning.Access access) {
        String marked = name(deref.space());
        String is = name(access.space());
        return "hop " + (index + 1) + " (" + access.place() + ") is marked " + marked + " memory, but it is " + is
                + " memory" + (access.user().isEmpty() ? "" : ": " + access.user())
                + (access.space() == AddressSpaceKind.USER ? "; use :ustring, or u before the offset" : "");
    }

    private String wrongOffset(int index, Deref deref, Meaning.Access access) {
        String there = memberAt(kernel.btf(), access.typeId(), deref.offset())
                .map(member -> "; at offset " + deref.offset() + " lies " + member)
                .orElse("");
        String built = builtFor.map(other -> "; offset " + deref.offset() + " is what kernel " + other.name()
                        + " has: this instance was built for another kernel")
                .orElse("");
        return "hop " + (index + 1) + " reads " + access.object() + " at offset " + deref.offset() + ", but "
                + (access.member().isEmpty() ? "what is wanted" : "'" + access.member() + "'") + " lies at offset "
                + access.offset() + " in kernel " + kernel.name() + there + built;
    }

    private static Optional<Cause> leaf(FetchLeaf leaf, Meaning.End end, int hops) {
        String fetched = describe(leaf);
        String wanted = describe(end);
        return fetched.equals(wanted)
                ? Optional.empty()
                : Optional.of(
                        new Cause(hops, List.of(), "the fetch ends with " + fetched + ", the expression is " + wanted));
    }

    private static String describe(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Int value) {
            return integer(value.sizeBytes(), value.signed());
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return "a bit-field of " + bits.widthBits() + (bits.signed() ? " signed bits" : " bits");
        } else if (leaf instanceof FetchLeaf.Text text) {
            return "text of at most " + text.maxBytes() + " bytes";
        }
        return ((FetchLeaf.Memory) leaf).sizeBytes() + " raw bytes";
    }

    private static String describe(Meaning.End end) {
        if (end instanceof Meaning.Whole value) {
            return integer(value.sizeBytes(), value.signed());
        } else if (end instanceof Meaning.BitRun bits) {
            return "a bit-field of " + bits.widthBits() + (bits.signed() ? " signed bits" : " bits");
        } else if (end instanceof Meaning.Text text) {
            return "text of at most " + text.maxBytes() + " bytes";
        }
        return end instanceof Meaning.Address ? integer(8, false) : ((Meaning.Raw) end).sizeBytes() + " raw bytes";
    }

    private static String integer(int sizeBytes, boolean signed) {
        return (signed ? "s" : "u") + sizeBytes * 8;
    }

    private static String count(int accesses) {
        return accesses == 1 ? "1 memory access" : accesses + " memory accesses";
    }

    private static int leafBytes(Meaning.End end) {
        if (end instanceof Meaning.Whole whole) {
            return whole.sizeBytes();
        } else if (end instanceof Meaning.Raw raw) {
            return Math.min(raw.sizeBytes(), 16);
        }
        return 8;
    }

    private static String bytes(SyntheticContext context, long address, int size) {
        return context.read(address, size).map(HexFormat.of()::formatHex).orElse("nothing mapped");
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    /** The member of a struct that covers a byte offset, as a dotted path. */
    static Optional<String> memberAt(Btf btf, int typeId, long offset) {
        if (typeId == 0 || !(btf.resolve(typeId) instanceof BtfType.Composite composite)) {
            return Optional.empty();
        }
        BtfType.Member covering = null;
        for (BtfType.Member member : composite.members()) {
            if (member.bitOffset() / 8 <= offset && (covering == null || member.bitOffset() > covering.bitOffset())) {
                covering = member;
            }
        }
        if (covering == null || offset >= composite.size()) {
            return Optional.empty();
        }
        long rest = offset - covering.bitOffset() / 8;
        Optional<String> deeper = memberAt(btf, covering.type(), rest);
        String name = covering.name();
        return deeper.map(inner -> name.isEmpty() ? inner : name + "." + inner)
                .or(() -> Optional.of(name.isEmpty() ? "an unnamed member" : rest == 0 ? name : name + " + " + rest));
    }
}
