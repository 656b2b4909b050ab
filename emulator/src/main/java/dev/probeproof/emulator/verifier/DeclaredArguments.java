// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.uapi.Errno.EFAULT;
import static dev.probeproof.loader.uapi.Errno.EINVAL;
import static dev.probeproof.loader.uapi.Errno.EOPNOTSUPP;

/** What the program's types say of the arguments of a function ({@code btf_prepare_func_args}). */
final class DeclaredArguments {
    private static final int MOST_ARGUMENTS = 5;
    private static final Set<String> TAGS = Set.of("ctx", "trusted", "untrusted", "nonnull", "nullable", "arena");

    /** What an argument must be. */
    enum Kind {
        NUMBER,
        CONTEXT,
        MEMORY,
        DYNPTR,
        ARENA,
        OBJECT,
        UNTRUSTED
    }

    /**
     * One argument.
     *
     * @param sizeBytes of memory, otherwise 0
     */
    record Declared(Kind kind, int sizeBytes, boolean mayBeNull) {
        static Declared of(Kind kind) {
            return new Declared(kind, 0, false);
        }
    }

    private final Verification verification;
    private final boolean hasTags;
    private final Map<Integer, List<Declared>> known = new HashMap<>();

    DeclaredArguments(Verification verification) {
        this.verification = verification;
        hasTags = verification.profile.isAtLeast(6, 8);
    }

    List<Declared> of(Subprogram subprogram) {
        List<Declared> cached = known.get(subprogram.number);
        if (cached != null) {
            return cached;
        }
        List<Declared> read = read(subprogram);
        known.put(subprogram.number, read);
        return read;
    }

    private List<Declared> read(Subprogram subprogram) {
        Btf types = verification.programTypes;
        if (types == null) {
            throw new Rejection(EFAULT);
        }
        if (subprogram.typeId == 0) {
            if (!subprogram.isGlobal) {
                throw new Rejection(EINVAL);
            }
            throw verification.reject(EFAULT, "Global functions need valid BTF");
        }
        if (!(types.type(subprogram.typeId) instanceof BtfType.Func function)
                || !(types.type(function.proto()) instanceof BtfType.FuncProto prototype)) {
            throw verification.reject(EFAULT, "Invalid type of function %s()", subprogram.name);
        }
        requireShape(subprogram, types, prototype);
        List<Declared> arguments = new ArrayList<>();
        for (int i = 0; i < prototype.params().size(); i++) {
            arguments.add(argument(subprogram, types, prototype.params().get(i).type(), i));
        }
        return arguments;
    }

    private void requireShape(Subprogram subprogram, Btf types, BtfType.FuncProto prototype) {
        int count = prototype.params().size();
        if (count > MOST_ARGUMENTS) {
            throw refuse(
                    subprogram,
                    String.format(
                            Locale.ROOT,
                            "Global function %s() with %d > %d args. Buggy compiler.",
                            subprogram.name,
                            count,
                            MOST_ARGUMENTS));
        }
        int result = types.strip(prototype.returnType());
        if (result == 0 || !isNumber(types.kind(result))) {
            throw refuse(
                    subprogram,
                    "Global function " + subprogram.name + "() doesn't return scalar. Only those are supported.");
        }
    }

    private static boolean isNumber(BtfKind kind) {
        return kind == BtfKind.INT || kind == BtfKind.ENUM || kind == BtfKind.ENUM64;
    }

    /** Static functions are not told what is wrong: nothing depends on their declaration. */
    private Rejection refuse(Subprogram subprogram, String line) {
        if (subprogram.isGlobal) {
            verification.log.line("%s", line);
        }
        return new Rejection(EINVAL);
    }

    private Declared argument(Subprogram subprogram, Btf types, int typeId, int index) {
        Set<String> tags = tags(subprogram, types, index);
        int stripped = typeId == 0 ? 0 : types.strip(typeId);
        if (stripped != 0 && types.type(stripped) instanceof BtfType.Ptr pointer) {
            Declared declared = pointer(subprogram, types, pointer.type(), index, tags);
            if (declared != null) {
                return declared;
            }
        } else if (!tags.isEmpty()) {
            throw verification.reject(EINVAL, "arg#%d has pointer tag, but is not a pointer type", index);
        }
        if (stripped != 0 && isNumber(types.kind(stripped))) {
            return Declared.of(Kind.NUMBER);
        }
        String name = stripped == 0 ? "VOID" : types.kind(stripped).name();
        throw refuse(
                subprogram, "Arg#" + index + " type " + name + " in " + subprogram.name + "() is not supported yet.");
    }

    private Set<String> tags(Subprogram subprogram, Btf types, int index) {
        Set<String> tags = new TreeSet<>();
        if (!hasTags) {
            return tags;
        }
        for (int id = types.firstId(); id < types.endId(); id++) {
            if (types.kind(id) != BtfKind.DECL_TAG || !(types.type(id) instanceof BtfType.DeclTag tag)) {
                continue;
            }
            boolean ours = tag.type() == subprogram.typeId && tag.component() == index;
            if (!ours || !tag.name().startsWith("arg:")) {
                continue;
            }
            if (!subprogram.isGlobal) {
                throw verification.reject(EOPNOTSUPP, "arg#%d type tag is not supported in static functions", index);
            }
            String name = tag.name().substring("arg:".length());
            if (!TAGS.contains(name)) {
                throw verification.reject(EOPNOTSUPP, "arg#%d has unsupported set of tags", index);
            }
            tags.add(name);
        }
        return tags;
    }

    private @Nullable Declared pointer(Subprogram subprogram, Btf types, int pointee, int index, Set<String> tags) {
        if (tags.contains("ctx") || ContextTypes.isContext(types, pointee, verification.image.type())) {
            requireOnly(tags, "ctx", index);
            return Declared.of(Kind.CONTEXT);
        }
        String name = pointee == 0 ? "" : types.name(types.strip(pointee));
        if (hasTags && name.equals("bpf_dynptr")) {
            requireOnly(tags, "", index);
            return Declared.of(Kind.DYNPTR);
        }
        if (tags.contains("trusted")) {
            return Declared.of(Kind.OBJECT);
        }
        if (tags.contains("untrusted")) {
            return Declared.of(Kind.UNTRUSTED);
        }
        if (tags.contains("arena")) {
            if (tags.size() > 1) {
                throw verification.reject(EINVAL, "arg#%d arena cannot be combined with any other tags", index);
            }
            return Declared.of(Kind.ARENA);
        }
        return subprogram.isGlobal ? memory(types, pointee, index, tags) : null;
    }

    private void requireOnly(Set<String> tags, String allowed, int index) {
        if (tags.stream().anyMatch(tag -> !tag.equals(allowed))) {
            throw verification.reject(EINVAL, "arg#%d has invalid combination of tags", index);
        }
    }

    private Declared memory(Btf types, int pointee, int index, Set<String> tags) {
        if (tags.contains("nullable")) {
            throw verification.reject(EINVAL, "arg#%d has invalid combination of tags", index);
        }
        int target = pointee == 0 ? 0 : types.strip(pointee);
        boolean sized = target != 0
                && switch (types.kind(target)) {
                    case INT, PTR, ARRAY, STRUCT, UNION, ENUM, ENUM64, FLOAT -> true;
                    default -> false;
                };
        if (!sized) {
            throw verification.reject(
                    EINVAL,
                    "arg#%d reference type('%s %s') size cannot be determined: %d",
                    index,
                    target == 0 ? "UNKNOWN" : types.kind(target).name(),
                    target == 0 ? "" : types.name(target),
                    -EINVAL.number());
        }
        return new Declared(Kind.MEMORY, (int) types.sizeOf(target), !tags.contains("nonnull"));
    }
}
