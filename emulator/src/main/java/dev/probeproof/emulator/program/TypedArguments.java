// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The context of programs that attach to something of the kernel's types: its arguments, of 8 bytes each, and behind them
 * for some what it returns. The kernel's {@code btf_ctx_access}.
 */
final class TypedArguments {
    private static final int SLOT = Long.BYTES;

    private final ProgramSetting setting;
    private final TargetFunction function;
    private final Btf btf;
    private final List<BtfType.Param> parameters;

    private TypedArguments(ProgramSetting setting, TargetFunction function) {
        this.setting = setting;
        this.function = function;
        this.btf = function.btf();
        this.parameters = function.parameters();
    }

    static ContextAnswer answer(ContextAccess access) {
        if (access.offset() < 0
                || access.offset() >= RawArguments.BYTES
                || access.write()
                || access.offset() % access.size() != 0) {
            return ContextAnswer.refused();
        }
        return TargetFunction.of(access.setting())
                .map(function -> new TypedArguments(access.setting(), function).load(access))
                .orElseGet(ContextAnswer::refused);
    }

    private ContextAnswer load(ContextAccess access) {
        if (access.offset() % SLOT != 0) {
            return refused("offset " + access.offset() + " is not multiple of 8");
        }
        int index = index(access.offset());
        int typeId;
        if (index < parameters.size()) {
            typeId = parameters.get(index).type();
        } else if (index == parameters.size() && givesResult()) {
            typeId = function.proto().returnType();
            if (setting.attachesAs(AttachType.MODIFY_RETURN) && !isSmallInteger(btf.resolve(typeId))) {
                return ContextAnswer.refused("ret type " + word(btf.resolve(typeId)) + " not allowed for fmod_ret");
            }
        } else {
            return refused("doesn't have " + (index + 1) + "-th argument");
        }
        BtfType type = btf.resolve(typeId);
        if (isScalar(type)) {
            return ContextAnswer.of(index == parameters.size() ? result() : ContextValue.scalar());
        }
        if (!(type instanceof BtfType.Ptr pointer)) {
            return refused("arg" + index + " '" + name(type) + "' has type " + word(type)
                    + ". Only pointer access is allowed");
        }
        if (setting.profile().has(KernelChange.TYPED_POINTER_SIZES) && access.size() != SLOT) {
            return refused("size " + access.size() + " must be 8");
        }
        return pointer(index, pointer);
    }

    /** Which argument lies there: structs by value may take more than one slot. */
    private int index(int offset) {
        if (!setting.profile().has(KernelChange.STRUCT_ARGUMENTS)) {
            return offset / SLOT;
        }
        List<Integer> types = new ArrayList<>();
        // Counted from the tracer's own parameter on where there is one, as the kernel does.
        function.proto().params().forEach(parameter -> types.add(parameter.type()));
        types.add(function.proto().returnType());
        long end = 0;
        for (int i = 0; i < types.size(); i++) {
            end += slotBytes(types.get(i));
            if (offset < end) {
                return i;
            }
        }
        return types.size();
    }

    private long slotBytes(int typeId) {
        BtfType type = btf.resolve(typeId);
        if (type instanceof BtfType.Ptr) {
            return SLOT;
        }
        return hasSize(type) ? (btf.sizeOf(typeId) + SLOT - 1) / SLOT * SLOT : 0;
    }

    private static boolean hasSize(BtfType type) {
        return EnumSet.of(BtfKind.INT, BtfKind.STRUCT, BtfKind.UNION, BtfKind.ENUM, BtfKind.ENUM64, BtfKind.FLOAT)
                .contains(type.kind());
    }

    private boolean givesResult() {
        if (setting.type() == ProgramType.STRUCT_OPS) {
            return false;
        }
        return setting.attachType()
                .filter(type -> switch (type) {
                    case LSM_MAC, LSM_CGROUP, TRACE_FEXIT, MODIFY_RETURN -> true;
                    case TRACE_FSESSION -> AttachTypes.isSession(setting);
                    default -> false;
                })
                .isPresent();
    }

    /** What a security hook said is as narrow as what its programs may say. */
    private ContextValue result() {
        if (setting.attachesAs(AttachType.LSM_MAC) && setting.profile().has(KernelChange.LSM_RETURN_RANGES)) {
            ReturnRange range = SecurityHooks.returnRange(setting);
            return range.checked() ? ContextValue.scalar(range) : ContextValue.scalar();
        }
        return ContextValue.scalar();
    }

    private boolean isScalar(BtfType type) {
        return isSmallInteger(type)
                || type instanceof BtfType.Enum
                || type.kind() == BtfKind.STRUCT && setting.profile().has(KernelChange.STRUCT_ARGUMENTS)
                || type.kind() == BtfKind.UNION && setting.profile().has(KernelChange.UNION_ARGUMENTS);
    }

    private static boolean isSmallInteger(BtfType type) {
        return type instanceof BtfType.Int integer && integer.size() <= Long.BYTES;
    }

    private ContextAnswer pointer(int index, BtfType.Ptr pointer) {
        Optional<ContextValue> given = GivenArguments.value(setting, function, index);
        if (given.isPresent() && given.get().kind() == ContextValue.Kind.BUFFER) {
            return ContextAnswer.of(given.get());
        }
        if (isNumber(pointer.type())) {
            return ContextAnswer.of(ContextValue.scalar());
        }
        if (given.isPresent()) {
            return ContextAnswer.of(given.get());
        }
        return structPointer(index, pointer);
    }

    /** Whether a pointer to that is a number to the verifier, because it says nothing of the size of its target. */
    private boolean isNumber(int targetId) {
        BtfType target = btf.resolve(targetId);
        if (setting.profile().has(KernelChange.POINTERS_TO_ALL_BUT_STRUCTS)) {
            return !(target instanceof BtfType.Composite);
        }
        if (target instanceof BtfType.Void) {
            return targetId == 0 || setting.profile().has(KernelChange.QUALIFIED_VOID_POINTERS);
        }
        return setting.profile().has(KernelChange.INTEGER_POINTERS) ? target instanceof BtfType.Int : isText(targetId);
    }

    /** A character, const or not, by that very type. */
    private boolean isText(int targetId) {
        BtfType target = btf.type(targetId);
        BtfType plain = target instanceof BtfType.Alias alias && alias.kind() == BtfKind.CONST
                ? btf.type(alias.type())
                : target;
        return plain instanceof BtfType.Int integer && integer.size() == 1;
    }

    private ContextAnswer structPointer(int index, BtfType.Ptr pointer) {
        Set<ContextValue.Flag> flags = EnumSet.noneOf(ContextValue.Flag.class);
        if (hasTrustedArguments()) {
            flags.add(ContextValue.Flag.TRUSTED);
        }
        int targetId = pointer.type();
        BtfType target = btf.type(targetId);
        if (target instanceof BtfType.Alias tag && tag.kind() == BtfKind.TYPE_TAG && !tag.attribute()) {
            addTag(flags, tag.name());
        }
        targetId = btf.strip(targetId);
        target = btf.type(targetId);
        if (!(target instanceof BtfType.Composite)) {
            return refused("arg" + index + " type " + word(target) + " is not a struct");
        }
        String log =
                line("arg" + index + " has btf_id " + targetId + " type " + word(target) + " '" + name(target) + "'");
        ContextValue value = ContextValue.btf(
                GivenArguments.promoted(setting, btf, targetId), flags.toArray(ContextValue.Flag[]::new));
        if (setting.type() == ProgramType.LSM && SecurityHooks.mayBeNull(setting.profile(), function.name(), index)) {
            value = value.orNull();
        }
        if (function.isTracepoint()) {
            NullableArguments.Nullness nullness = NullableArguments.of(setting, function.name(), index);
            if (nullness == NullableArguments.Nullness.ERROR) {
                // The kernel writes this without a line end, so that what follows stands in the same line.
                return ContextAnswer.of(
                        ContextValue.scalar(),
                        log,
                        "marking pointer arg" + index + " as scalar as it may encode error");
            }
            value = nullness == NullableArguments.Nullness.NULL ? value.orNull() : value;
        }
        return ContextAnswer.of(value, log);
    }

    private void addTag(Set<ContextValue.Flag> flags, String tag) {
        if (tag.equals("user") && setting.profile().has(KernelChange.USER_POINTERS)) {
            flags.add(ContextValue.Flag.USER);
        } else if (tag.equals("percpu") && setting.profile().has(KernelChange.PERCPU_POINTERS)) {
            flags.add(ContextValue.Flag.PERCPU);
        }
    }

    private boolean hasTrustedArguments() {
        if (!setting.profile().has(KernelChange.TRUSTED_POINTERS)) {
            return false;
        }
        return switch (setting.type()) {
            case STRUCT_OPS -> true;
            case LSM -> SecurityHooks.hasTrustedArguments(setting.profile(), function.name());
            case TRACING -> setting.attachesAs(AttachType.TRACE_RAW_TP) || setting.attachesAs(AttachType.TRACE_ITER);
            default -> false;
        };
    }

    private ContextAnswer refused(String what) {
        return ContextAnswer.refused(line(what));
    }

    private String line(String what) {
        return "func '" + function.name() + "' " + what;
    }

    private static String name(BtfType type) {
        return type.name().isEmpty() || type instanceof BtfType.Void ? "(anon)" : type.name();
    }

    /** The kind in the kernel's words. */
    static String word(@Nullable BtfType type) {
        return type == null || type.kind() == BtfKind.VOID
                ? "UNKNOWN"
                : type.kind().name().toUpperCase(Locale.ROOT);
    }
}
